"""Writes tests/fixtures/patterns/python-re.json: what Python's re says about patterns for names of modules.

usage: python3 tests/interop/make_patterns.py tests/fixtures/patterns/python-re.json
Per pattern the names that it matches as a whole ("full"), from the start ("start"), and as a key of rank_pattern ("key"), as indices into "names"; null where
Python refuses the pattern.
"""
import json
import random
import re
import sys
import warnings

warnings.simplefilter("ignore")
NAMES = [
    "q", "v", "qq", "q_proj", "lm_head", "encoder.block.0.layer.0.SelfAttention.q", "encoder.block.1.layer.0.SelfAttention.q",
    "decoder.block.10.layer.1.EncDecAttention.v", "decoder.block.2.layer.2.DenseReluDense.wi_0", "model.layers.0.self_attn.q_proj",
    "model.layers.11.mlp.down_proj", "model.layers.1.self_attn.k_proj", "transformer.h.3.attn.c_attn", "a-b", "a]b", "x{1}", "aab.aab", "Q", "layers.q",
    "model.layers.1.layers.2.q",
]
BY_HAND = [
    r".*\.q", r".*decoder.*(SelfAttention|EncDecAttention).*(q|v)$", r"model\.layers\.\d+\.self_attn\.[qk]_proj", r"(?i).*SELFATTENTION.Q", r"q|v", r"^q$", r"\Aq\Z", r"q\z",
    r"(?P<a>a+)b\.(?P=a)b", r"(a)(a)b\.\1\2b", r"(?P<x>a)(a)b\.\1\2b", r"(a)(?P<x>a)b\.\2\1b", r"\2(a)(b)", r"(\1a)", r"(?P<a>a)(?P<a>b)", r"a*+ab.*", r"a++b\.a+b", r"q?+q",
    r"(?>a+)b.*", r"[a-z-[q]]", r"[]a]+b", r"a[]]b", r"a[^]]b", r"[a-\d]", r"[\w-z]+", r"[\d-]+", r"a[\-]b", r"x\{1\}", r"x{1}", r"x{,3}q", r"q{,2}", r"q{,}", r"q{2,1}", r"q{2}", r"q{1,2}", r"q{}", r"x{a}",
    r"q**", r"q{1}{2}", r"q*?", r"*q", r"(*q)", r"|*", r"^*q", r"\b*q", r"(?=q)*q", r"(?:)*q", r"(?#comment)q", r"q(?#c)+", r"q+(?#c)+", r"(?P>a)", r"(?<a>q)", r"(?'a'q)", r"\k<a>", r"\p{L}+", r"\e", r"\cA",
    r"\Gq", r"\x71", r"\u0071", r"\U00000071", r"\161", r"\0", r"\07", r"\x7", r"\400", r"\N{LATIN SMALL LETTER Q}", r"(?x) q # a", r"(?a)\w+", r"(?L)q", r"(?u)q", r"(?n)q", r"q(?i)", r"(?i)(?s)Q", r"(?i:Q)", r"(?i-s:Q)",
    r"(?-i:Q)", r"(?i-i:Q)", r"(?-u:q)", r"(?-:q)", r"(?<=\.)q", r".*(?<=layers\.)q", r".*(?<!lm_)head", r".*(?<=a+)q", r".*(?<=a|bc)q", r".*(?<=(?:a|b)\.)q", r".*(?<=.{7})q", r"(?!lm)\w+", r"(?=q)\w+_proj", r"(q)?(?(1)_proj|v)",
    r"(q", r"q)", r"[q", r"q\\", "q\\", r"", r"()", r"(|q)", r".*\.(?:0|1)\..*", r".*\.1?\d\..*", r"[^.]+", r"(?:[^.]+\.)+q", r"\w+", r"\W", r"\S+", r"[\S\s]+", r"[\W\w]*q", r".*\bq", r".*\Bq", r"(?s).*q", r"(?m)^q$", r"encoder\..*|decoder\..*",
    r"^encoder.block.0.*q", r"layer.0.SelfAttention.q", r"self_attn.q_proj", r"block\.\d+\.layer\.0\..*", r".q", r"q$", r"a)|(b", r"q|v_proj", r"^model\.layers\.1\..*", r"\Aq", r"(?P<idx>\d+)", r"a.b", r"(a|ab)(c|bcd)*b?", r"((a)|b)+\.?(a|b)*", r"\_proj", r"\.", r"\-", r"\ q", r"\q",
    r"[[:alpha:]]+", r"[a&&b]", r"[a--b]", r"[a||b]+", r"[\b]", r"[\B]", r"[\1]", r"[\101]", r"[\08]", r"[z-a]", r"[a-a]", r"[--/]+", r"[.-]+", r"(?:q", r"(?", r"(?P", r"(?P<", r"(?P<q", r"(?P=", r"(?P<1a>q)", r"(?:a{0,2}){0,2}b.*", r"q{0}", r"q{0}v", r"\d{1,3}", r"(?i)[A-Z]+", r"(?i)[^a]",
]
PIECES = ["q", "v", "a", "b", ".", r"\.", ".*", ".+", r"\d", r"\w+", "[qv]", "[^.]", "(", ")", "(?:", "|", "*", "+", "?", "{2}", "{1,2}", "{,1}", "^", "$", r"\b", "_proj", "layers", "(?=", "(?!", "(?<=", "(?P<n>", "(?P=n)", r"\1", "[a-z]", "[", "]", "-", "(?i:", "(?>", r"\Z", "*+", "??"]


def hits(match):
    out = []
    for index, name in enumerate(NAMES):
        if match(name):
            out.append(index)
    return out


def answer(pattern):
    row = {"pattern": pattern}
    for kind, call in (("full", lambda n: re.fullmatch(pattern, n)), ("start", lambda n: re.match(pattern, n)), ("key", lambda n: re.match(rf"(.*\.)?({pattern})$", n))):
        try:
            row[kind] = hits(call)
        except (re.error, OverflowError, RecursionError):
            row[kind] = None
    return row


def main(path):
    random.seed(7)
    patterns = list(BY_HAND)
    valid = 0
    while valid < 250:
        pattern = "".join(random.choice(PIECES) for _ in range(random.randint(2, 7)))
        try:
            re.compile(pattern)
            valid += 1
        except re.error:
            if random.random() > 0.2:
                continue
        if pattern not in patterns:
            patterns.append(pattern)
    rows = [answer(pattern) for pattern in patterns]
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"python": %s,\n"names": %s,\n"patterns": [\n' % (json.dumps(sys.version.split()[0]), json.dumps(NAMES)))
        file.write(",\n".join(json.dumps(row) for row in rows))
        file.write("\n]}\n")
    print(f"{len(rows)} patterns, {sum(row['full'] is None for row in rows)} of them refused by Python")


main(sys.argv[1])
