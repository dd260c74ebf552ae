"""Tables begin with what is usual."""

from __future__ import annotations

import pytest

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol
from aqe.syntax.python.row_order import oddity


@pytest.mark.parametrize("value", ["word", "a b-c", 3, 1.5, True, b"abc"])
def test_words_and_small_numbers_are_usual(value: object) -> None:
    assert oddity([Literal(value)]) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["", 0, -1, None, b""])
def test_nothing_and_what_is_not_positive_are_boundaries(value: object) -> None:
    assert oddity([Literal(value)]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value", ["caf\u00e9", " padded", "a\0", "!?", "word" * 20, 10**9, float("nan"), b"\xff"]
)
def test_what_has_to_be_spelled_out_is_odd(value: object) -> None:
    assert oddity([Literal(value)]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("recipe", "rank"),
    [
        (Collection("list"), 1),
        (Mapping(), 1),
        (Collection("list", (Literal("a"), Literal(""))), 1),
        (Mapping(((Literal("a"), Literal("\0")),)), 2),
        (Symbol("builtins", "len"), 0),
    ],
)
def test_containers_are_as_odd_as_what_they_hold(recipe: Recipe, rank: int) -> None:
    assert oddity([recipe]) == rank


def test_the_oddest_value_of_a_case_counts() -> None:
    assert oddity([Literal("word"), Literal(""), Literal("a\0")]) == 2
    assert oddity([]) == 0
