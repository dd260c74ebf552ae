"""Records per second of each contender, with the spread of its rounds."""

from __future__ import annotations

from aqe.booster.measuring.data import DataRow
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
            for title in ("records/s (median)", "least", "most", "on the clock", "valid", "ratio")
        ),
    )
    rows = tuple(_row(row, report.ratios.get(row.contender)) for row in report.rows)
    blocks: list[Block] = [Table(columns, rows)]
    blocks += [
        Line(f"{row.contender}: unavailable ({row.problem})", Tone.WARN)
        for row in report.rows
        if row.problem
    ]
    blocks += [Line(notice, Tone.WARN) for notice in result.notices]
    blocks.append(
        Line(
            "Per second of processor time of one process; ratio: the first row's median divided by this"
            " one's. A record has ten fields.",
            Tone.FAINT,
        )
    )
    if result.out is not None:
        blocks += written_files((result.out,))
    return tuple(blocks)


def _row(row: DataRow, ratio: float | None) -> tuple[Cell | str, ...]:
    if row.per_cpu_s is None or row.per_wall_s is None:
        return (row.contender, *("-" * 6))
    least, middle, most = row.per_cpu_s
    return (
        row.contender,
        f"{middle:,.0f}",
        f"{least:,.0f}",
        f"{most:,.0f}",
        f"{row.per_wall_s[1]:,.0f}",
        Cell(f"{row.valid} of {row.made}", Tone.PLAIN if row.valid == row.made else Tone.WARN),
        "-" if ratio is None else f"{ratio:,.1f}",
    )
