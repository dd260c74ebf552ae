"""Which conditions a run decided one way."""

from __future__ import annotations

from dataclasses import replace

from generation_builders import loaded, run

from aqe.campaign.drafting.decisions import decisions_of
from aqe.domain.goal import Condition, Goal, GoalKind
from aqe.domain.suite import Decision
from aqe.generation.archive import Archive

CONDITIONS = (
    Condition(0, 5, "act", "eq", "number == 9", 1, 0),
    Condition(1, 2, "act", "truth", "text", 3, 2),
    Condition(2, 3, "act", "loop", "for each in text", 5, 4),
)


def _archive() -> Archive:
    goals = tuple(
        Goal(number, GoalKind.BRANCH, each.line, each.qualname, each.id, number == each.true_goal)
        for each in CONDITIONS
        for number in (each.false_goal, each.true_goal)
        if number is not None
    )
    return Archive(replace(loaded(0, CONDITIONS), goals=goals))


def test_conditions_that_were_met_on_one_side_are_told_in_the_order_of_the_source() -> None:
    assert decisions_of(run({1, 2}), _archive()) == (
        Decision(2, "act", "text", False),
        Decision(5, "act", "number == 9", True),
    )


def test_a_condition_that_went_both_ways_and_a_loop_decide_nothing() -> None:
    assert decisions_of(run({0, 1, 5}), _archive()) == ()
