"""Rows of the benchmark of patterns, and what became of those that `re` gets lost in."""

from __future__ import annotations

from aqe.booster.measuring import PatternReport, PatternRow, RunawayRow
from aqe.booster.patterns.measuring import Span, StructuralReport
from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Heading, Line, Page, Table, Tone
from aqe.cli.text import duration
from aqe.cli.views.files import written_files
from aqe.operations.pattern_benchmark import PatternBenchmarkResult

__all__ = ["view"]


def view(result: PatternBenchmarkResult, face: Face) -> Page:
    """Text patterns, runaway patterns, structural patterns, what is not installed."""
    blocks: list[Block] = [*_text(result.text)]
    if result.structural is not None:
        blocks += _structural(result.structural)
    if result.unavailable:
        names = ", ".join(result.unavailable)
        hint = "pip install 'agentic-qe[booster]'"
        blocks.append(Line(f"unavailable: {names} ({hint})", Tone.WARN))
    if result.out is not None:
        blocks += written_files((result.out,))
    return tuple(blocks)


def _text(report: PatternReport) -> list[Block]:
    sets = dict.fromkeys((row.files, row.count, row.characters) for row in report.rows)
    patterns = max((row.patterns for row in report.rows), default=0)
    return [
        Heading(f"{patterns} text patterns"),
        *(
            Line(f"{files}: {count} files, {characters / 1e6:.1f} million characters", Tone.FAINT)
            for files, count, characters in sets
        ),
        _rows(report.rows),
        Line(
            "faster: least, median and most over the rounds; seconds: median, of the processor",
            Tone.FAINT,
        ),
        Heading("Patterns that a search by trial and error gets lost in"),
        _runaways(report.runaways),
    ]


def _structural(report: StructuralReport) -> list[Block]:
    ratio = report.ratio
    rows: tuple[tuple[Cell | str, ...], ...] = (
        ("together", *_milliseconds(report.together_s), "", str(report.places)),
        (
            "one by one",
            *_milliseconds(report.one_by_one_s),
            f"{ratio.least:.1f}  {ratio.median:.1f}  {ratio.most:.1f}",
            str(report.places_one_by_one)
            if report.equal
            else Cell(f"{report.places_one_by_one} NOT EQUAL", Tone.BAD),
        ),
        ("together, with edits", *_milliseconds(report.apply_s), "", ""),
    )
    titles = ("least ms", "median", "most", "times slower", "places")
    return [
        Heading(f"{report.patterns} structural patterns on a file of {report.lines} lines"),
        Table((Column("search"), *(Column(each, right=True) for each in titles)), rows),
        Line(
            f"over {report.rounds} rounds, of the processor; reading the tree is part of it",
            Tone.FAINT,
        ),
    ]


def _milliseconds(span: Span) -> tuple[str, str, str]:
    least, median, most = (f"{each * 1000:.1f}" for each in (span.least, span.median, span.most))
    return least, median, most


def _rows(rows: tuple[PatternRow, ...]) -> Table:
    columns = [Column(each) for each in ("files", "engine", "beside")]
    titles = ("faster", "engine s", "re s", "matches", "of re")
    columns += [Column(each, right=True) for each in titles]
    return Table((*columns, Column("equal")), tuple(_row(each) for each in rows))


def _row(row: PatternRow) -> tuple[Cell | str, ...]:
    ratio = row.ratio
    return (
        row.files,
        row.engine,
        row.rival,
        f"{ratio.least:.1f}  {ratio.median:.1f}  {ratio.most:.1f}",
        f"{row.seconds:.3f}",
        f"{row.rival_seconds:.3f}",
        str(row.matches),
        str(row.rival_matches),
        _equal(row.equal),
    )


def _runaways(rows: tuple[RunawayRow, ...]) -> Table:
    engines = list(rows[0].engine_s) if rows else []
    columns = [Column("pattern"), Column("characters", right=True)]
    columns += [Column(each, right=True) for each in (*engines, "re")]
    return Table(
        (*columns, Column("equal")),
        tuple(
            (
                row.pattern,
                str(row.characters),
                *(duration(row.engine_s[each]) for each in engines),
                f"not in {row.limit_s:g} s" if row.re_s is None else duration(row.re_s),
                _equal(row.equal),
            )
            for row in rows
        ),
    )


def _equal(equal: bool | None) -> Cell | str:
    if equal is None:
        return "-"
    return "yes" if equal else Cell("NO", Tone.BAD)
