"""What constant expressions come to, by what Python itself makes of them."""

from __future__ import annotations

import ast
import base64
import codecs
import time

import pytest

from aqe.router.sensitivity.constants import Worker
from aqe.router.sensitivity.steps import Constant, plain_text

SAME_AS_PYTHON = [
    '"ab" "cd" + "ef"',
    '"ab\\\ncd"',
    'b"ab" + b"cd"',
    '"a%s-%d%%" % ("b", 7)',
    '"%s" % "abc"',
    '"{}-{}".format("a", "b")',
    '"{1}{0}{x}".format("a", "b", x="c")',
    "f\"{'ab'}-{3}\"",
    '"-".join(["a", "b", "c"])',
    'b"".join((b"a", b"b"))',
    '"".join(map(chr, [97, 98]))',
    '"".join(chr(n) for n in (97, 98))',
    '"".join([chr(n ^ 1) for n in (97, 98)])',
    '"dcba"[::-1]',
    '"xxabyy"[2:4]',
    '"".join(reversed("dcba"))',
    '"a#b".replace("#", "_").upper()',
    '"a,b".split(",")[1]',
    "bytes([97, 98]).decode()",
    'bytes.fromhex("6162").decode()',
    '"ab" * 3',
    '("a", "b")[0] + "c"',
    '"a" if True else "b"',
    'str(12) + "a"',
    '"\\N{LATIN SMALL LETTER A}\\x62\\u0063"',
    f"base64.b64decode({base64.b64encode(b'a key').decode()!r}).decode()",
    f"base64.b32decode({base64.b32encode(b'a key').decode()!r}).decode()",
    f"base64.b85decode({base64.b85encode(b'a key').decode()!r}).decode()",
    f"codecs.decode({codecs.encode('a key', 'rot13')!r}, 'rot13')",
    "binascii.unhexlify('6162').decode()",
    '"%(a)s-%(b)s" % {"a": "one", "b": "two"}',
    '{"a": "one"}["a"] + "two"',
    '"".join(["a", *["b", "c"]])',
    '"{}{}".format(*("a", "b"))',
    'str.join("-", ["a", "b"])',
    '"a".__add__("b")',
    "f\"{'ab':s}c\"",
    '"%s" % ("a",)',
]


def worked(source: str, name: str = "x") -> str | None:
    tree = ast.parse(source)
    worker = Worker(tree)
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            found = worker.value(node.value)
            return None if found is None else plain_text(found.value)
    raise AssertionError(source)


@pytest.mark.parametrize("expression", SAME_AS_PYTHON)
def test_it_comes_to_what_python_makes_of_it(expression: str) -> None:
    import binascii

    names = {"base64": base64, "codecs": codecs, "binascii": binascii}
    assert worked(f"x = {expression}") == plain_text(eval(expression, names))  # the test's own text


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('a = "gh"\nb = "p_"\nx = a + b + "1"', "ghp_1"),
        ('x = head + "b"\nhead = "a"', "ab"),
        ('class C:\n    head = "a"\nx = C.head + "b"', "ab"),
        ('a, b = "1", "2"\nx = a + b', "12"),
        ('x = (a := "1") + "2"', "12"),
        ('for a in ("1", "3"):\n    pass\nx = a + "2"', "12"),
        ('a = "1"\na += "2"\nx = a + "3"', "123"),
        ('x = "a" + unknown + "b"', "a{}b"),
        ('x = f"a{unknown}b"', "a{}b"),
        ('x = "a%sb" % unknown', "a{}b"),
        ('x = "-".join([unknown, "b"])', "{}-b"),
        ("x = unknown + 'b'", None),
        ("x = os.environ['KEY']", None),
        ("x = open('/etc/passwd').read()", None),
        ("x = [a for a in 'ab' if a]", None),
    ],
)
def test_names_and_what_is_not_known(source: str, value: str | None) -> None:
    assert worked(source) == value


def test_the_literals_that_a_value_was_made_from_are_known() -> None:
    tree = ast.parse('a = "one"\nb = "two"\nx = a + "three"')
    found = Worker(tree).value(tree.body[2].value)  # type: ignore[attr-defined]
    assert found is not None
    assert [each.value for each in found.origins] == ["one", "three"]


class Counting(Worker):
    """Counts how often an expression is asked for."""

    asked = 0

    def value(self, node: ast.expr, depth: int = 0) -> Constant | None:
        self.asked += 1
        return super().value(node, depth)


@pytest.mark.parametrize(
    "part",
    ["'" + "a" * 4000 + "'", "a", "f()", "'a' + 1", "7 + 'a'", "b'" + "a" * 4000 + "'"],
)
def test_a_chain_of_sums_is_added_up_once(part: str) -> None:
    tree = ast.parse("x = " + " + ".join([part] * 800))
    worker = Counting(tree)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    for node in nodes:
        worker.value(node)
    assert worker.asked < 8 * len(nodes)


@pytest.mark.parametrize(
    ("source", "values"),
    [("1 + 2 + a + b", [None, None, 3]), ("(1,) + (2,) + 'a' + 'b'", [None, None, (1, 2)])],
)
def test_what_is_known_of_a_sum_that_is_not_stays_known(source: str, values: list[object]) -> None:
    tree = ast.parse(source)
    worker = Worker(tree)
    found = [worker.value(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    assert [each.value if each else None for each in found] == values


def test_the_beginning_of_a_sum_that_is_too_long_is_still_known() -> None:
    tree = ast.parse("x = 'first' + 'second' + " + " + ".join(["'" + "a" * 9000 + "'"] * 4))
    worker = Worker(tree)
    found = [worker.value(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    lengths = [len(each.value) if each else None for each in found]
    assert lengths == [None, None, 18_011, 9011, 11]


HOSTILE = {
    "long sums": "x = " + " + ".join(["'a'"] * 900),
    "doubling": "a = 'aaaaaaaa'\n" + "a = a + a\n" * 3000,
    "nested rows": "a = (1, 2, 3, 4, 5, 6, 7, 8)\n" + "a = (a, a, a, a, a, a, a, a)\n" * 2000,
    "large powers": "x = 'a' * 10 ** 9\ny = 'a' * 999999999\n" * 500,
    "large numbers": "x = 7\n" + "x = x * 99999999999999999999\n" * 3000,
    "replacing": "a = 'a' * 19000\n" + "b = a.replace('', a)\n" * 2000,
    "loops": "a = 'a' * 19000\n" + "b = ''.join(chr(c) for c in a)\n" * 200,
    "deep": "x = " + "(" * 90 + "'a'" + ")" * 90 + "[0]" * 2000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_sources_take_seconds_at_most(source: str) -> None:
    tree = ast.parse(source)
    began = time.process_time()
    worker = Worker(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            worker.value(node)
    assert time.process_time() - began < 20
