"""Neighbours in which one argument is a part of another one."""

from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.subject import CallableSubject, Parameter
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.within import within

ABC = Literal("abc")


def _given(
    subject: CallableSubject, *recipes: Recipe, usual: tuple[Recipe, ...] = ()
) -> list[dict[str, Recipe]]:
    def options(_subject: CallableSubject, _parameter: Parameter) -> tuple[Recipe, ...]:
        return usual

    found = list(within(scenario(call_of(subject, *recipes)), options))
    assert all(family is Family.WITHIN for family, _ in found)
    return [{each.parameter.name: each.recipe for each in made.act.arguments} for _, made in found]


def test_a_word_of_a_text_is_looked_for_and_left_out() -> None:
    cut = function(
        "cut", parameter("text"), parameter("mark", default="'-'"), parameter("n", default="1")
    )
    found = _given(cut, Literal("an old fox"))
    assert [each["mark"] for each in found] == [Literal("an"), Literal("fox"), Literal(" ")]
    assert all("n" not in each for each in found)


@pytest.mark.parametrize(
    ("default", "kind"), [("()", "tuple"), ("[]", "list"), ("frozenset()", "frozenset")]
)
def test_words_go_into_a_collection_where_the_default_is_an_empty_one(
    default: str, kind: str
) -> None:
    drop = function("drop", parameter("text"), parameter("words", default=default))
    found = _given(drop, Literal("an old fox"))
    assert found[0]["words"] == Collection(kind, (Literal("an"),))


def test_what_an_option_is_known_to_take_tells_in_which_form_it_gets_a_part() -> None:
    pick = function("pick", parameter("items"), parameter("keys", default="None"))
    table = Mapping(((Literal("a"), Literal(1)), (Literal("b"), Literal(2))))
    lists = Collection("list", (ABC,))
    assert [each["keys"] for each in _given(pick, table, usual=(Literal(None), ABC, lists))] == [
        Literal("a"),
        Collection("list", (Literal("a"),)),
        Literal("b"),
        Collection("list", (Literal("b"),)),
    ]
    assert _given(pick, table, usual=(Literal(3),)) == []


def test_another_argument_is_an_item_of_the_first() -> None:
    place = function("place", parameter("items"), parameter("item"))
    numbers = Collection("list", (Literal(4), Literal(5)))
    found = _given(place, numbers, Literal(1))
    assert [each["item"] for each in found] == [Literal(4), Literal(5)]
    assert _given(place, numbers, Literal("x")) == []
    assert _given(place, Literal("a"), Literal("x")) == []
