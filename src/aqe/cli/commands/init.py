"""``aqe init``."""

from __future__ import annotations

from typing import Any

import click

from aqe.cli.face import Face, face_options

__all__ = ["init"]


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--pyproject",
    is_flag=True,
    help="Also add a [tool.aqe] table to pyproject.toml, to share settings with the team.",
)
@click.option(
    "--restore-from-backup", is_flag=True, help="Undo: bring back what the files held before."
)
@click.option("--backup", metavar="NAME", help="The backup to bring back.  [default: the newest]")
@face_options
def init(face: Face, **options: Any) -> int:
    """Set a project up without overwriting anything.

    Finds the layout, the interpreter and the tests; makes the configuration and keeps the state out of
    version control. Files are merged into, never overwritten; what is touched is backed up first,
    and the changes are printed as a diff.

    \b
    Examples:
      aqe init
      aqe init --dry-run
      aqe init --restore-from-backup
    """
    from aqe.cli.views.init import view
    from aqe.operations.init import InitRequest

    return face.perform("init", InitRequest(**options), view)
