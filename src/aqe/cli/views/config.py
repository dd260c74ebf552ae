"""Settings with their origin."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.views.files import written_files
from aqe.operations.config import ConfigListResult, ConfigSetResult, Setting

__all__ = ["get_view", "list_view", "set_view"]


def get_view(setting: Setting, face: Face) -> Page:
    """The value alone, so that a script can read it; more with --verbose."""
    blocks: list[Block] = [Line(_text(setting.value))]
    if face.verbose:
        blocks += [
            Line(f"from: {setting.origin}"),
            Line(f"default: {_text(setting.default)}"),
            Line(f"variable: {setting.variable}"),
            Line(f"expected: {setting.expected}"),
            Line(setting.summary),
        ]
    return tuple(blocks)


def list_view(result: ConfigListResult, face: Face) -> Page:
    """A row per setting."""
    columns = (Column("setting"), Column("value"), Column("from"), Column("meaning"))
    rows = tuple(
        (
            each.key,
            Cell(_text(each.value), Tone.PLAIN if each.origin == "default" else Tone.STRONG),
            each.origin,
            each.summary,
        )
        for each in result.settings
    )
    notices = tuple(Line(f"note: {each}", Tone.WARN) for each in result.notices)
    return (Table(columns, rows), *notices) if rows else (Line("Every setting has its default."),)


def set_view(result: ConfigSetResult, face: Face) -> Page:
    """What is in force now."""
    blocks: list[Block] = []
    if result.changed:
        blocks += written_files((result.file,))
    else:
        blocks.append(Line("nothing to change"))
    blocks.append(Line(f"{result.key} = {_text(result.value)} (from {result.origin})"))
    if result.backup is not None and face.verbose:
        blocks.append(Line(f"the former file is kept in {result.backup}", Tone.FAINT))
    if result.overridden:
        blocks.append(Line(f"{result.origin} decides: the file is overridden", Tone.WARN))
    if result.problem:
        blocks.append(Line(f"still wrong: {result.problem}", Tone.BAD))
    return tuple(blocks)


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
