"""Values of one call that can be told apart."""

from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.subject import ParameterKind
from aqe.generation.inputs.distinct import alike, all_unlike, other_than, told_apart, unlike

PUT = function("put", parameter("key"), parameter("value"), parameter("last"))
ONE_TWO = Collection("list", (Literal(1), Literal(2)))


@pytest.mark.parametrize(
    ("values", "places"),
    [
        (("a", "a"), [1]),
        (("a", "b", "a"), [2]),
        ((1, 1, 1), [1, 2]),
        (("a", "b"), []),
        ((None, None), []),
        ((True, True), []),
        (("", ""), []),
        ((0, 0), []),
        (("a",), []),
    ],
)
def test_what_an_earlier_parameter_is_given_too_is_alike(
    values: tuple[str, ...], places: list[int]
) -> None:
    assert alike(call_of(PUT, *map(Literal, values))) == places


def test_containers_are_alike_where_they_hold_something() -> None:
    assert alike(call_of(PUT, ONE_TWO, ONE_TWO)) == [1]
    assert alike(call_of(PUT, Collection("list"), Collection("list"))) == []


def test_several_values_for_one_parameter_may_be_the_same() -> None:
    rest = parameter("values", kind=ParameterKind.VAR_POSITIONAL)
    step = call_of(function("put", rest, rest), Literal(1), Literal(1))
    assert alike(step) == []


@pytest.mark.parametrize(
    ("recipe", "other"),
    [
        (Literal("abc"), Literal("def")),
        (Literal("x"), Literal("y")),
        (Literal(1), Literal(2)),
        (Literal(1.5), Literal(2.5)),
        (ONE_TWO, Collection("list", (Literal(2), Literal(3)))),
        (
            Mapping(((Literal("a"), Literal(1)),)),
            Mapping(((Literal("a"), Literal(2)),)),
        ),
        (Literal("https://example.com"), None),
        (Literal(True), None),
        (Literal(None), None),
        (Collection("list"), None),
    ],
)
def test_plain_values_have_others_that_are_as_plain(recipe: Recipe, other: Recipe | None) -> None:
    assert other_than(recipe, [recipe]) == other


def test_the_other_value_is_not_taken_either() -> None:
    assert other_than(Literal("abc"), [Literal("abc"), Literal("def")]) == Literal("ghi")


def test_the_first_choice_is_left_to_who_has_it_already() -> None:
    url, other = Literal("https://example.com"), Literal("ftp://example.com")
    choices = [url, Literal(1), Literal(""), other]
    assert unlike(choices, []) == url
    assert unlike(choices, [url]) == other
    assert unlike(choices[:3], [url]) == url
    assert unlike([Literal(None), Literal(1)], [Literal(None)]) == Literal(None)


def test_copies_of_a_call_have_another_value_for_one_argument() -> None:
    step = call_of(PUT, Literal("a"), Literal("a"))
    choices = [Literal("a"), Literal("word"), Literal(3), Literal("text")]
    found = [each.arguments[1].recipe for each in told_apart(step, 1, choices, 2)]
    assert found == [Literal("b"), Literal("word")]


def test_choices_that_are_taken_have_others_in_their_place() -> None:
    choices = [Literal("abc"), Literal("word"), Literal(None), Literal("def")]
    found = all_unlike(choices, [Literal("abc"), Literal("word"), Literal(None)])
    assert found == [Literal("def"), Literal("word"), Literal(None)]
