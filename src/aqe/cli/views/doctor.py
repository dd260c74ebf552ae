"""What the doctor found."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.text import plural
from aqe.operations.doctor import CheckState, DoctorResult

__all__ = ["view"]

_TONES = {CheckState.OK: Tone.GOOD, CheckState.WARNING: Tone.WARN, CheckState.ERROR: Tone.BAD}


def view(result: DoctorResult, face: Face) -> Page:
    """A row per check, remedies below."""
    rows = tuple(
        (Cell(each.state.value, _TONES[each.state]), each.name, each.detail)
        for each in result.checks
    )
    blocks: list[Block] = [Table((Column("state"), Column("check"), Column("found")), rows)]
    remedies = [each for each in result.checks if each.remedy and each.state is not CheckState.OK]
    if remedies:
        blocks.append(Line(""))
    blocks += [Line(f"{each.name}: {each.remedy}") for each in remedies]
    errors = sum(each.state is CheckState.ERROR for each in result.checks)
    warnings = sum(each.state is CheckState.WARNING for each in result.checks)
    if errors:
        blocks.append(Line(f"{plural(errors, 'thing')} must be repaired.", Tone.BAD))
    elif warnings:
        blocks.append(Line(f"Ready, with {plural(warnings, 'warning')}.", Tone.WARN))
    else:
        blocks.append(Line("Everything is ready.", Tone.GOOD))
    return tuple(blocks)
