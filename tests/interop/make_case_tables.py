"""Writes src/Kif.Models/Tokenizers/Chat/python-case.txt: Python's case mappings and character classes, for chat templates.

    python3 tests/interop/make_case_tables.py > src/Kif.Models/Tokenizers/Chat/python-case.txt

Made with CPython 3.11 (Unicode 14). The tests of chat templates compare them with what Jinja prints.
"""
import sys

POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def ranges(points):
    out = []
    for p in points:
        if out and out[-1][1] == p - 1:
            out[-1][1] = p
        else:
            out.append([p, p])
    return out


def mapping(tag, function, plain):
    """Ranges of equal distance, with a step of 1 or 2; then the mappings to several characters."""
    single, several = [], []
    for p in POINTS:
        to = function(chr(p))
        if to != plain(chr(p)):
            (single if len(to) == 1 else several).append((p, to))
    runs = []
    for p, to in single:
        delta = ord(to) - p
        run = runs[-1] if runs else None
        if run and run[3] == delta and (p - run[1] == run[2] or run[0] == run[1] and p - run[1] in (1, 2)):
            run[2], run[1] = p - run[1], p
        else:
            runs.append([p, p, 1, delta])
    for first, last, step, delta in runs:
        print(tag, f"{first:04X} {last:04X} {step} {delta}")
    for p, to in several:
        print(tag.lower(), f"{p:04X}", *(f"{ord(c):04X}" for c in to))


def set_of(tag, holds):
    for first, last in ranges([p for p in POINTS if holds(chr(p))]):
        print(tag, f"{first:04X} {last:04X}")


def cased(c):
    return c.islower() or c.isupper() or c.istitle()


def ignorable(c):
    return (c + "\u03a3").lower()[-1] == "\u03c3" if cased(c) else ("A" + c + "\u03a3").lower()[-1] == "\u03c2"


print("# Case as CPython 3.11 has it (tests/interop/make_case_tables.py); hexadecimal code points.")
print("# first last step distance: U upper, L lower, T title where it is not upper, F folded where it is not lower.")
print("# The small letters: one code point and the several ones that it becomes.")
print("# Ranges, first last: W islower, B isupper, C istitle alone, I skipped before a final sigma, D isdigit, N isnumeric.")
mapping("U", str.upper, lambda c: c)
mapping("L", str.lower, lambda c: c)
mapping("T", str.title, str.upper)
mapping("F", str.casefold, str.lower)
set_of("W", str.islower)
set_of("B", str.isupper)
set_of("C", lambda c: c.istitle() and not c.isupper())
set_of("I", ignorable)
set_of("D", str.isdigit)
set_of("N", str.isnumeric)
