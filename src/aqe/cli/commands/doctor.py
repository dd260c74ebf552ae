"""``aqe doctor``."""

from __future__ import annotations

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import python_option

__all__ = ["doctor"]


@click.command()
@python_option
@face_options
def doctor(face: Face, python: str | None) -> int:
    """Check interpreter, libraries, sandbox and state.

    The exit code is 1 when something does not work; warnings are about things that work less well.

    \b
    Examples:
      aqe doctor
      aqe doctor --python .venv/bin/python --json
    """
    from aqe.cli.views.doctor import view
    from aqe.operations.doctor import DoctorRequest

    return face.perform("doctor", DoctorRequest(python), view)
