"""Values of the right type that nobody means, and others in their place."""

from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter

from aqe.domain.recipe import Call, Literal, Recipe, Symbol, Verbatim
from aqe.domain.subject import Parameter, Usage
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.meant import mixed, of_their_kind, unmeant, with_meant
from aqe.generation.inputs.values import Values
from aqe.generation.scenario import Argument, Step
from aqe.syntax.python.parsing import parse_literal

BEGIN = parameter("begin", companions=("end",))
END = parameter("end", companions=("begin",))
FREE = parameter("value")
WIDTH = parameter("width", evidence=(TypeEvidence(TypeRef("int"), EvidenceSource.USAGE, 0.5),))
FLAG = parameter("flag", evidence=(TypeEvidence(TypeRef("bool"), EvidenceSource.NAME, 0.5),))
FORMAT = parameter("form", usage=Usage(methods=("format",)))
MODULO = parameter("form", default="'%0.1f'")
STAND_IN = Call(Symbol("types", "SimpleNamespace"))


def _step(*pairs: tuple[Parameter, Recipe]) -> Step:
    return call_of(function("act", *(each for each, _ in pairs)), *(each for _, each in pairs))


def _instead(parameter: Parameter, recipe: Recipe) -> list[Recipe]:
    return [each.arguments[0].recipe for each in with_meant(_step((parameter, recipe)))]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (Literal("abc"), Literal(1), [1]),
        (Literal(1), Literal(2.5), []),
        (Literal("a"), Literal("b"), []),
        (Literal(None), Literal(1), []),  # that there is none is said in any company
        (Symbol("demo", "NOW"), Literal(1), []),
    ],
)
def test_what_belongs_together_is_of_one_kind(
    begin: Recipe, end: Recipe, expected: list[int]
) -> None:
    assert mixed(_step((BEGIN, begin), (END, end))) == expected


def test_what_does_not_belong_together_may_be_of_any_kind() -> None:
    assert mixed(_step((FREE, Literal("abc")), (WIDTH, Literal(1)))) == []


def test_either_may_be_made_of_the_kind_of_the_other() -> None:
    found = [
        [each.recipe for each in step.arguments]
        for step in with_meant(_step((BEGIN, Literal("abc")), (END, Literal(1))))
    ]
    assert [Literal("abc"), Literal("a")] in found
    assert [Literal(1), Literal(2)] in found


@pytest.mark.parametrize(
    ("parameter", "recipe", "plain"),
    [
        (WIDTH, Literal(True), Literal(1)),
        (BEGIN, Literal(False), Literal(1)),
        (FREE, Literal(float("inf")), Literal(1.5)),
        (FORMAT, Literal("abc"), Literal("<{}>")),
        (MODULO, Literal("abc"), Literal("<%s>")),
        (FREE, Verbatim("lambda result, item: result"), Symbol("operator", "add")),
    ],
)
def test_what_nobody_means_has_another_value_in_its_place(
    parameter: Parameter, recipe: Recipe, plain: Recipe
) -> None:
    assert unmeant(_step((parameter, recipe))) == 1
    found = _instead(parameter, recipe)
    assert found[0] == plain
    assert unmeant(_step((parameter, found[0]))) == 0


@pytest.mark.parametrize(
    ("parameter", "recipe"),
    [
        (FLAG, Literal(True)),
        (FREE, Literal(True)),
        (WIDTH, Literal(1)),
        (FREE, Literal(0.5)),
        (FORMAT, Literal("<{:.2f}>")),
        (MODULO, Literal("%d")),
        (FREE, Literal("abc")),
        (FREE, Verbatim("lambda first, second: (first, second)")),
        (FREE, Verbatim("lambda key, value, time: key")),
    ],
)
def test_what_may_be_meant_stays(parameter: Parameter, recipe: Recipe) -> None:
    assert unmeant(_step((parameter, recipe))) == 0
    assert _instead(parameter, recipe) == []


def test_an_object_of_which_nothing_is_asked_may_be_any_value() -> None:
    assert _instead(FREE, STAND_IN) == [Literal("abc"), Literal(1), Literal(None)]
    asked = Call(Symbol("types", "SimpleNamespace"), (), (("size", Literal(1)),))
    assert _instead(FREE, asked) == []


def test_a_value_is_chosen_of_the_kind_of_what_belongs_to_it() -> None:
    choices = [Literal("abc"), Literal(1), Literal(2)]
    given = [Argument(BEGIN, Literal(3))]
    assert of_their_kind(choices, END, given) == [Literal(1), Literal(2), Literal("abc")]
    assert of_their_kind(choices, FREE, given) == choices
    assert of_their_kind(choices, END, []) == choices


def test_what_belongs_together_is_counted_where_nothing_says_more() -> None:
    values = Values(RecipeBook(), parse_literal)
    assert values.of_parameter(BEGIN)[0].recipe == Literal(1)
    assert values.of_parameter(FREE)[0].recipe == Literal("abc")
    assert Literal("<{}>") in [each.recipe for each in values.of_parameter(FORMAT)]
