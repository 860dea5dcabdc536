"""Writes what Jinja gives for short templates under the settings of transformers: tests/fixtures/chat-templates/snippets-python.jsonl.

    PYTHONPATH=FOLDER python3 tests/interop/make_chat.py            (FOLDER: transformers 4.57.6 with Jinja 3.1.6, CPython 3.11)
    PYTHONPATH=FOLDER python3 tests/interop/make_chat.py SEED COUNT (random ones, printed: to try others than the recorded)

A line has `template` and `text`; without `text`, Jinja raises.
"""
import copy
import json
import os
import random
import signal
import sys

from transformers.utils.chat_template_utils import _compile_jinja_template

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "chat-templates")
VARIABLES = json.load(open(os.path.join(HERE, "variables.json")))

TEXTS = ["tool_response", "stra\u00dfe", "\u039f\u0394\u039f\u03a3 \u03a3", "\ufb01n \u01c6 \u0130I\u0131", "it's a-b (c) [d] {e} <f>", "x\u00a0y\u200bz\u2028w", "caf\u00e9 na\u00efve",
         "a,b,,c", "  lead and trail  ", "\tt\nn\r\nr\rm", "\u10d0\u10d1 \u1c90", "\U0001f600a", "", "Hello World", "12", "-3.75", "\u00b2\u2460\u00bd", "<b>&'\"</b>", "a\\b\"c'd",
         "x\u0007\u001b\u00ad\ufeff\ue000", "O'NEIL o\u2019neil", "\u1e9e\u0149\u0390", "UPPER lower Title", "\u0660\u0661", "a b  c   d"]
CALLS = ["|title", "|upper", "|lower", "|capitalize", ".title()", ".upper()", ".lower()", ".capitalize()", ".casefold()", ".swapcase()", "|wordcount", "|e", "|trim", "|list",
         "|reverse", "|length", ".split()", ".split(none, 1)", ".split(' ', 1)", ".rsplit()", ".rsplit(none, 1)", ".rsplit(' ', 1)", ".rsplit(',', 1)", ".split(',')",
         ".partition(' ')", ".rpartition(' ')", ".splitlines()", ".splitlines(true)", ".strip()", ".lstrip()", ".rstrip()", ".strip('xa ')", ".center(12)", ".center(13, '*')",
         ".ljust(9, '.')", ".rjust(9)", ".zfill(7)", ".expandtabs(4)", ".find('a')", ".rfind(' ')", ".find('e', 2)", ".find('a', 1, 4)", ".count('a')", ".count('')", ".isalpha()",
         ".isdigit()", ".isnumeric()", ".isdecimal()", ".isalnum()", ".islower()", ".isupper()", ".istitle()", ".isspace()", ".isascii()", ".isprintable()", ".isidentifier()",
         ".startswith('t')", ".startswith(('a', 'H'))", ".endswith(' ')", ".startswith('o', 1)", ".removeprefix('tool_')", ".removesuffix('>')", ".replace('a', 'XY')",
         ".replace(' ', '_', 1)", ".replace('', '-')", ".replace('', '-', 2)", "|replace('a', 1)", "|truncate(8)", "|truncate(8, true)", "|truncate(9, false, '..', 0)", "|indent(2)",
         "|indent(2, true)", "|indent('> ', true, true)", "|center(20)", "|urlencode", "|striptags", "|forceescape", "|safe", "|string", "|int", "|float", "|int(7)", "[0]", "[-1]",
         "[1:4]", "[::-1]", "[::2]", "|first", "|last", "|tojson", "|batch(3)|list", "|slice(3)|list", "|batch(2, 'x')|list", "|unique|list", "|sort", "|min", "|max", "|groupby(0)|length",
         "|escape ~ '<'", "|e + '<&'", " ~ 1", " * 2", "|map('upper')|join('|')", "|select('in', 'aeiou')|list", "|default('d')", "|default('d', true)", " is lower", " is upper",
         " is string", " in 'Hello World'", "|format", ".join(['x', 'y'])", ".format()"]

RECORDED = [
    # numbers, lists, printing
    "{{ [0] * 3 }} {{ 2 * [1, 2] }} {{ (1, 2) * 2 }} {{ [1] * 0 }} {{ [1] * -1 }} {{ true * 'ab' }}",
    "{{ 5|round }} {{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ 0.125|round(2) }} {{ 1234.5|round(-2) }} {{ 1251|round(-2) }} {{ 2.1|round(1, 'ceil') }} {{ 5|round(0, 'floor') }}",
    "{{ '%5.2f|%-6s|%06d|%+d|%x|%X|%o|%e|%g|%G|%c|%%|%r|%s' % (3.14159, 'ab', -42, 7, 255, 255, 8, 12345.678, 0.00001234, 1e20, 'x', 'q\u200b', none) }}",
    "{{ '%(a)s-%(b)05.1f' % {'a': 1, 'b': 2.25} }} {{ '%s' % 'one' }} {{ '%s' % ['l'] }} {{ '%*d|%.*f' % (5, 42, 2, 1.005) }} {{ '%#x %#o' % (255, 8) }} {{ '%.3s|' % 'abcdef' }}",
    "{{ '%s %s'|format('a', 1) }} {{ '%(x)d'|format(x=3) }} {{ '%.2f'|format(2.675) }} {{ '%5s|%-5s|'|format('a', 'b') }}",
    "{{ '{} {}'.format(1, 'a') }} {{ '{1} {0} {1}'.format('a', 'b') }} {{ '{x!r} {y[0]} {z.a}'.format(x='q', y=[7], z={'a': 1}) }} {{ '{{}}'.format() }}",
    "{{ '{:>8}|{:<8}|{:^8}|{:*^9}|{:08.3f}|{:+d}|{:,}|{:_}|{:x}|{:#b}|{:e}|{:g}|{:%}|{:.3}|{:5}|{:c}'.format('a', 'b', 'c', 'd', 3.14159, 5, 1234567, 1234567, 255, 5, 12345.6789, 0.0001, 0.25, 'abcdef', 42, 65) }}",
    "{{ '{:{w}.{p}f}'.format(3.14159, w=10, p=2) }} {{ '{:>{}}'.format('x', 5) }} {{ '{:.3}'.format(3.14159) }} {{ '{:.2}'.format(12.0) }} {{ '{:.1}'.format(5.0) }} {{ '{:8}|'.format(true) }} {{ '{:d}'.format(true) }} {{ '{}'.format(none) }}",
    "{{ '{:=+8d}|{:<5d}|{:^7.1f}|{:010,}|{:,.2f}'.format(42, 7, 2.25, 1234567, 9876543.219) }}",
    "{{ '{0.x}'.format({'x': 1}) }}", "{{ '{}'.format() }}", "{{ '%d' % 'a' }}", "{{ '%s %s' % 'a' }}", "{{ '%s' % ('a', 'b') }}", "{{ '{a}'.format_map({'a': 5}) }}",
    "{{ range(4) }} {{ range(1, 9, 2) }} {{ range(3)|list }} {{ range(3)[1] }} {{ range(5)|length }} {{ range(3) == range(3) }} {{ [0,1,2] == range(3) }} {{ range(3)|sum }} {{ range(9)[2:5] }}",
    "{{ d.items() }} {{ d.keys() }} {{ d.values() }} {{ d.keys()|list }} {{ d.items()|length }} {{ d.keys()[0] }} {{ 'b' in d.keys() }} {{ d|items|list }} {{ d.copy() }}",
    "{% set g = l|map('string') %}{{ g|list }}{{ g|list }}|{% if l|select('equalto', 99) %}true{% else %}false{% endif %}|{{ l|reject('odd')|first }}|{{ (l|map('abs'))[0] }}",
    "{{ l|map('abs')|length }}", "{{ l|map('abs') }}{# prints an object #}{{ none|abs }}", "{{ l|select('odd')|last }}", "{{ l|unique|sort|join }} {{ l|reverse|list }}",
    "{{ {1: 'a', 2.0: 'b', true: 'c', (1, 2): 'd'} }} {{ {1: 'a'}[1] }} {{ {1: 'a'}.get(1.0) }} {{ 1 in {1: 0} }} {{ {'x': 1}.get(none, 'n') }} {{ {1: 2}|tojson }} {{ dict([('a', 1), ('b', 2)]) }} {{ dict(a=1) }}",
    "{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7.5 // 2 }} {{ -7 % 3 }} {{ 7.5 % 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 0.5 }}",
    "{{ 'ff'|int(0, 16) }} {{ '0xff'|int(0, 16) }} {{ '1_0'|int }} {{ ' 42 '|int }} {{ '4.9'|int }} {{ 'x'|int }} {{ 4.9|int }} {{ true|int }} {{ none|int }} {{ '1e3'|float }} {{ 'inf'|float }} {{ 'nan'|float }} {{ '.5'|float }} {{ 'x'|float(1.5) }} {{ '101'|int(base=2) }}",
    "{{ 1000000|filesizeformat }} {{ 1|filesizeformat }} {{ 999|filesizeformat }} {{ 1536|filesizeformat(true) }} {{ 13000|filesizeformat }} {{ 1e9|filesizeformat }}",
    "{{ 99999 % 1.5e-5 }} {{ 1 % 0.05 }} {{ -0.0 % -42 }} {{ 1e300 % 1e17 }} {{ 255 // 2.675 }} {{ -0.0|round(-3) }} {{ -2.5|round(-2, 'ceil') }} {{ 'x' % [1] }}", "{{ 255 ** 1e10 }}", "{{ 0.0 ** -1 }}",
    "{{ '{:#13.7G}|{:#.0f}|{:#.3}|{:013,.2f}|{:010_d}|{:0<8.2f}|{:0s}|{:#x}|{:c}|'.format(255, 7, 2.5, 1e6, 1234567, 1.5, 'a', 255, 97) }} {{ '%#.0F|%#g|%+.3e|%.0c|' % (2.5, 1, 12345.678, 'x') }}",
    "{{ '{:,x}'.format(1) }}", "{{ '{:#}'.format('a') }}", "{{ '{:+c}'.format(65) }}", "{{ '{:.2d}'.format(1) }}", "{{ '%c' % 99999999 }}",
    # lists
    "{{ msgs|groupby('role')|list }}", "{% for g in msgs|groupby('role') %}{{ g.grouper }}={{ g.list|map(attribute='content')|join('+') }};{% endfor %}",
    "{% for k, v in msgs|groupby('nope', default='none') %}{{ k }}{{ v|length }}{% endfor %}", "{{ ['b', 'A', 'a', 'B']|groupby(0)|map('first')|list }} {{ ['b', 'A', 'a']|sort }} {{ ['b', 'A', 'a']|sort(case_sensitive=true) }}",
    "{% for row in range(7)|batch(3, '-') %}{{ row|join(',') }};{% endfor %}{% for col in range(7)|slice(3) %}{{ col|join(',') }};{% endfor %}{% for col in range(7)|slice(3, 'x') %}{{ col|join(',') }};{% endfor %}",
    "{{ msgs|sort(attribute='role,content')|map(attribute='content')|join }} {{ msgs|min(attribute='content') }} {{ msgs|max(attribute='role') }} {{ msgs|map(attribute='x', default='?')|list }}",
    "{{ d|dictsort }} {{ d|dictsort(reverse=true) }} {{ {'b': 1, 'A': 2}|dictsort(by='value') }} {{ {'b': 1, 'A': 2}|dictsort(true) }}", "{{ [1, 'a']|sort }}",
    "{{ msgs|sum(attribute='n') }}", "{{ [1, 2.5]|sum }} {{ [[1], [2]]|sum(start=[]) }} {{ []|sum }} {{ ['x', 'X', 'y']|unique|list }} {{ [3, 1]|sort(reverse=true) }}",
    "{{ {'class': 'a<b', 'id': none, 'n': 1}|xmlattr }} {{ {'a b': 1}|xmlattr }}", "{{ {'a': 'b c', 'd': '/'}|urlencode }} {{ [('x', 1)]|urlencode }} {{ 'a b/c?d=\u00e9'|urlencode }}",
    "{{ 'x'|attr('upper')() }} {{ d|attr('b') }}|{{ d|attr('items')()|list|length }}",
    # markup
    "{{ '<'|e + '<' }} {{ '<' + '<'|e }} {{ '<'|safe ~ '<' }} {{ ('<'|e)|upper }} {{ ['<'|e, '<']|join }} {{ '<'|e is escaped }} {{ ['<'|e] }} {{ '<'|e == '&lt;' }} {{ '<'|e|e }} {{ '<'|e|forceescape }} {{ ('a'|safe) * 2 + '<' }}",
    # statements
    "{% macro m(a, b=2) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }} {{ m(1, 3, 4, 5) }} {{ m(1, c=7) }} {{ m(b=1, a=0) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}",
    "{% macro m() %}{{ caller() }}!{% endmacro %}{% call m() %}in{% endcall %}", "{% macro m(x) %}[{{ caller(x, 2) }}]{% endmacro %}{% call(a, b) m(1) %}{{ a + b }}{% endcall %}",
    "{% macro outer() %}<{{ caller() }}>{% endmacro %}{% macro inner() %}({{ caller() }}){% endmacro %}{% call outer() %}{% call inner() %}x{% endcall %}{% endcall %}",
    "{% macro m() %}a{% endmacro %}{% call m() %}b{% endcall %}", "{% macro f(x) %}{{ x }}{% endmacro %}{{ f(*[1]) }}{{ f(**{'x': 2}) }}{{ f(x=f(3)) }}",
    "{% macro m(a, b) %}{{ b is defined }}{{ a is undefined }}{{ caller is defined }}{% endmacro %}{{ m() }}",
    "{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}",
    "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}{% for (a, b) in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}{% set (p, q), r = (1, 2), 3 %}{{ p }}{{ q }}{{ r }}",
    "{% for x in [1, 1, 2, 2, 1] %}{% if loop.changed(x) %}{{ x }}{% endif %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for x in [] %}{% else %}none{% endfor %}{% for x in l if x > 1 %}{{ loop.index }}{{ x }}{% else %}-{% endfor %}",
    "{% set c = cycler('x', 'y') %}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.next() }}{{ c.reset() }}{{ c.next() }}{% set j = joiner('; ') %}{{ j() }}a{{ j() }}b{{ j() }}",
    "{% block one %}B{{ x }}{% endblock %}{% block two scoped %}C{% endblock two %}{% for i in [1] %}{% block three %}{{ i }}|{% endblock %}{% endfor %}",
    "{% for i in [1, 2] %}{% block b scoped %}{{ i }}{% endblock %}{% endfor %}", "{% set ns = namespace({'a': 1}, b=2) %}{% set ns.c = 3 %}{{ ns.a }}{{ ns.b }}{{ ns.c }}{{ ns.d }}",
    "{% set t %}a{{ 1 }}{% endset %}{{ t }}{% set u | upper %}b{% endset %}{{ u }}{% filter upper|replace('A', 'x') %}aa{% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}",
    "{% include 'x' %}", "{% do x %}", "{{ 1 is divisibleby 1 }} {{ 4.0 is even }} {{ true is odd }} {{ 7.5 is divisibleby 2.5 }} {{ l is sequence }} {{ d.items() is sequence }} {{ (l|map('abs')) is iterable }} {{ range is callable }} {{ x is sameas 5 }} {{ none is sameas none }} {{ 'upper' is filter }} {{ 'odd' is test }}",
    "{{ '\u200b\u00a0\ufeff\U000e0001\ue000\u2028'|list }} {{ ['\u00e9\U0001f600'] }} {{ [\"it's\", 'a\"b', \"a'b\\\"c\"] }} {{ ['\\x00\\x1f\\x7f\\x85\\\\'] }} {{ {'\u00ad': '\u0378'} }}",
    "{{ '\u10ffff' }}{{ 'a' < '\U0001f600' }} {{ '\uffff' < '\U0001f600' }} {{ ['\U0001f600', '\ufffd']|sort }} {{ '\U0001f600b'[1] }} {{ 'a\U0001f600b'.find('b') }} {{ '\U0001f600'.center(4, '-') }}",
    "{{ 'The End'|title }} {{ 'foo-bar baz_qux'|title }} {{ 'O\\'NEIL'|title }} {{ 'o\u2019neil'.title() }} {{ '\u01c6ab'.title() }}|{{ '\u01c6ab'|title }} {{ '\ufb01x'.capitalize() }}|{{ '\ufb01x'|capitalize }}|{{ '\ufb01x'|title }}",
    "{{ '\u03a3'.lower() }}{{ 'A\u03a3'.lower() }}{{ 'A\u03a3B'.lower() }}{{ 'A\u0301\u03a3\u0301 '.lower() }}{{ 'A\u03a3.'|lower }}{{ 'A\u03a3.B'|lower }}{{ '\u1e9e'.lower() }}{{ '\u00df\u1e9e'.casefold() }}",
    "{{ (1,) }} {{ () }} {{ (1, 2)[0] }} {{ (1, 2) + (3,) }} {{ [1] + (2,) }}", "{{ 1 + 'a' }}", "{{ 'a' + 1 }}", "{{ none + 1 }}", "{{ u.x }}", "{{ u + 1 }}", "{{ [].append(1) }}", "{{ x.y.z }}",
    "{{ 1 < 'a' }}", "{{ not u }} {{ u|length }} {{ u|list }} {{ u|join }} {{ u == u }} {{ u|upper }}| {{ u|default('d') }} {{ u is iterable }} {{ u|first }}|",
    "{{ 3.0 }} {{ 1e16 }} {{ 123456789.123 }} {{ -0.0 }} {{ 1/3 }} {{ 10**15 }} {{ 1e-7|string }} {{ 3.7.is_integer() }} {{ (2).bit_length() }}",
    "{{ {'a': [1, none, true, 1.5, 'x\u00e9\"']}|tojson }} {{ [1, {'b': 2}]|tojson(indent=2) }} {{ {'b': 1, 'a': 2}|tojson(sort_keys=true) }} {{ 'é'|tojson(ensure_ascii=true) }} {{ [1,2]|tojson(separators=(',', ':')) }}", "{{ d.items()|tojson }}", "{{ range(2)|tojson }}",
    "{{ 'a b'|wordcount }} {{ \"it's o'clock\"|wordcount }} {{ 'x_y-z \u4f60\u597d caf\u00e9 e\u0301a'|wordcount }}", "{{ 'foo bar baz qux'|truncate(9) }}|{{ 'foo bar baz qux'|truncate(9, true) }}|{{ 'foo bar baz qux'|truncate(11) }}|{{ 'foo bar baz qux'|truncate(11, false, '...', 0) }}|{{ 'x'|truncate(2) }}",
]


class TooLong(Exception):
    pass


def render(template):
    def stop(*_):
        raise TooLong()

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    try:
        text = _compile_jinja_template(template).render(**copy.deepcopy(VARIABLES))
        return None if " object at 0x" in text or "<function" in text or "<bound method" in text or "<built-in" in text else text
    except TooLong:
        raise
    except Exception:
        return None
    finally:
        signal.alarm(0)


def line(template):
    text = render(template)
    return json.dumps({"template": template} if text is None else {"template": template, "text": text})


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "'"


if len(sys.argv) > 2:
    random.seed(int(sys.argv[1]))
    pool = [quoted(t) for t in TEXTS] + ["x", "l", "d", "msgs", "1.5", "none", "true", "u", "['b', 'A', 'c']", "(1, 2)", "range(5)", "{'k': 'v', 'a': 1}", "-7", "2.5"]
    for _ in range(int(sys.argv[2])):
        calls = "".join(random.choices(CALLS, k=random.choice([1, 1, 2, 3])))
        print(line("{{ " + random.choice(pool) + calls + " }}"))
else:
    with open(os.path.join(HERE, "snippets-python.jsonl"), "w") as out:
        for template in RECORDED + ["{{ " + quoted(t) + c + " }}" for i, c in enumerate(CALLS) for t in TEXTS[i % 5::5]]:
            out.write(line(template) + "\n")
