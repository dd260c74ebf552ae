from __future__ import annotations

import ast

import pytest

from aqe.analysis.tables import tables_of
from aqe.domain.subject import Table


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ('T = ["a", "b"]', (("a",), ("b",))),
        ('T = {"a": 1, "b": "c"}', (("a",), ("b", "c"))),
        ('T = [(r"(x)y$", r"\\1z"), ("s$", "")]', (("(x)y$", r"\1z"), ("s$",))),
        ('T = [("a", lambda match: match)]', (("a",),)),
        ('T: list[str] = ["a"]', (("a",),)),
        ('T = frozenset({"a"})', (("a",),)),
        ('T = OrderedDict([("a", "b")])', (("a", "b"),)),
        ('class Rules:\n    T = ("a", "b")', (("a",), ("b",))),
        ('T = {"a": re.compile("^b")}', (("a", "^b"),)),
    ],
)
def test_rows_are_the_texts_of_a_container(source: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert tables_of(ast.parse(source)) == (Table("T", rows),)


@pytest.mark.parametrize(
    "source",
    ['P = re.compile("ab")', 'P = re.compile("a" "b")', 'P = re.compile("a" + "b", re.I)'],
)
def test_a_compiled_pattern_is_a_table_of_one_row(source: str) -> None:
    assert tables_of(ast.parse(source)) == (Table("P", (("ab",),), is_pattern=True),)


def test_a_pattern_in_parts_is_joined() -> None:
    (table,) = tables_of(ast.parse('P = re.compile("".join(["a", "b"]))'))
    assert table.rows == (("ab",),)


@pytest.mark.parametrize("source", ["T = []", "T = [1, 2]", "T = other", "T = call('a', 'b')"])
def test_what_lists_no_texts_is_no_table(source: str) -> None:
    assert tables_of(ast.parse(source)) == ()
