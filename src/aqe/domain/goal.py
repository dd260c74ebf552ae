"""What a suite should reach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Condition", "Goal", "GoalKind"]


class GoalKind(StrEnum):
    """The sorts of goal that the probes of a worker report."""

    LINE = "line"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Goal:
    """One line or one side of a branch."""

    id: int
    kind: GoalKind
    line: int
    qualname: str
    """Callable that holds it; ``<module>`` for module level."""
    condition: int | None = None
    """Condition that decides it."""
    side: bool | None = None
    """The side of that condition."""
    counted: bool = True
    """Whether coverage.py counts it; sides of ``and``/``or`` operands and ternaries are not counted."""
    target: int | None = None
    """For a counted side: line where control goes (negative: the exit of the code object there)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A decision in the subject: an ``if``, a loop, a part of ``and``/``or``, a ternary, an assertion."""

    id: int
    line: int
    qualname: str
    operator: str
    """``eq ne lt le gt ge is is_not in not_in truth isinstance call``; ``loop`` (a ``for``: entered
    or exhausted),
    ``case`` (a pattern: matched or not) and ``definition`` (a one-line ``def`` or ``class``: entered
    or defined) record no operands."""
    text: str
    true_goal: int | None
    false_goal: int | None
