"""Expanded templates: the text itself, or the files that hold it."""

from __future__ import annotations

from collections import Counter

from aqe.cli.face import Face
from aqe.cli.page import Block, Line, Page, Raw, Tone
from aqe.cli.text import plural, size
from aqe.cli.views.files import shown_path
from aqe.operations.expand import ExpandResult, FileState

__all__ = ["expand_view"]

_VERBS = {
    FileState.WRITTEN: "written",
    FileState.UNCHANGED: "unchanged",
    FileState.PLANNED: "would be written",
}
_MOST_FILES = 20


def expand_view(result: ExpandResult, face: Face) -> Page:
    """The text as it is; else a line per file, and how many there are of each kind."""
    if result.problems:
        lines: list[Block] = [Line(each, Tone.BAD) for each in result.problems]
        return (*lines, Line("Nothing was written.", Tone.FAINT))
    if result.text is not None:
        return (Raw(result.text),)
    shown = result.files if face.verbose else result.files[:_MOST_FILES]
    blocks: list[Block] = [
        Line(f"{_VERBS[each.state]}: {shown_path(each.path)} ({size(each.size_bytes)})")
        for each in shown
    ]
    if len(shown) < len(result.files):
        blocks.append(Line(f"and {len(result.files) - len(shown)} more", Tone.FAINT))
    counts = Counter(each.state for each in result.files)
    if len(result.files) > 1:
        parts = [f"{counts[state]} {_VERBS[state]}" for state in FileState if counts[state]]
        blocks.append(Line(f"{plural(len(result.files), 'file')}: {', '.join(parts)}"))
    return tuple(blocks)
