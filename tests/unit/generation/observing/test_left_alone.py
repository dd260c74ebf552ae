"""Which arguments a test says that they are left as they were."""

from __future__ import annotations

from dataclasses import replace

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.generation.observing.left_alone import left_alone
from aqe.generation.scenario import Scenario, Use

ADD = function("add", parameter("items"), parameter("more", default="None"))
ONE = Collection("list", (Literal(1),))
TWO = Collection("list", (Literal(1), Literal(2)))
PAIR = Mapping(((Literal("a"), Literal(1)),))
RUN = CandidateRun(0, CandidateOutcome.COMPLETED)


def _of(*given: Recipe) -> Scenario:
    return scenario(call_of(ADD, *given))


def _found(
    scenarios: list[Scenario], runs: list[CandidateRun | None], needed: list[bool] | None = None
) -> list[tuple[int, str]]:
    return list(left_alone(scenarios, runs, "demo", needed or [True] * len(scenarios)))


def test_each_parameter_is_looked_at_once_where_it_holds_most() -> None:
    scenarios = [_of(ONE), _of(TWO), _of(ONE, PAIR)]
    assert _found(scenarios, [RUN] * 3) == [(1, "items"), (2, "more")]


def test_tests_that_stay_go_first() -> None:
    assert _found([_of(ONE), _of(TWO)], [RUN] * 2, [True, False]) == [(0, "items")]


def test_what_some_call_changes_is_there_to_be_changed() -> None:
    moved = replace(RUN, after=(("items", Snapshot("literal", "builtins:list", "[]")),))
    assert _found([_of(ONE), _of(TWO)], [RUN, moved]) == []


def test_only_what_can_change_and_holds_something_is_looked_at() -> None:
    for given in (Literal("a"), Collection("list"), Collection("tuple", (Literal(1),)), Mapping()):
        assert _found([_of(given)], [RUN]) == []


def test_nothing_is_said_of_calls_that_fail_or_are_documented_or_not_made_at_once() -> None:
    raised = replace(RUN, outcome=CandidateOutcome.RAISED)
    documented = replace(_of(ONE), documented="1")
    drained = scenario(replace(call_of(ADD, ONE), use=Use.DRAIN))
    assert _found([_of(ONE), _of(ONE)], [raised, None]) == []
    assert _found([documented, drained], [RUN, RUN]) == []


def test_equal_arguments_have_variables_of_their_own() -> None:
    both = scenario(call_of(ADD, ONE, ONE))
    assert _found([both], [RUN]) == [(0, "items"), (0, "more")]
    moved = replace(RUN, after=(("items", Snapshot("literal", "builtins:list", "[]")),))
    assert _found([both], [moved]) == [(0, "more")]
