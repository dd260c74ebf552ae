"""What a search spent, where it stopped and what it left open: as text and as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aqe.domain.effort import Effort, Phase, Stopped
from aqe.domain.explanation import GoalExplanation, ModuleExplanation
from aqe.report.document import RunReport
from aqe.report.wording import line_ranges, seconds

__all__ = [
    "OpenGoals",
    "open_goals",
    "phase_columns",
    "phase_row",
    "plain_search",
    "stop_text",
    "structured_search",
]

_STOPS = {
    Stopped.ALL_REACHED: "everything was reached",
    Stopped.TARGET: "the coverage that was asked for was reached",
    Stopped.PATIENCE: "nothing new came for long",
    Stopped.NOTHING_TO_TRY: "it had nothing left to try",
    Stopped.EXECUTIONS: "its budget of executions was spent",
    Stopped.TIME: "its budget of time was spent",
    Stopped.CANCELLED: "it was cancelled",
}
_MOST_GOALS = 30

OpenGoals = tuple[str, str, str, str, str]
"""Callable, what, lines, reason, first advice."""


def stop_text(effort: Effort) -> str:
    """Where a search stopped and why."""
    plural = "" if effort.searched == 1 else "s"
    found = (
        f"the search stopped after {effort.searched} execution{plural}: {_STOPS[effort.stopped]}"
    )
    if effort.searched and 0 < effort.last_new < effort.searched:
        found += f"; the last new goal came with execution {effort.last_new}"
    return found


def phase_columns() -> tuple[str, ...]:
    """Titles of a table of phases; all but the first are numbers."""
    return ("phase", "time", "executions", "on mutants", "per second")


def phase_row(phase: Phase) -> tuple[str, ...]:
    """A row of it; a dash where there is nothing to count."""
    rate = phase.executions_per_s
    return (
        phase.name,
        seconds(phase.seconds),
        str(phase.executions or "-"),
        str(phase.trials or "-"),
        "-" if rate is None else f"{rate:g}",
    )


def open_goals(goals: Sequence[GoalExplanation]) -> list[OpenGoals]:
    """A row for all goals of one sort with one reason in one callable, by place."""
    lines: dict[tuple[str, str, str, str], list[int]] = {}
    for each in goals:
        sort = "line" if each.side is None else f"condition {str(each.side).lower()}"
        advice = each.helps[0] if each.helps else ""
        lines.setdefault((each.qualname, sort, each.reason, advice), []).append(each.line)
    return [
        (qualname, sort, line_ranges(found), reason, advice)
        for (qualname, sort, reason, advice), found in lines.items()
    ]


def plain_search(report: RunReport) -> Iterator[str]:
    """Lines of text about the search of a generating run."""
    if report.effort is not None:
        stopped = stop_text(report.effort)
        yield stopped[0].upper() + stopped[1:]
        rows = [phase_columns(), *map(phase_row, report.effort.phases)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        for row in rows if report.effort.phases else ():
            first = row[0].ljust(widths[0])
            rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            yield f"  {'  '.join((first, *rest))}"
    if report.left_open is not None and report.left_open.goals:
        rows_of_goals = open_goals(report.left_open.goals)
        yield f"Not reached: {len(report.left_open.goals)} of {report.left_open.counted} goals"
        for qualname, sort, lines, reason, _ in rows_of_goals[:_MOST_GOALS]:
            yield f"  {qualname}, {sort} {lines}: {reason}"
        if len(rows_of_goals) > _MOST_GOALS:
            yield f"  and {len(rows_of_goals) - _MOST_GOALS} more: aqe explain FILE"


def structured_search(report: RunReport) -> dict[str, Any]:
    """The same as values that JSON knows."""
    return {
        "search": None if report.effort is None else _effort(report.effort),
        "unreached": None if report.left_open is None else _goals(report.left_open),
    }


def _effort(effort: Effort) -> dict[str, Any]:
    return {
        "stopped": effort.stopped.value,
        "searched": effort.searched,
        "last_new": effort.last_new,
        "peak_memory_bytes": effort.peak_memory_bytes,
        "phases": [
            {
                "name": each.name,
                "seconds": each.seconds,
                "executions": each.executions,
                "trials": each.trials,
                "executions_per_s": each.executions_per_s,
            }
            for each in effort.phases
        ],
    }


def _goals(explanation: ModuleExplanation) -> list[dict[str, Any]]:
    return [
        {
            "line": each.line,
            "qualname": each.qualname,
            "side": each.side,
            "cause": each.cause.value,
            "reason": each.reason,
            "helps": list(each.helps),
        }
        for each in explanation.goals
    ]
