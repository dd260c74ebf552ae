"""What is put into containers."""

from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.choosing.items import renamed, told_apart_items, with_plain_items
from aqe.generation.scenario import Scenario

INSERT = function("insert", parameter("index"), parameter("item"))
EMPTY = Collection("tuple")


def _inserted(*items: Recipe) -> Scenario:
    return scenario(*(call_of(INSERT, Literal(0), each) for each in items))


def _values(found: Scenario) -> list[object]:
    return [getattr(each.arguments[1].recipe, "value", ...) for each in found.steps]


def test_an_item_that_comes_again_is_another_one() -> None:
    found = list(told_apart_items(_inserted(Literal("abc"), Literal("abc"), Literal("abc"))))
    assert [_values(each) for each in found] == [["abc", "a", "b"]]
    assert all(each.steps[1].arguments[0].recipe == Literal(0) for each in found)


def test_items_that_are_told_apart_already_stay() -> None:
    assert not list(told_apart_items(_inserted(Literal("abc"), Literal("a"))))


@pytest.mark.parametrize("odd", [EMPTY, Literal(-1), Literal(None)])
def test_odd_items_become_letters(odd: Recipe) -> None:
    assert [_values(each) for each in renamed(_inserted(odd))] == [["a"]]


@pytest.mark.parametrize(
    "plain", [Literal("abc"), Literal(3), Literal(True), Literal(""), Literal(0)]
)
def test_plain_items_stay(plain: Recipe) -> None:
    assert not list(renamed(_inserted(plain)))


def test_equal_odd_items_are_tried_as_different_and_as_equal_letters() -> None:
    found = [_values(each) for each in renamed(_inserted(EMPTY, Literal("a"), EMPTY))]
    assert found == [["b", "a", "c"], ["b", "a", "b"]]


def test_where_a_number_is_asked_for_no_letter_is_given() -> None:
    numbers = (TypeEvidence(TypeRef("int"), EvidenceSource.HINT, 1.0),)
    put = function("put", parameter("value", evidence=numbers))
    assert not list(renamed(scenario(call_of(put, Literal(-1)))))


def test_letters_that_are_taken_are_not_given_again() -> None:
    step = with_plain_items(call_of(INSERT, Literal(0), EMPTY), [Literal("a")])
    assert [each.recipe for each in step.arguments] == [Literal(0), Literal("b")]
