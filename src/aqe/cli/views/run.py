"""What a run of the suite showed."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Column, Heading, Line, Page, Table, Tone
from aqe.cli.text import duration, percent, plural
from aqe.cli.views.coverage import figure_columns, file_rows
from aqe.cli.views.files import written_files
from aqe.domain.run import TestOutcome
from aqe.operations.figures import total_of
from aqe.operations.run import RunResult

__all__ = ["view"]

_MOST_FILES = 15
_MOST_LINES_OF_A_MESSAGE = 12


def view(result: RunResult, face: Face) -> Page:
    """Failures first, then what was slow, coverage, and the sum in one line."""
    blocks: list[Block] = []
    if result.broken:
        blocks.append(Heading("Failures"))
    for each in result.broken:
        blocks += _failure(each, face)
    blocks += _slowest(result)
    blocks += _coverage(result, face)
    blocks += [Line(f"note: {each}", Tone.WARN) for each in result.notes]
    blocks += written_files(result.written)
    blocks.append(Line(""))
    blocks.append(_summary(result))
    return tuple(blocks)


def _failure(outcome: TestOutcome, face: Face) -> list[Block]:
    blocks: list[Block] = [Line(f"{outcome.outcome.value}: {outcome.test}", Tone.BAD)]
    lines = (outcome.detail or outcome.message).strip().splitlines()
    shown = lines if face.verbose else lines[-_MOST_LINES_OF_A_MESSAGE:]
    blocks += [Line(each, indent=4) for each in shown]
    return blocks


def _slowest(result: RunResult) -> list[Block]:
    slow = [each for each in result.slowest if each.duration_s >= 0.001]
    if not slow:
        return []
    rows = tuple((duration(each.duration_s), each.test) for each in slow)
    return [Heading("Slowest tests"), Table((Column("", right=True), Column("")), rows)]


def _coverage(result: RunResult, face: Face) -> list[Block]:
    if result.files is None:
        return [Line("Coverage was not measured.", Tone.FAINT)]
    if not result.files:
        return [
            Line("Coverage was measured, but no source file of the project was found.", Tone.WARN)
        ]
    total = total_of(result.files)
    files = sorted(result.files, key=lambda each: (each.line_rate is None, each.line_rate or 0.0))
    shown = files if face.verbose else files[:_MOST_FILES]
    title = f"Coverage: lines {percent(total.line_rate)}, branches {percent(total.branch_rate)}"
    blocks: list[Block] = [Heading(title), Table(figure_columns(), file_rows(shown))]
    if len(shown) < len(files):
        rest = plural(len(files) - len(shown), "file")
        blocks.append(Line(f"and {rest} with higher coverage (--verbose shows all)", Tone.FAINT))
    return blocks


def _summary(result: RunResult) -> Line:
    counts = ", ".join(f"{count} {name}" for name, count in result.outcomes.items() if count)
    run = f"run {result.run}" if result.recorded else "not recorded"
    text = f"{counts or 'no test'} in {duration(result.duration_s)}, {run}"
    if result.interrupted:
        return Line(f"Interrupted: {text}", Tone.WARN)
    if result.exit_code is None:
        return Line(f"Killed: {text}", Tone.BAD)
    if result.broken:
        return Line(text, Tone.BAD)
    is_good = result.exit_code == 0 and result.recorded
    return Line(text, Tone.GOOD if is_good else Tone.WARN)
