"""Patterns and transforms, and what became of files by them."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Column, Diff, Heading, Line, Page, Table, Tone
from aqe.cli.text import plural
from aqe.operations.patterns import (
    BoosterApplyResult,
    BoosterPatternsResult,
    FileChange,
    PatternInfo,
)
from aqe.operations.rewriting import TakenBack
from aqe.operations.transforms import BoosterTransformResult, FileTransformed

__all__ = ["apply_view", "patterns_view", "transform_view"]


def patterns_view(result: BoosterPatternsResult, face: Face) -> Page:
    """A row per pattern; a single one is shown with its examples."""
    if len(result.patterns) == 1:
        return tuple(_shown(result.patterns[0]))
    columns = (
        Column("pattern"),
        Column("category"),
        Column("kind"),
        Column("safety"),
        Column("summary"),
    )
    rows = tuple(
        (each.id, each.category, each.kind.value, each.safety.value, each.summary)
        for each in result.patterns
    )
    blocks: list[Block] = [Table(columns, rows)] if rows else []
    return (*blocks, Line(""), Line(plural(len(rows), "pattern"), Tone.STRONG))


def apply_view(result: BoosterApplyResult, face: Face) -> Page:
    """Diffs of what was not written, findings, what was left, and a row per pattern."""
    blocks: list[Block] = []
    for each in result.files:
        blocks += _file(each, face)
    if result.applied:
        rows = tuple((str(count), name) for name, count in result.applied.items())
        blocks.append(Table((Column("times", right=True), Column("pattern")), rows))
    changed = sum(bool(each.applied) for each in result.files)
    findings = sum(len(each.findings) for each in result.files)
    text = f"{_done(changed, result.looked_at, any(each.written for each in result.files))}, "
    text += f"{plural(findings, 'finding')}, "
    conflicts = sum(len(each.conflicts) for each in result.files)
    if conflicts:
        text += f"{plural(conflicts, 'conflict')}, "
    text += f"{plural(result.patterns, 'pattern')} looked for"
    return (*blocks, Line(""), _verdict(text, result.interrupted))


def transform_view(result: BoosterTransformResult, face: Face) -> Page:
    """Diffs of what was not written, and what stays with its reason."""
    blocks: list[Block] = []
    for each in result.files:
        blocks += _transformed(each)
    changed = sum(bool(each.changes) for each in result.files)
    written = any(each.written for each in result.files)
    left = sum(len(each.left) for each in result.files)
    text = f"{_done(changed, result.looked_at, written)}, {plural(left, 'place')} left as they are"
    needs = sorted({need for each in result.files for need in each.needs})
    told = [Line(f"needs {each}", Tone.WARN) for each in needs]
    return (*blocks, Line(""), *told, _verdict(text, result.interrupted))


def _shown(pattern: PatternInfo) -> list[Block]:
    blocks: list[Block] = [
        Heading(pattern.id),
        Line(pattern.summary),
        Line(pattern.why),
        Line(
            f"{pattern.language.value}, {pattern.category}, {pattern.kind.value},"
            f" {pattern.safety.value}, {pattern.origin}",
            Tone.FAINT,
        ),
    ]
    for each in pattern.examples:
        before = "".join(f"-{line}\n" for line in each.before.splitlines())
        after = "".join(f"+{line}\n" for line in each.after.splitlines())
        if each.before == each.after:
            blocks += [
                Line("told at"),
                *(Line(line, indent=2) for line in each.before.splitlines()),
            ]
        else:
            blocks.append(Diff(before + after))
    return blocks


def _file(change: FileChange, face: Face) -> list[Block]:
    blocks: list[Block] = [Heading(str(change.path))]
    if change.problem is not None:
        blocks.append(Line(f"left as it is: {change.problem}", Tone.WARN, indent=2))
    if change.diff and (not change.written or face.verbose):
        blocks.append(Diff(change.diff))
    for place in change.findings:
        text = f"{place.line}:{place.column} {place.pattern}: {place.text}"
        blocks.append(Line(text, indent=2))
    for conflict in change.conflicts:
        text = f"line {conflict.line}: {conflict.kept} and {conflict.left} want the same place"
        blocks.append(Line(f"{text}; {conflict.kept} goes first", Tone.WARN, indent=2))
    for each in change.withdrawn:
        blocks.append(Line(f"{each.pattern} not applied: {each.reason}", Tone.WARN, indent=2))
    return blocks + _verified(change.verified) + _taken_back(change.taken_back)


def _transformed(file: FileTransformed) -> list[Block]:
    blocks: list[Block] = [Heading(str(file.path))]
    if file.problem is not None:
        blocks.append(Line(f"left as it is: {file.problem}", Tone.WARN, indent=2))
    if file.diff and not file.written:
        blocks.append(Diff(file.diff))
    for each in file.left:
        blocks.append(Line(f"line {each.line} left: {each.reason}", Tone.WARN, indent=2))
    return blocks + _verified(file.verified) + _taken_back(file.taken_back)


def _verified(verified: bool) -> list[Block]:
    return [Line("verified: what passed before still passes", indent=2)] if verified else []


def _taken_back(taken_back: tuple[TakenBack, ...]) -> list[Block]:
    return [
        Line(
            f"{each.part} taken back: {each.test or 'a test'} no longer passed", Tone.BAD, indent=2
        )
        for each in taken_back
    ]


def _done(changed: int, looked_at: int, written: bool) -> str:
    verb = "rewritten" if written else "would change" if changed else "changed"
    return f"{changed} of {plural(looked_at, 'file')} {verb}"


def _verdict(text: str, interrupted: bool) -> Line:
    return Line(f"Interrupted. So far: {text}" if interrupted else text, Tone.STRONG)
