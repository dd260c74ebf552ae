"""What a search spent and where it stopped, and what is left to explain."""

from __future__ import annotations

from aqe.campaign.options import SubjectReport
from aqe.cli.face import Face
from aqe.cli.page import Block, Column, Heading, Line, Table, Tone
from aqe.cli.text import percent, plural, size
from aqe.cli.views.files import shown_path
from aqe.report.search import phase_columns, phase_row, stop_text

__all__ = ["effort_blocks", "explain_hint"]


def effort_blocks(report: SubjectReport, face: Face, *, is_brief: bool) -> list[Block]:
    """Where the search of a module stopped; with more detail its phases, memory and private code."""
    effort = report.effort
    if effort is None or is_brief:
        return []
    stopped = Line(f"{report.subject}: {stop_text(effort)}")
    if not face.verbose:
        return [stopped]
    columns = tuple(Column(title, right=place > 0) for place, title in enumerate(phase_columns()))
    blocks: list[Block] = [
        Heading(f"Search in {report.subject}"),
        Table(columns, tuple(map(phase_row, effort.phases))),
        stopped,
    ]
    memory = effort.peak_memory_bytes
    if memory is not None:
        blocks.append(Line(f"largest process that ran candidates: {size(memory)}"))
    share = report.measure("private_share")
    if share is not None:
        text = (
            f"{percent(share)} of the lines and branches reached need a direct call of private code"
        )
        blocks.append(Line(text))
    return blocks


def explain_hint(report: SubjectReport) -> list[Block]:
    """How to learn more of what was left open."""
    facts = []
    if report.survivors:
        text = f"{plural(report.survivors, 'mutant')} survived"
        if report.suspected_equivalent:
            text += f", {report.suspected_equivalent} suspected to be equivalent"
        facts.append(text)
    if report.unreached or report.survivors:
        facts.append(
            f"guards, nearest misses and what would help: aqe explain {shown_path(report.path)}"
        )
    return [Line(each, Tone.FAINT) for each in facts]
