"""A rendered run as it is, and the list of runs."""

from __future__ import annotations

import json

from aqe.cli.face import Face
from aqe.cli.page import Cell, Column, Line, Page, Raw, Table, Tone
from aqe.cli.text import duration, percent
from aqe.cli.views.files import written_files
from aqe.operations.report import ReportFormat, ReportResult, RunSummary

__all__ = ["listing_view", "view"]


def view(result: ReportResult, face: Face) -> Page:
    """The report itself, or the name of the file that holds it."""
    if result.files:
        return written_files(result.files)
    if result.document is not None:
        return (Raw(json.dumps(result.document, indent=2)),)
    text = (result.text or "").removesuffix("\n")
    return (Line(text),) if result.format is ReportFormat.TEXT else (Raw(text),)


def listing_view(result: ReportResult, face: Face) -> Page:
    """A row per run."""
    if not result.runs:
        return (Line("No run is recorded yet; `aqe test run` records one."),)
    columns = (
        Column("run"),
        Column("kind"),
        Column("started"),
        Column("took", right=True),
        Column("tests", right=True),
        Column("failed", right=True),
        Column("lines", right=True),
    )
    return (Table(columns, tuple(_row(each) for each in result.runs)),)


def _row(run: RunSummary) -> tuple[Cell | str, ...]:
    return (
        run.id,
        run.kind,
        run.started_at,
        duration(run.duration_s),
        str(run.tests),
        Cell(str(run.failed), Tone.BAD if run.failed else Tone.PLAIN),
        percent(run.line_rate),
    )
