"""Texts that have to be equal are made plain together."""

from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.generation.choosing.together import changed_together, empty_items

CUT = function("cut", parameter("text"), parameter("pattern"))


def _pair(*texts: str) -> Collection:
    return Collection("list", tuple(Literal(each) for each in texts))


@pytest.mark.parametrize(
    ("given", "copies"),
    [
        (("[a-z]+", "[a-z]+"), [("abc", "abc"), ("a", "a")]),
        (("", "", "abc"), [("a", "a", "abc")]),
        (("[a-z]+", "x"), []),
        (("abc", "abc"), []),
    ],
)
def test_a_text_that_comes_again_is_replaced_in_every_place(
    given: tuple[str, ...], copies: list[tuple[str, ...]]
) -> None:
    first, *rest = given
    found = changed_together(scenario(call_of(CUT, Literal(first), _pair(*rest))))
    assert [tuple(each.recipe for each in copy.act.arguments) for copy in found] == [
        (Literal(one), _pair(*others)) for one, *others in copies
    ]


def test_an_empty_text_in_two_calls_stays() -> None:
    steps = (call_of(CUT, Literal(""), _pair(each)) for each in ("x", "y"))
    assert not list(changed_together(scenario(*steps)))


@pytest.mark.parametrize(
    ("recipe", "count"),
    [(_pair("", "abc"), 1), (_pair("a", "abc"), 0), (Literal(""), 0), (Collection("list"), 0)],
)
def test_an_empty_text_is_odd_as_an_item(recipe: Recipe, count: int) -> None:
    assert empty_items(recipe) == count
