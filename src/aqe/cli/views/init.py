"""What was found in a project and what was changed."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Diff, Line, Page, Tone
from aqe.operations.init import InitResult

__all__ = ["view"]


def view(result: InitResult, face: Face) -> Page:
    """The layout, then each file, then the diff."""
    blocks: list[Block] = []
    layout = result.layout
    if layout is not None:
        facts = (
            ("layout", f"{layout.kind}: {', '.join(layout.packages) or 'no package found'}"),
            ("tests", ", ".join(layout.tests) or "none found"),
            ("framework", f"{layout.framework} ({layout.evidence})"),
        )
        blocks += [Line(f"{name:<12} {value}") for name, value in facts]
    if result.interpreter is not None:
        found = result.interpreter
        blocks.append(
            Line(f"{'interpreter':<12} {found.path} (Python {found.version}, {found.origin})")
        )
    for each in result.files:
        word = f"would be {each.action}" if result.dry_run else each.action
        tone = Tone.WARN if each.action == "kept" else Tone.PLAIN
        blocks.append(Line(f"{word:<12} {each.path}", tone))
    if result.diff:
        blocks += [Line(""), Diff(result.diff, indent=0)]
    if result.backup is not None and not result.dry_run:
        blocks.append(Line(f"the former contents are kept in {result.backup}"))
    blocks += [Line(f"note: {each}") for each in result.notes]
    if not result.dry_run and all(each.action == "unchanged" for each in result.files):
        blocks.append(Line("Nothing had to be changed."))
    return tuple(blocks)
