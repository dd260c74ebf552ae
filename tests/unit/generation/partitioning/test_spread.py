"""Of what the search executed, a few inputs that have each partition once."""

from __future__ import annotations

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.partitioning.spread import spread
from aqe.generation.scenario import Argument, Scenario, Step

TEXT = parameter("text")
MARKS = parameter("marks", default="None")
ACT = function("act", TEXT, MARKS)


def _with(text: Recipe, *options: Recipe) -> Scenario:
    return scenario(call_of(ACT, text, *options))


def _texts(*scenarios: Scenario) -> list[object]:
    return [
        each.recipe.value if isinstance(each.recipe, Literal) else each.recipe
        for one in scenarios
        for each in one.act.arguments[:1]
    ]


def test_of_inputs_of_one_form_the_first_is_taken() -> None:
    executed = [_with(Literal(each)) for each in ("ab", "cd", "A-1", "B-2", "")]
    assert _texts(*spread(executed, [])) == ["ab", "A-1", ""]


def test_what_is_met_already_is_not_taken_again() -> None:
    executed = [_with(Literal(each)) for each in ("cd", "B-2")]
    assert _texts(*spread(executed, [_with(Literal("ab"))])) == ["B-2"]
    assert list(spread(executed[:1], [_with(Literal("ab"))])) == []


def test_another_option_goes_before_another_form() -> None:
    option = _with(Literal("ab"), Collection("tuple", (Literal("<"), Literal(">"))))
    assert next(spread([_with(Literal("A-1")), option], [_with(Literal("ab"))])) is option


def test_another_value_of_an_option_goes_before_one_of_what_is_always_given() -> None:
    usual, other = Literal("ab"), Literal("A-1")
    executed = [_with(other, usual), _with(usual, other)]
    assert list(spread(executed, [_with(usual, usual)])) == executed[::-1]


def test_numbers_differ_by_sign_size_and_whether_they_are_finite() -> None:
    numbers = (2, 3, -4, 1000, 0, 1, 2.5, float("inf"), float("nan"))
    found = _texts(*spread([_with(Literal(each)) for each in numbers], []))
    assert {repr(each) for each in found} == {repr(each) for each in numbers if each != 3}


def test_what_nobody_would_write_is_left_out() -> None:
    stand_in = Call(Symbol("types", "SimpleNamespace"), (), (("name", Literal("a")),))
    assert list(spread([_with(stand_in)], [])) == []
    hint = (TypeEvidence(TypeRef("str"), EvidenceSource.HINT, 1.0),)
    typed = function("act", parameter("text", evidence=hint))
    wrong, right = (scenario(call_of(typed, Literal(each))) for each in (1, "a"))
    assert list(spread([wrong, right], [])) == [right]
    long = scenario(*(call_of(ACT, Literal(f"a{each}")) for each in range(20)))
    assert list(spread([long], [])) == []


def test_what_was_done_before_counts() -> None:
    make = Step(None, expression=Call(Symbol("shop", "Box")), name="box")
    look = function("look", owner="Box")
    once = Scenario((make, Step(look, (), 0)))
    behind = Scenario((make, Step(ACT, (Argument(TEXT, Literal("a")),), 0), Step(look, (), 0)))
    assert list(spread([once, behind], [])) == [behind, once]
    assert list(spread([behind], [once])) == [behind]
