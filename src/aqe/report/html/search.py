"""The search of a generating run, and what it left open."""

from __future__ import annotations

from aqe.report.document import RunReport
from aqe.report.html.elements import table, tag, text
from aqe.report.search import open_goals, phase_columns, phase_row, stop_text

__all__ = ["search_section", "unreached_section"]


def search_section(report: RunReport) -> str:
    """The phases of a search as HTML."""
    if report.effort is None:
        return ""
    stopped = stop_text(report.effort)
    rows = [tuple(map(text, phase_row(each))) for each in report.effort.phases]
    titles = tuple(each.capitalize() for each in phase_columns())
    phases = table("Phases", titles, rows, numbers=(1, 2, 3, 4)) if rows else ""
    return tag("p", text(stopped[0].upper() + stopped[1:] + ".")) + phases


def unreached_section(report: RunReport) -> str:
    """The goals that were not reached, as HTML."""
    if report.left_open is None or not report.left_open.goals:
        return ""
    rows = [
        (tag("code", text(qualname)), text(f"{sort} {lines}"), text(reason), text(advice))
        for qualname, sort, lines, reason, advice in open_goals(report.left_open.goals)
    ]
    intro = f"{len(report.left_open.goals)} of {report.left_open.counted} goals."
    return tag("p", text(intro)) + table(
        "Goals that were not reached", ("In", "What", "Why", "What would help"), rows
    )
