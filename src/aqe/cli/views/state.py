"""The project's state: backups, checks, what was removed."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Line, Page, Tone
from aqe.cli.text import plural, size
from aqe.operations.state import (
    StateBackupResult,
    StateCheckResult,
    StatePruneResult,
    StateRestoreResult,
)

__all__ = ["backup_view", "check_view", "prune_view", "restore_view"]


def backup_view(result: StateBackupResult, face: Face) -> Page:
    """Where the backup is."""
    return (Line(f"wrote {result.file} ({size(result.size_bytes)})"),)


def restore_view(result: StateRestoreResult, face: Face) -> Page:
    """What is in force, and where the former state is."""
    blocks: list[Block] = [
        Line(f"restored {result.file}: {plural(result.runs, 'recorded run')}", Tone.GOOD)
    ]
    if result.before is not None:
        blocks.append(Line(f"the former state is kept in {result.before}"))
    return tuple(blocks)


def check_view(result: StateCheckResult, face: Face) -> Page:
    """Sizes and counts, then what is wrong."""
    blocks: list[Block] = [
        Line(
            f"database   {result.database} ({size(result.database_bytes)}, version {result.version})"
        ),
        Line(f"holds      {plural(result.runs, 'run')}, {plural(result.artefacts, 'artefact')}"),
        Line(f"in all     {size(result.state_bytes)}, {plural(len(result.backups), 'backup')}"),
    ]
    blocks += [Line(f"backup     {path}") for path in result.backups]
    blocks += [Line(f"set aside  {path}", Tone.WARN) for path in result.set_aside]
    if face.verbose:
        blocks += [Line(f"history    {each}", Tone.FAINT) for each in result.history]
    blocks += [Line(f"alert: {each}", Tone.WARN) for each in result.alerts]
    blocks += [Line(f"problem: {each}", Tone.BAD) for each in result.problems]
    if not result.problems:
        blocks.append(Line("The state is sound.", Tone.GOOD))
    return tuple(blocks)


def prune_view(result: StatePruneResult, face: Face) -> Page:
    """What was removed."""
    removed = ", ".join(
        (
            plural(result.runs, "run"),
            plural(result.artefacts, "artefact"),
            plural(result.backups, "backup"),
        )
    )
    return (
        Line(
            f"removed {removed}; freed {size(result.freed_bytes)}, {size(result.state_bytes)} left"
        ),
    )
