"""Calls that give an iterator away, with what it yields."""

from __future__ import annotations

from dataclasses import replace

import pytest
from generation_bench import completed
from generation_builders import call_of, failure, function, parameter, run

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.generation.choosing.iterated import filled, is_never_asked, iterated
from aqe.generation.iterators import LANGUAGE_ITERATORS
from aqe.generation.scenario import Scenario, Use
from aqe.syntax.python.parsing import parse_literal

CALL = Scenario((call_of(function("walk")),))
ITERATORS = frozenset({"demo:Walk"})


def _listing(value: Snapshot) -> CandidateRun:
    return completed({0}, observations=(Observation(0, value),))


FEW = _listing(Snapshot("literal", "builtins:list", "[1, 2]"))
OBJECTS = _listing(Snapshot("object", "builtins:list", length=2))
MANY = _listing(Snapshot("literal", "builtins:list", "[1, 2, 3, 4, 5]"))
BROKEN = run({0}, outcome=CandidateOutcome.RAISED, failure=failure("KeyError", "a"))


@pytest.mark.parametrize(
    ("shown", "uses"),
    [
        (FEW, [Use.DRAIN]),
        (OBJECTS, [Use.DRAIN]),
        (MANY, [Use.TAKE]),
        (BROKEN, []),
        (None, []),
    ],
)
def test_all_items_are_taken_where_they_are_few(
    shown: CandidateRun | None, uses: list[Use]
) -> None:
    asked: list[Use] = []

    def observe(scenarios: object) -> list[CandidateRun | None]:
        asked.extend(each.act.use for each in scenarios)  # type: ignore[attr-defined]
        return [shown]

    found = iterated([CALL], observe, parse_literal)

    assert asked == [Use.TAKE]
    assert [each.act.use for each in found] == uses


@pytest.mark.parametrize(
    ("given", "tried"),
    [
        (Collection("list"), [Collection("list", (Literal(2), Literal(1))), Literal("ab")]),
        (Collection("list", (Literal(1), Literal(2))), []),
        (Literal(1), []),
    ],
)
def test_what_was_given_nothing_to_go_through_is_given_something(
    given: Recipe, tried: list[Recipe]
) -> None:
    scenario = Scenario((call_of(function("walk", parameter("items")), given),))
    offered = [
        Collection("list"),
        Literal(3),
        Literal("a"),
        Collection("list", (Literal(2), Literal(1))),
        Literal("ab"),
    ]
    found = filled(scenario, lambda subject, parameter: offered)
    assert [each.act.arguments[0].recipe for each in found] == tried


def test_a_call_is_never_asked_that_only_gives_an_iterator_away() -> None:
    shown = completed({0}, result_types=("demo:Walk",))
    other = completed({0}, result_types=("demo:Box",))
    itself = replace(
        shown, observations=(Observation(0, Snapshot("opaque", "demo:Walk"), same="a"),)
    )
    drained = CALL.with_step(0, replace(CALL.act, use=Use.DRAIN))

    assert is_never_asked(CALL, shown, ITERATORS)
    assert not is_never_asked(CALL, other, ITERATORS)
    assert is_never_asked(CALL, completed({0}, result_types=("builtins:zip",)), LANGUAGE_ITERATORS)
    assert not is_never_asked(CALL, itself, ITERATORS)
    assert not is_never_asked(drained, shown, ITERATORS)
