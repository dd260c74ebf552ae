"""Records per second of each contender, with the spread of its rounds."""

from __future__ import annotations

from aqe.booster.measuring import Ratio
from aqe.booster.measuring.data import DataReport, DataRow
from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.views.files import written_files
from aqe.operations.data_speed import DataSpeedResult

__all__ = ["view"]


def view(result: DataSpeedResult, face: Face) -> Page:
    """A row per contender."""
    report = result.report
    columns = (
        Column("contender"),
        *(
            Column(title, right=True)
            for title in ("records/s (median)", "least", "most", "on the clock", "valid")
        ),
        Column("bytes faster", right=True),
        Column("objects faster", right=True),
    )
    rows = tuple(_row(row, report) for row in report.rows)
    blocks: list[Block] = [Table(columns, rows)]
    blocks += [
        Line(f"{row.contender}: unavailable ({row.problem})", Tone.WARN)
        for row in report.rows
        if row.problem
    ]
    if any(row.problem for row in report.rows):
        hint = "install them beside aqe, or name an environment that has them: --vs-python PATH"
        blocks.append(Line(hint, Tone.FAINT))
    blocks += [Line(notice, Tone.WARN) for notice in result.notices]
    blocks.append(
        Line(
            "Per second of processor time of one process. Faster: least, median and most of how many times"
            " more records the first engine makes per second, as bytes and as objects. A record has ten"
            " fields.",
            Tone.FAINT,
        )
    )
    if result.out is not None:
        blocks += written_files((result.out,))
    return tuple(blocks)


def _row(row: DataRow, report: DataReport) -> tuple[Cell | str, ...]:
    if row.per_cpu_s is None or row.per_wall_s is None:
        return (row.contender, *("-" * 7))
    least, middle, most = row.per_cpu_s
    return (
        row.contender,
        f"{middle:,.0f}",
        f"{least:,.0f}",
        f"{most:,.0f}",
        f"{row.per_wall_s[1]:,.0f}",
        Cell(f"{row.valid} of {row.made}", Tone.PLAIN if row.valid == row.made else Tone.WARN),
        _three(report.ratios.get(row.contender)),
        _three(report.as_objects.get(row.contender)),
    )


def _three(ratio: Ratio | None) -> str:
    return "-" if ratio is None else f"{ratio.least:,.1f}  {ratio.median:,.1f}  {ratio.most:,.1f}"
