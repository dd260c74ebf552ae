"""What generation wrote, reached and could not reach."""

from __future__ import annotations

from collections.abc import Collection

from aqe.campaign.options import SubjectReport
from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Heading, Line, Page, Raw, Table, Tone
from aqe.cli.text import duration, percent, plural
from aqe.cli.views.behaviour import behaviour_blocks, behaviour_words
from aqe.cli.views.complement import complement_blocks
from aqe.cli.views.effort import effort_blocks, explain_hint
from aqe.cli.views.files import written_files
from aqe.cli.views.models import given_up_lines, model_lines, model_summary
from aqe.cli.views.properties import property_lines, property_summary
from aqe.domain.measure import Basis
from aqe.domain.suite import UnreachedGoal
from aqe.operations.generate import GenerateResult
from aqe.report.wording import line_ranges

__all__ = ["view"]

_TONES = {
    "verified": Tone.GOOD,
    "unchanged": Tone.GOOD,
    "failed": Tone.BAD,
    "interrupted": Tone.WARN,
    "no-tests": Tone.WARN,
}
_MOST_UNREACHED = 10
_MOST_DROPPED = 3


def view(result: GenerateResult, face: Face) -> Page:
    """A row per module, files, notes and what was not reached."""
    blocks: list[Block] = []
    if result.dry_run:
        for each in result.subjects:
            blocks += [Raw(text) for text in (each.text, *_other_texts(each)) if text]
    blocks.append(_table(result))
    for each in result.subjects:
        blocks += written_files(each.files)
    shared = _shared_notes(result)
    blocks += [
        Line(f"{plural(len(names), 'module')}: {note}: {', '.join(names)}")
        for note, names in shared.items()
    ]
    for each in result.subjects:
        blocks += _remarks(each, shared)
        blocks += property_lines(each, verbose=face.verbose)
        blocks += model_lines(each, verbose=face.verbose)
    blocks += given_up_lines(result.subjects)
    blocks += behaviour_blocks(result.subjects, face)
    is_brief = len(result.subjects) > 1 and not face.verbose
    for each in result.subjects:
        blocks += effort_blocks(each, face, is_brief=is_brief)
        blocks += () if is_brief else complement_blocks(each)
    if is_brief:
        blocks += _unreached_counts(result)
    else:
        for each in result.subjects:
            blocks += _unreached(each, face)
            blocks += explain_hint(each)
    blocks.append(_summary(result))
    return tuple(blocks)


def _other_texts(report: SubjectReport) -> tuple[str | None, ...]:
    """The files beside the suite."""
    found = (report.properties, report.model)
    return tuple(each.text for each in found if each is not None)


def _table(result: GenerateResult) -> Table:
    columns = (
        Column("module"),
        Column("status"),
        Column("tests", right=True),
        Column("lines", right=True),
        Column("branches", right=True),
        Column("mutants", right=True),
        Column("time", right=True),
    )
    return Table(columns, tuple(_row(each) for each in result.subjects))


def _row(report: SubjectReport) -> tuple[Cell | str, ...]:
    return (
        report.subject,
        Cell(report.status, _TONES.get(report.status, Tone.PLAIN)),
        str(report.tests),
        percent(report.measure("line_coverage")),
        percent(report.measure("branch_coverage")),
        _mutants(report),
        duration(report.duration_s),
    )


def _mutants(report: SubjectReport) -> str:
    """The share of mutants; a tilde marks an estimate."""
    found = next((each for each in report.measures if each.name == "mutation_score"), None)
    if found is None or found.value is None:
        return percent(None)
    return f"{'~' if found.basis is Basis.ESTIMATED else ''}{percent(found.value)}"


def _shared_notes(result: GenerateResult) -> dict[str, list[str]]:
    """Notes that several modules have word for word, with those modules: told once."""
    found: dict[str, list[str]] = {}
    for report in result.subjects:
        for note in report.notes:
            found.setdefault(note, []).append(report.subject)
    return {note: names for note, names in found.items() if len(names) > 1}


def _remarks(report: SubjectReport, shared: Collection[str]) -> list[Block]:
    lines: list[Block] = []
    if report.error is not None:
        lines.append(Line(f"{report.subject}: {report.error.message}", Tone.BAD))
        if report.error.hint:
            lines.append(Line(f"hint: {report.error.hint}", indent=2))
    if report.target_reached is False:
        reached = percent(report.share_reached)
        text = f"{report.subject}: {reached} of lines and branches, less than was asked for"
        lines.append(Line(text, Tone.WARN))
    if report.dropped:
        dropped = plural(len(report.dropped), "test")
        lines.append(Line(f"{report.subject}: {dropped} left out, rejected by verification"))
        lines += [Line(each, Tone.FAINT, indent=2) for each in report.dropped[:_MOST_DROPPED]]
    lines += [Line(f"{report.subject}: {note}") for note in report.notes if note not in shared]
    return lines


def _unreached(report: SubjectReport, face: Face) -> list[Block]:
    if not report.unreached:
        return []
    title = f"Not reached in {report.subject}: {plural(len(report.unreached), 'goal')}"
    rows = _grouped(report.unreached)
    shown = rows if face.verbose else rows[:_MOST_UNREACHED]
    columns = (Column("in"), Column("what"), Column("lines"), Column("reason"))
    blocks: list[Block] = [Heading(title), Table(columns, tuple(shown))]
    if len(shown) < len(rows):
        blocks.append(Line(f"and {len(rows) - len(shown)} more (--verbose shows all)", Tone.FAINT))
    return blocks


def _unreached_counts(result: GenerateResult) -> list[Block]:
    """A row per module where whole tables would bury the rest."""
    counts = [(each.subject, len(each.unreached)) for each in result.subjects if each.unreached]
    if not counts:
        return []
    columns = (Column("module"), Column("goals", right=True))
    rows = tuple((subject, str(count)) for subject, count in counts)
    hint = "which and why: --verbose, or one module alone"
    return [Heading("Not reached"), Table(columns, rows), Line(hint, Tone.FAINT)]


def _grouped(goals: tuple[UnreachedGoal, ...]) -> list[tuple[str, ...]]:
    """A row for all goals of one sort with one reason in one callable, by place."""
    lines: dict[tuple[str, str, str], list[int]] = {}
    for each in sorted(goals, key=lambda goal: goal.line):
        lines.setdefault((each.qualname, _side(each), each.reason), []).append(each.line)
    return [
        (qualname, what, line_ranges(found), reason)
        for (qualname, what, reason), found in lines.items()
    ]


def _side(goal: UnreachedGoal) -> str:
    if goal.side is None:
        return "line"
    return "condition true" if goal.side else "condition false"


def _summary(result: GenerateResult) -> Line:
    tests = sum(each.tests for each in result.subjects)
    verified = sum(each.tests > 0 for each in result.subjects)
    text = (
        f"{plural(tests, 'test')} for {verified} of {plural(len(result.subjects), 'module')}"
        f" in {duration(result.duration_s)}, seed {result.seed}"
        f"{behaviour_words(result.subjects)}"
    )
    text += property_summary(result.subjects)
    text += model_summary(result.subjects, result.model_calls, result.model_cost_usd)
    cut = sum(each.cut_by_time for each in result.subjects)
    if cut:
        text += f"; the time cap cut {plural(cut, 'search', 'searches')}, so another run may differ"
    if result.interrupted:
        return Line(f"Interrupted. Verified so far: {text}", Tone.WARN)
    return Line(text, Tone.STRONG)
