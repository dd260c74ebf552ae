"""How fast templates expand: `aqe` first, then the others and how many times slower they are."""

from __future__ import annotations

from aqe.booster.templates.measuring import Contender, Contest, ManySpread, Spread
from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Heading, Line, Page, Table, Tone
from aqe.operations.template_benchmark import TemplateBenchmarkResult

__all__ = ["view"]

_TITLES = {"quoted": "Values as literals", "plain": "Values as they are"}


def view(result: TemplateBenchmarkResult, face: Face) -> Page:
    """A table for each kind of template, then bytes, then what is not there."""
    measures = result.measures
    blocks: list[Block] = []
    for contest in measures.contests:
        blocks += [
            Heading(f"{_TITLES[contest.name]}: {measures.records:,} records to strings"),
            _contest(contest),
        ]
    blocks += [Heading(f"{measures.many:,} records to bytes"), _bytes(measures.to_bytes)]
    blocks += [Line(f"{each} is not installed", Tone.WARN) for each in result.unavailable]
    rounds = f"least / median / most of {measures.rounds} rounds"
    text = f"{rounds}, processor time, Python {measures.python}"
    return (*blocks, Line(text, Tone.FAINT))


def _contest(contest: Contest) -> Table:
    columns = (
        Column("side"),
        Column("version"),
        Column("microseconds a text", right=True),
        Column("times slower", right=True),
    )
    own = ("aqe, all at once", "", _three(contest.text_us), "")
    return Table(columns, (own, *map(_row, contest.contenders)))


def _row(contender: Contender) -> tuple[Cell | str, ...]:
    if contender.text_us is None or contender.times_slower is None:
        return contender.name, "", Cell("unavailable", Tone.WARN), ""
    return (
        contender.name,
        contender.version or "",
        _three(contender.text_us),
        _three(contender.times_slower),
    )


def _bytes(found: tuple[ManySpread, ...]) -> Table:
    columns = (Column("by"), Column("seconds", right=True))
    return Table(columns, tuple((each.engine, _three(each.seconds)) for each in found))


def _three(spread: Spread) -> str:
    return f"{spread.least:.2f} / {spread.median:.2f} / {spread.most:.2f}"
