"""Coverage per file, and gaps by rank."""

from __future__ import annotations

from collections.abc import Iterable

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.text import percent
from aqe.cli.views.files import written_files
from aqe.operations.coverage import CoverageReportResult
from aqe.operations.figures import FileFigures
from aqe.report.wording import line_ranges

__all__ = ["figure_columns", "file_rows", "report_view"]

_LONGEST_RANGES = 60


def report_view(result: CoverageReportResult, face: Face) -> Page:
    """A row per file and the total."""
    total = result.total
    blocks: list[Block] = [Table(figure_columns(), file_rows(result.files, cut=not face.verbose))]
    if result.stale:
        names = ", ".join(result.stale[:5]) + (" ..." if len(result.stale) > 5 else "")
        blocks.append(Line(f"changed since this run: {names}", Tone.WARN))
    blocks += written_files(result.written)
    blocks.append(Line(""))
    blocks.append(
        Line(
            f"{total.covered_lines} of {total.lines} lines ({percent(total.line_rate)}),"
            f" {total.covered_branches} of {total.branches} branches ({percent(total.branch_rate)}),"
            f" run {result.run} of {result.started_at}",
            Tone.STRONG,
        )
    )
    return tuple(blocks)


def figure_columns() -> tuple[Column, ...]:
    """Columns of a table of files."""
    return (
        Column("file"),
        Column("lines", right=True),
        Column("branches", right=True),
        Column("missing"),
    )


def file_rows(
    files: Iterable[FileFigures], *, cut: bool = True
) -> tuple[tuple[Cell | str, ...], ...]:
    """A row per file."""
    return tuple(
        (
            each.path,
            Cell(percent(each.line_rate), _tone(each.line_rate)),
            Cell(percent(each.branch_rate), _tone(each.branch_rate)),
            _ranges(each, cut),
        )
        for each in files
    )


def _ranges(file: FileFigures, cut: bool) -> str:
    text = line_ranges(file.missing_lines)
    return text if len(text) <= _LONGEST_RANGES or not cut else f"{text[: _LONGEST_RANGES - 4]} ..."


def _tone(rate: float | None) -> Tone:
    if rate is None:
        return Tone.FAINT
    return Tone.GOOD if rate >= 0.8 else Tone.WARN if rate >= 0.5 else Tone.BAD
