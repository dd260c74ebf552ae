"""Flaky tests, and what the runs can and cannot say about the others."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.text import duration, percent, plural
from aqe.evidence.flakiness import FlakeVerdict, TestFlakiness
from aqe.operations.flaky import FlakyResult
from aqe.report.wording import cause_text

__all__ = ["view"]

_TONES = {
    FlakeVerdict.FLAKY: Tone.BAD,
    FlakeVerdict.STABLE: Tone.GOOD,
    FlakeVerdict.INCONCLUSIVE: Tone.WARN,
}


def view(result: FlakyResult, face: Face) -> Page:
    """A row per flaky test (with --verbose per test), then the verdict over all."""
    flaky = [each for each in result.tests if each.verdict is FlakeVerdict.FLAKY]
    shown = result.tests if face.verbose else flaky
    blocks: list[Block] = []
    if shown:
        columns = (
            Column("verdict"),
            Column("differed", right=True),
            Column("rate", right=True),
            Column("95% interval", right=True),
            Column("cause"),
            Column("test"),
        )
        blocks.append(Table(columns, tuple(map(_row, shown))))
    for each in flaky:
        if each.message:
            blocks.append(Line(f"{each.test}: {each.message.strip().splitlines()[-1]}"))
        if each.cause_reason:
            blocks.append(Line(f"{each.cause_reason}", Tone.FAINT, indent=2))
        blocks.append(Line(f"`aqe report {each.example}` shows a run of it", Tone.FAINT, indent=2))
    blocks += _verdict(result, len(flaky))
    return tuple(blocks)


def _row(test: TestFlakiness) -> tuple[Cell | str, ...]:
    return (
        Cell(test.verdict.value, _TONES[test.verdict]),
        f"{test.flips} of {test.runs}",
        percent(test.rate),
        f"{percent(test.low)} to {percent(test.high)}",
        cause_text(test.cause.value, test.cause_reruns) if test.cause else "",
        test.test,
    )


def _verdict(result: FlakyResult, flaky: int) -> list[Block]:
    tests, runs = plural(len(result.tests), "test"), plural(len(result.runs), "run")
    lines: list[Block] = [Line("")]
    text = f"{flaky} of {tests} flaky in {runs}, {duration(result.duration_s)}"
    if not result.recorded:
        text += ", not recorded"
    if result.interrupted:
        text = f"Interrupted. So far: {text}"
    lines.append(Line(text, Tone.BAD if flaky else Tone.STRONG))
    unsure = [each for each in result.tests if each.verdict is FlakeVerdict.INCONCLUSIVE]
    if unsure:
        highest = max(each.high for each in unsure)
        lines.append(
            Line(
                f"{plural(len(unsure), 'test')} agreed in every run, but that many runs cannot exclude"
                f" a flip rate of up to {percent(highest)}; --runs {result.runs_needed} or more can"
                f" exclude {percent(result.rate)}.",
                Tone.WARN,
            )
        )
    elif not flaky and not result.interrupted:
        highest = max((each.high for each in result.tests), default=0.0)
        lines.append(
            Line(f"What flips less often than {percent(highest)} of the runs may still be hidden.")
        )
    return lines
