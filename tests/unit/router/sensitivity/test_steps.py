"""The single steps between constants, and their limits."""

from __future__ import annotations

import ast

import pytest

from aqe.router.sensitivity.steps import (
    DECODERS,
    FUNCTIONS,
    LONGEST,
    Constant,
    Unknown,
    calculated,
    joined,
    plain_text,
    row_of,
    size_of,
    summed,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (b"a\xff", "a\xff"), (12, "12"), (True, None), (1.5, None), (("a",), None)],
)
def test_what_a_reader_would_see(value: object, text: str | None) -> None:
    assert plain_text(value) == text


def test_sizes_stop_where_they_are_too_large() -> None:
    assert size_of("abc") == 3
    assert size_of(("abc", "de")) == 7
    assert size_of({"a": "bcd"}) == 4
    row: tuple[object, ...] = ("a",) * 20
    for _ in range(30):  # would take for ever to count
        row = (row,) * 20
    assert size_of(row) > LONGEST


@pytest.mark.parametrize(
    ("operator", "left", "right", "result"),
    [(ast.BitXor(), 5, 3, 6), (ast.Sub(), 5, 3, 2), (ast.Mult(), "ab", 2, "abab")],
)
def test_calculations(operator: ast.operator, left: object, right: object, result: object) -> None:
    assert calculated(operator, Constant(left), Constant(right)).value == result


@pytest.mark.parametrize(
    ("operator", "left", "right"),
    [(ast.Mult(), "a", 10**9), (ast.Sub(), "a", "b"), (ast.Mult(), "a", "b")],
)
def test_what_is_too_large_or_no_calculation(
    operator: ast.operator, left: object, right: object
) -> None:
    with pytest.raises((Unknown, TypeError)):
        calculated(operator, Constant(left), Constant(right))


def test_what_is_not_known_stays_a_gap() -> None:
    assert row_of([Constant("a"), None]).value == ("a", "{}")
    assert joined("-", [Constant("a"), Constant(("b",))]).value == "a-{}"
    assert summed(Constant("a"), Constant(1)) is None
    with pytest.raises(Unknown):
        joined("", [Constant("a" * LONGEST), Constant("b")])


def test_padding_may_be_missing_and_an_int_is_no_content() -> None:
    assert DECODERS["b64decode"](b"YWI") == b"ab"
    with pytest.raises(Unknown):
        FUNCTIONS["bytes"](1_000_000_000)
