"""Omissions against lists made by hand."""

from __future__ import annotations

import ast

import pytest

from aqe.analysis.mutants import mutants_of
from aqe.analysis.mutation.omissions import OMISSIONS


def omitted(source: str) -> list[tuple[str, str]]:
    """Operator and mutated line of each omission."""
    found = mutants_of(source, "m", with_omissions=True)
    assert tuple(each for each in found if each.is_counted) == mutants_of(source, "m")
    lines = source.split("\n")
    changed = []
    for each in found:
        if not each.is_counted:
            mutated = each.apply(source)
            ast.parse(mutated)
            new = [line for line in mutated.split("\n") if line not in lines]
            changed.append((each.operator, " ".join(new).strip()))
    return sorted(changed)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = a and b", [("operand", "x = ((a))"), ("operand", "x = ((b))")]),
        (
            "x = a or (b or c) or b",
            [
                ("operand", "x = ((a) or (b or c))"),
                ("operand", "x = ((a) or (b))"),
                ("operand", "x = a or (((b))) or b"),
                ("operand", "x = a or (((c))) or b"),
                ("operand", "x = ((b or c) or (b))"),
            ],
        ),
        ("go(a, b=c)", [("argument", "go(a)")]),
        ("go(b=c)", [("argument", "go()")]),
        ("go(b=c, d=a)", [("argument", "go(b=c)"), ("argument", "go(d=a)")]),
        ("go(*a, b=c, **b)", [("argument", "go(*a, **b)")]),
        ("x = a.get(b, c)", [("argument", "x = a.get(b)")]),
        ("x = a.get(b) + a.find(b) + a.count(b)", []),
        ("x = a.replace(b, c)", [("conversion", "x = (a)")]),
        ("x = a.split(b, 2)", [("argument", "x = a.split(b)")]),
        ("x = a.go(b, c)", []),
        ("x = str(b)", [("conversion", "x = (b)")]),
        ("x = a.strip(b)", [("argument", "x = a.strip()"), ("conversion", "x = (a)")]),
        ("x = len(a) + Box(b) + ', '.join(c) + a.index", []),
        ("x = self.quoted(a)", [("conversion", "x = (a)")]),
        ("tidy(a)", []),
        ("raise wrong(a)", []),
        ("x = a is None", [("presence", "x = (not (a))")]),
        ("x = a.b is not None", [("presence", "x = (a.b)")]),
        (
            "if not a and b.c: go()",
            [
                ("block", "if ((not a and b.c) and False): go()"),
                ("operand", "if ((b.c)): go()"),
                ("operand", "if ((not a)): go()"),
                ("presence", "if (a is None) and b.c: go()"),
                ("presence", "if not a and (b.c is not None): go()"),
            ],
        ),
        (
            "x = a if b == c else c",
            [("choice", "x = (a)"), ("choice", "x = (c)")],
        ),
        ("a = a + b", [("assignment", "pass")]),
        ("a += b", []),
        (
            "x = a in {1, 2, 3}",
            [
                ("item", "x = a in {1, 2}"),
                ("item", "x = a in {1, 3}"),
                ("item", "x = a in {2, 3}"),
            ],
        ),
        ("x = a in (b, c)", [("item", "x = a in (b,)"), ("item", "x = a in (c,)")]),
        (
            "x = isinstance(a, (int, str))",
            [("item", "x = isinstance(a, (int,))"), ("item", "x = isinstance(a, (str,))")],
        ),
        ("x = {'a': 1, 'c': 2}", [("item", "x = {'a': 1}"), ("item", "x = {'c': 2}")]),
        ("x = {'a': 1, **b, 'c': 2}", []),
        ("x = [a]", []),
        (
            r"x = re.sub(r'^[^a-z.]+\d$', b, a, re.I)",
            [
                ("argument", r"x = re.sub(r'^[^a-z.]+\d$', b, a)"),
                ("pattern", r"x = re.sub('[^a-z.]+\\d$', b, a, re.I)"),
                ("pattern", r"x = re.sub('^[^.]+\\d$', b, a, re.I)"),
                ("pattern", r"x = re.sub('^[^a-z.]+\\d', b, a, re.I)"),
                ("pattern", r"x = re.sub('^[^a-z.]\\d$', b, a, re.I)"),
                ("pattern", r"x = re.sub('^[^a-z]+\\d$', b, a, re.I)"),
                ("pattern", r"x = re.sub('^[a-z.]+\\d$', b, a, re.I)"),
                ("pattern", r"x = re.sub('^\\d$', b, a, re.I)"),
            ],
        ),
        (
            "x = re.match(b'a|b', a)",
            [("pattern", "x = re.match(b'a', a)"), ("pattern", "x = re.match(b'b', a)")],
        ),
        (
            "x = re.match('a(b|cd)', a)",
            [("pattern", "x = re.match('a(b)', a)"), ("pattern", "x = re.match('a(cd)', a)")],
        ),
        (
            r"x = re.match(r'[\u4e00-\u9fff\n]{,3}?', a)",
            [
                ("pattern", "x = re.match('', a)"),
                ("pattern", r"x = re.match('[\\n]{,3}?', a)"),
                ("pattern", r"x = re.match('[\\u4e00-\\u9fff]{,3}?', a)"),
                ("pattern", r"x = re.match('[\\u4e00-\\u9fff\\n]', a)"),
            ],
        ),
        (
            "x = re.match('[a^-]', a)",
            [
                ("pattern", "x = re.match('', a)"),
                ("pattern", "x = re.match('[a-]', a)"),
                ("pattern", "x = re.match('[a^]', a)"),
            ],
        ),
        (
            "x = re.match('(?:a|b)+c', a)",
            [
                ("pattern", "x = re.match('(?:a)+c', a)"),
                ("pattern", "x = re.match('(?:a|b)c', a)"),
                ("pattern", "x = re.match('(?:b)+c', a)"),
            ],
        ),
        (
            "x = re.match('(?P<n>a*)(?P=n)(?=b)(?!c)(?i:d)', a)",
            [("pattern", "x = re.match('(?P<n>a)(?P=n)(?=b)(?!c)(?i:d)', a)")],
        ),
        (
            "x = re.match('(a)?(?(1)b|c)', a)",
            [
                ("pattern", "x = re.match('(a)(?(1)b|c)', a)"),
                ("pattern", "x = re.match('(a)?(?(1)b)', a)"),
                ("pattern", "x = re.match('(a)?(?(1)c)', a)"),
            ],
        ),
        ("x = re.match('(', a)", []),
        ("x = re.match('a{" + "9" * 5000 + "}b+', a)", []),
        ("x = re.match('(?a)(?u)b+', a)", []),
        ("x = re.match('(?#a+|b)c', a)", []),
        ("x = re.match('(?x)a+ # b+', a)", []),
        ("x = re.match('" + "a" * 1000 + "+', a)", []),
        ("x = re.match('a+ # b+', a, re.X)", [("argument", "x = re.match('a+ # b+', a)")]),
        ("x = re.escape('a+b')", [("conversion", "x = ('a+b')")]),
        ("x = pattern.sub('$|^', a)", []),
        ("x = f'{str(a)}'", [("conversion", "x = f'{(a)}'")]),
        ("with opened(a): pass", []),
        (
            "x = tuple(b)[0] + -int(c)",
            [
                ("conversion", "x = (b)[0] + -int(c)"),
                ("conversion", "x = tuple(b)[0] + -(c)"),
            ],
        ),
    ],
)
def test_each_thing_that_may_be_forgotten(body: str, expected: list[tuple[str, str]]) -> None:
    source = f"def f(self, a, b, c, d):\n    {body}\n    return x\n"
    assert omitted(source) == sorted(expected)


def test_the_other_side_of_a_condition_is_left_out_too() -> None:
    source = "def f(a):\n    if a > 1:\n        return 1\n    else:\n        return 2\n"
    assert omitted(source) == [
        ("block", "if ((a > 1) and False):"),
        ("block", "if ((a > 1) or True):"),
    ]


def test_arguments_over_several_lines_keep_the_rest() -> None:
    source = "def f(a, b):\n    return go(\n        a,\n        key=b,\n    )\n"
    found = [each for each in mutants_of(source, "m", with_omissions=True) if not each.is_counted]
    assert [(each.operator, each.apply(source)) for each in found] == [
        ("argument", "def f(a, b):\n    return go(\n        a,\n    )\n")
    ]


def test_only_data_is_left_out_of_what_the_import_runs() -> None:
    source = "import re\nNAMES = frozenset(['a', 'b', 'c'])\nif NAMES:\n    X = str(1) or re.compile('a+')\n"
    source += "def f(a=str(b), c=x or y, *, d=go(k=1)):\n    return lambda e: e and a\n"
    assert omitted(source) == [
        ("item", "NAMES = frozenset(['a', 'b'])"),
        ("item", "NAMES = frozenset(['a', 'c'])"),
        ("item", "NAMES = frozenset(['b', 'c'])"),
        ("operand", "return lambda e: ((a))"),
        ("operand", "return lambda e: ((e))"),
        ("pattern", "X = str(1) or re.compile('a')"),
    ]


def test_long_collections_and_patterns_are_data() -> None:
    rows = ", ".join(str(each) for each in range(41))
    pattern = "a+" * 60
    assert omitted(f"def f(a):\n    return a in [{rows}]\n") == []
    assert omitted(f"import re\ndef f(a):\n    return re.match('{pattern}', a)\n") == []
    assert omitted(f"import re\ndef f(a):\n    return re.match('{'[' * 60_000}', a)\n") == []
    either = " or ".join(f"a{each}" for each in range(41))
    assert omitted(f"def f(a):\n    return {either}\n") == []


def test_every_operator_is_documented_by_what_it_does() -> None:
    assert len({each.name for each in OMISSIONS}) == len(OMISSIONS)
    frames = {"assignment": "{}", "block": "{} b = c", "pattern": "x = re.match({}, b)"}
    for each in OMISSIONS:
        line = frames.get(each.name, "x = {}").replace("{}", each.before)
        found = omitted(f"def f(a, b, c):\n    {line}\n")
        assert each.name in {operator for operator, _ in found}
