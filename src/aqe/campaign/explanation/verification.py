"""What the search reached and the verified suite does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aqe.domain.explanation import Cause, GoalExplanation, ModuleExplanation
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.run import FileCoverage, LoadedSubject
from aqe.domain.suite import TestCase, UnreachedGoal

__all__ = ["Verified", "after_verification", "in_short", "lines_of_import"]

_STEADY = "what changes from run to run (clock, chance, order, surroundings) as an argument"


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a suite."""

    loaded: LoadedSubject
    existing: frozenset[int]
    """Goals that other tests reach."""
    drafted: tuple[TestCase, ...]
    kept: tuple[TestCase, ...]
    coverage: Sequence[FileCoverage] | None
    """Of the subject; None where no test was verified."""
    count: int | None = None
    """The number of tests that was asked for."""


def after_verification(explanation: ModuleExplanation, verified: Verified) -> ModuleExplanation:
    """The explanation with the goals that calls reached, but that no test of the suite does."""
    known = {(each.line, each.qualname, each.side) for each in explanation.goals}
    further = (
        _explained(each, verified)
        for each in _lost(verified)
        if (each.line, each.qualname, each.side) not in known
    )
    goals = (*explanation.goals, *further)
    return replace(
        explanation, goals=tuple(sorted(goals, key=lambda each: (each.line, each.side is not None)))
    )


def in_short(explanation: ModuleExplanation) -> tuple[UnreachedGoal, ...]:
    """The goals with their reasons only."""
    return tuple(
        UnreachedGoal(each.line, each.qualname, each.side, each.reason, each.cause)
        for each in explanation.goals
    )


def lines_of_import(loaded: LoadedSubject) -> frozenset[int]:
    """Lines that run while the subject is imported."""
    by_import = loaded.reached_by_import
    return frozenset(each.line for each in loaded.goals if each.id in by_import)


def _lost(verified: Verified) -> Iterator[Goal]:
    by_import = verified.loaded.reached_by_import
    file = next(iter(verified.coverage or ()), None)
    for goal in verified.loaded.goals:
        if not goal.counted or goal.id in verified.existing or goal.id in by_import:
            continue
        if not _is_covered(goal, file):
            yield goal


def _is_covered(goal: Goal, file: FileCoverage | None) -> bool:
    """Whether the suite covers a goal; where the measurement knows no such goal, it is not lost."""
    if file is None:
        return False
    if goal.kind is GoalKind.LINE:
        return goal.line in file.covered or goal.line not in file.executable
    branch = (goal.line, goal.target or 0)
    return branch in file.covered_branches or branch not in file.branches


def _explained(goal: Goal, verified: Verified) -> GoalExplanation:
    cause, helps = Cause.UNSTABLE, (_STEADY,)
    if any(goal.id in each.run.goals for each in verified.drafted):
        reason = "a call reached it, but its test was rejected by verification"
    elif verified.count is not None and len(verified.drafted) >= verified.count:
        cause, helps = Cause.NOT_AIMED, ("more tests: a larger --count",)
        reason = f"left out: {verified.count} tests were asked for"
    else:
        reason = "a call reached it, but showed something else when it was repeated"
    return GoalExplanation(goal.line, goal.qualname, goal.side, "", cause, reason, helps=helps)
