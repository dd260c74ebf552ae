"""Which way a run took through a subject: what sets it apart from other runs in words."""

from __future__ import annotations

from aqe.domain.goal import GoalKind
from aqe.domain.run import CandidateRun
from aqe.domain.suite import Decision
from aqe.generation.archive import Archive

__all__ = ["decisions_of", "lines_of"]

_SILENT = frozenset({"loop", "case", "definition"})
"""Conditions whose text is no expression that is true or false."""


def decisions_of(run: CandidateRun, archive: Archive) -> tuple[Decision, ...]:
    """The conditions that a run met on one side only, in the order of the source.

    Args:
        run: With all goals that it reached.
        archive: Of the search, which knows what the goals are.
    """
    sides: dict[int, set[bool]] = {}
    for each in run.goals:
        goal = archive.goals.get(each)
        if goal is None or goal.kind is not GoalKind.BRANCH:
            continue
        if goal.condition is not None and goal.side is not None:
            sides.setdefault(goal.condition, set()).add(goal.side)
    found = []
    for number, taken in sides.items():
        condition = archive.conditions.get(number)
        if condition is None or len(taken) > 1 or condition.operator in _SILENT:
            continue
        found.append(
            Decision(condition.line, condition.qualname, condition.text, next(iter(taken)))
        )
    return tuple(sorted(found, key=lambda each: (each.line, each.text)))


def lines_of(run: CandidateRun, archive: Archive) -> frozenset[int]:
    """The lines of the subject that a run came by.

    Args:
        run: With all goals that it reached.
        archive: Of the search, which knows what the goals are.
    """
    found = (archive.goals.get(each) for each in run.goals)
    return frozenset(each.line for each in found if each is not None and each.kind is GoalKind.LINE)
