"""Coverage per file, and gaps by rank."""

from __future__ import annotations

from collections.abc import Iterable

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.text import percent, plural
from aqe.cli.views.files import written_files
from aqe.operations.coverage import CoverageGapsResult, CoverageReportResult, GapReport
from aqe.operations.figures import FileFigures
from aqe.report.wording import line_ranges

__all__ = ["figure_columns", "file_rows", "gaps_view", "report_view"]

_LONGEST_RANGES = 60


def report_view(result: CoverageReportResult, face: Face) -> Page:
    """A row per file and the total."""
    total = result.total
    blocks: list[Block] = [Table(figure_columns(), file_rows(result.files, cut=not face.verbose))]
    if result.stale:
        names = ", ".join(result.stale[:5]) + (" ..." if len(result.stale) > 5 else "")
        blocks.append(Line(f"changed since this run: {names}", Tone.WARN))
    blocks += _part(result.part)
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


def gaps_view(result: CoverageGapsResult, face: Face) -> Page:
    """A row per gap, the most urgent first."""
    if not result.files:
        text = f"Run {result.run} measured coverage, but no source file of the project was found."
        return (Line(text, Tone.WARN),)
    if not result.gaps:
        text = f"No gap in the functions that run {result.run} measured."
        return (Line(text, Tone.GOOD), *_part(result.part))
    columns = (
        Column("score", right=True),
        Column("function"),
        Column("place"),
        Column("uncovered", right=True),
        Column("complexity", right=True),
        Column("commits", right=True),
        Column("callers", right=True),
        Column("lines"),
    )
    blocks: list[Block] = [Table(columns, tuple(_gap_row(each) for each in result.gaps))]
    if result.total > len(result.gaps):
        rest = result.total - len(result.gaps)
        blocks.append(Line(f"and {rest} more (--limit N shows N)", Tone.FAINT))
    if not result.has_history:
        blocks.append(Line("Without a git history: commits are not part of the score.", Tone.WARN))
    blocks += [Line(f"left out: {path}: {why}", Tone.WARN) for path, why in result.left_out]
    if result.stale:
        blocks.append(Line(f"changed since this run: {', '.join(result.stale[:5])}", Tone.WARN))
    blocks += _part(result.part)
    blocks.append(Line(f"{plural(result.total, 'gap')}, run {result.run}", Tone.STRONG))
    return tuple(blocks)


def _part(selection: tuple[str, ...]) -> tuple[Line, ...]:
    if not selection:
        return ()
    text = f"only a part of the suite was run: {', '.join(selection[:5])}"
    return (Line(text + (" ..." if len(selection) > 5 else ""), Tone.WARN),)


def _gap_row(gap: GapReport) -> tuple[Cell | str, ...]:
    lines = line_ranges(gap.uncovered_lines)
    if not lines:
        lines = ", ".join(_side(start, end) for start, end in gap.uncovered_branches[:3])
    return (
        f"{gap.score:.1f}",
        Cell(gap.qualname, Tone.BAD if gap.never_ran else Tone.PLAIN),
        f"{gap.path}:{gap.first_line}",
        percent(gap.share, 0),
        str(gap.complexity),
        "-" if gap.commits is None else str(gap.commits),
        str(gap.callers),
        lines if len(lines) <= 40 else f"{lines[:36]} ...",
    )


def _side(start: int, end: int) -> str:
    """A side of a branch; coverage.py tells the end of a function by a negative line."""
    return f"{start} to {end}" if end > 0 else f"{start} to the end"


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
