"""How executions ended before they came to a goal, and what sort of obstacle that speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aqe.analysis.obstacles.code import source_line
from aqe.campaign.explanation.findings import Findings, ending_of
from aqe.domain.explanation import Cause, Ending
from aqe.generation.attempts import Finish

__all__ = ["endings_at", "endings_of", "sort_of"]

_SHOWN = 3
_SHAPE = frozenset({"TypeError", "AttributeError", "KeyError", "IndexError"})
"""What the interpreter raises where a value lacks something."""


def endings_at(findings: Findings, lines: range, qualname: str) -> tuple[Ending, ...]:
    """How executions ended on some lines; where that is not known, how those of the callable did."""
    found = findings.attempts.finishes(lines=lines)
    return _told(findings, found) if found else endings_of(findings, qualname)


def endings_of(findings: Findings, qualname: str) -> tuple[Ending, ...]:
    """How executions of a callable ended early, the sort that speaks most first."""
    root = qualname.partition(".<locals>.")[0]
    return _told(findings, findings.attempts.finishes(root))


def _told(findings: Findings, finishes: Sequence[Finish]) -> tuple[Ending, ...]:
    """The most frequent ends; those that the cause rests on come first.

    A value that ran into a wall was of a shape that the code took so far: it says more than many that
    were not.
    """
    if not finishes:
        return ()
    weights: Counter[Cause] = Counter()
    for each in finishes:
        weights[_cause_of(findings, each)] += each.count
    decisive = max(weights, key=lambda each: weights[each])
    if Cause.WALLS in weights:
        decisive = Cause.WALLS
    ordered = sorted(finishes, key=lambda each: _cause_of(findings, each) is not decisive)
    return tuple(ending_of(findings, each) for each in ordered[:_SHOWN])


def sort_of(findings: Findings, endings: Sequence[Ending]) -> tuple[Cause, str]:
    """The sort of obstacle that these ends speak of, and the first of them in words."""
    if not endings:
        return Cause.ENDED_BEFORE, ""
    return _cause_of(findings, endings[0]), f": {shown(endings[0])}"


def shown(ending: Ending) -> str:
    """An end in words."""
    if ending.what == "timeout":
        return "it took too long and was stopped"
    if ending.what == "refused":
        return ending.message or "a wall refused what it does"
    if ending.what == "crashed":
        return "its process died"
    return f"{ending.what}: {ending.message}".removesuffix(": ")


def _cause_of(findings: Findings, ending: Ending | Finish) -> Cause:
    if ending.what == "timeout":
        return Cause.TOO_SLOW
    if ending.what == "refused":
        return Cause.WALLS
    is_raised_on_purpose = ending.line is not None and source_line(
        findings.code, ending.line
    ).startswith("raise")
    if ending.what in _SHAPE and not is_raised_on_purpose:
        return Cause.WRONG_SHAPE
    return Cause.ENDED_BEFORE
