from __future__ import annotations

import pytest

from aqe.booster.patterns.procedures.skeletons import Table, identifiers, table_of
from aqe.booster.patterns.structure import root_of


def table(source: str, taken: str = "", language: str = "python") -> Table | None:
    root = root_of(source, language)
    statements = [each for each in root.children() if each.is_named()]
    return table_of(statements, source, frozenset(taken.split()))


@pytest.mark.parametrize(
    ("source", "names", "rows", "statement"),
    [
        (
            "assert f(1) == 2\nassert f(3) == 4\n",
            ("value", "expected"),
            (("1", "2"), ("3", "4")),
            "assert f(value) == expected",
        ),
        (
            "assert f(1, 'a') == 2\nassert f(3, 'b') == 2\n",
            ("value_1", "value_2"),
            (("1", "'a'"), ("3", "'b'")),
            "assert f(value_1, value_2) == 2",
        ),
        (
            "assert f([1, -2])\nassert f({'a': None})\n",
            ("value",),
            (("[1, -2]",), ("{'a': None}",)),
            "assert f(value)",
        ),
    ],
)
def test_tables(
    source: str, names: tuple[str, ...], rows: tuple[tuple[str, ...], ...], statement: str
) -> None:
    assert table(source) == Table(names, rows, statement)


@pytest.mark.parametrize(
    ("source", "taken"),
    [
        ("assert f(1) == 2\nassert g(3) == 4\n", ""),
        ("assert f(1) == 2\nassert f(x) == 4\n", ""),
        ("assert f(1) == 2\nassert f(1) == 3\n", ""),
        ("assert f(1) == 2\nassert f(1) == 2\n", ""),
        ("assert a == 2\nassert a == 3\n", ""),
        ("assert f(1) == 2\nassert f(3) == 4\n", "value"),
        ("assert f(1) == 2\nassert f(3) == 4\n", "value_1"),
        ("assert f('''a\nb''')\nassert f('c')\n", ""),
        ('assert f(f"{x}")\nassert f("y")\n', ""),
        ("assert f(x)\nassert f(x)\n", ""),
        ("assert f(not 1)\nassert f(not 2)\n", "value"),
    ],
)
def test_no_tables(source: str, taken: str) -> None:
    assert table(source, taken) is None


def test_typescript_tells_what_is_expected_by_the_matcher() -> None:
    found = table("expect(f(1)).toBe(2);\nexpect(f(3)).toBe(4)\n", "", "typescript")
    assert found is not None
    assert (found.names, found.rows) == (("value", "expected"), (("1", "2"), ("3", "4")))


def test_identifiers() -> None:
    node = root_of("a.b(c, {d, e: 1})\n", "typescript")
    assert identifiers(node) == {"a", "b", "c", "d", "e"}
