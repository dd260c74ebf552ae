"""What a model is asked for: goals that are left and mutants that live, in words and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aqe.domain.explanation import Cause, GoalExplanation, MutantExplanation
from aqe.generation.llm.masking import Known, masked, masked_literals
from aqe.generation.llm.scrubbing import scrubbed

__all__ = ["Want", "wanted_goals", "wanted_mutants", "wants_text"]

_HOPELESS = frozenset({Cause.UNREACHABLE, Cause.IMPORT_TIME, Cause.NOT_AIMED})
"""Causes that no test can do anything about, or that nobody asked for."""
_MOST_SHOWN = 40
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a test is wanted for."""

    line: int
    qualname: str
    what: str
    """``line 12 runs``, ``the condition of line 12 is true``, ``a test fails when line 12 has ...``."""
    why: str = ""
    """Why the search did not get there."""
    nearest: str = ""
    """The call that came nearest."""


def wanted_goals(goals: Iterable[GoalExplanation]) -> tuple[Want, ...]:
    """The goals that a test may reach."""
    return tuple(
        Want(
            each.line,
            each.qualname,
            _what(each),
            each.reason,
            "" if each.nearest is None else each.nearest.call,
        )
        for each in goals
        if each.cause not in _HOPELESS
    )


def wanted_mutants(mutants: Iterable[MutantExplanation]) -> tuple[Want, ...]:
    """The surviving mutants that a test may notice, those that may be equivalent last."""
    ordered = sorted(mutants, key=lambda each: each.cause is Cause.EQUIVALENT_SUSPECTED)
    return tuple(
        Want(
            each.line,
            each.qualname,
            f"a test fails when line {each.line} has {_short(scrubbed(each.replacement))!r}"
            f" for {_short(scrubbed(each.original))!r}",
        )
        for each in ordered
        if each.cause not in _HOPELESS
    )


def _what(goal: GoalExplanation) -> str:
    if goal.side is None:
        return f"line {goal.line} runs"
    return f"the condition of line {goal.line} is {'true' if goal.side else 'false'}"


def wants_text(wants: Sequence[Want], scrub: Callable[[str], str], known: Known) -> str:
    """The wants as a list, those of one callable together.

    Reasons hold messages and values that were seen when code ran, and calls values from anywhere: of both
    only what is known is told, and that is scrubbed.
    """
    lines: list[str] = []
    by_callable: dict[str, list[Want]] = {}
    for each in wants[:_MOST_SHOWN]:
        by_callable.setdefault(each.qualname, []).append(each)
    for qualname, group in by_callable.items():
        lines.append(f"in {qualname}:")
        told: set[str] = set()
        for each in group:
            lines.append(f"  - {each.what}")
            reasons = (
                ("why not so far", masked(each.why, known)),
                ("nearest call so far", masked_literals(each.nearest, known)),
            )
            for title, text in reasons:
                if text and text not in told:
                    told.add(text)
                    lines.append(f"    {title}: {_short(scrub(text))}")
    return "\n".join(lines)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
