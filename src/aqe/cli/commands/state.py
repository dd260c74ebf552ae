"""``aqe state backup``, ``restore``, ``check`` and ``prune``."""

from __future__ import annotations

from pathlib import Path

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import FILE

__all__ = ["backup", "check", "prune", "restore", "state"]

_PLACES = {
    "backup": CommandPlace("state:backup", "Copy the project's database into a backup."),
    "restore": CommandPlace("state:restore", "Bring the project's database back to a backup."),
    "check": CommandPlace(
        "state:check", "Check the project's state: database, artefacts, sizes, backups."
    ),
    "prune": CommandPlace(
        "state:prune", "Remove old runs and backups beyond the limits in the settings."
    ),
}


@click.group(cls=LazyGroup, places=_PLACES)
def state() -> None:
    """Back up, restore and check the project's state.

    The state lies in .agentic-qe: one database and the artefacts beside it.

    \b
    Examples:
      aqe state backup
      aqe state restore
    """


@click.command()
@face_options
def backup(face: Face) -> int:
    """Copy the project's database into a backup.

    \b
    Examples:
      aqe state backup
    """
    from aqe.cli.views.state import backup_view
    from aqe.operations.state import StateBackupRequest

    return face.perform("state.backup", StateBackupRequest(), backup_view)


@click.command()
@click.argument("file", required=False, type=FILE)
@face_options
def restore(face: Face, file: Path | None) -> int:
    """Bring the project's database back to a backup.

    Without FILE the newest backup that holds recorded runs is taken. What is there now is backed up
    first.

    \b
    Examples:
      aqe state restore
      aqe state restore .agentic-qe/backups/FILE
    """
    from aqe.cli.views.state import restore_view
    from aqe.operations.state import StateRestoreRequest

    return face.perform("state.restore", StateRestoreRequest(file), restore_view)


@click.command()
@face_options
def check(face: Face) -> int:
    """Check the project's state: database, artefacts, sizes, backups.

    \b
    Examples:
      aqe state check
      aqe state check --json
    """
    from aqe.cli.views.state import check_view
    from aqe.operations.state import StateCheckRequest

    return face.perform("state.check", StateCheckRequest(), check_view)


@click.command()
@click.option("--runs", type=click.IntRange(min=1), metavar="N", help="Keep the N newest runs.")
@click.option(
    "--backups", type=click.IntRange(min=1), metavar="N", help="Keep the N newest backups."
)
@face_options
def prune(face: Face, runs: int | None, backups: int | None) -> int:
    """Remove old runs and backups beyond the limits in the settings.

    \b
    Examples:
      aqe state prune
      aqe state prune --runs 100 --backups 3
    """
    from aqe.cli.views.state import prune_view
    from aqe.operations.state import StatePruneRequest

    return face.perform("state.prune", StatePruneRequest(runs, backups), prune_view)
