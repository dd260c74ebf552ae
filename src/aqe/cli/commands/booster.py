"""``aqe booster``: status."""

from __future__ import annotations

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup

__all__ = ["booster", "status"]

_PLACES = {
    "status": CommandPlace("booster:status", "Show which engine does the work, and why."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def booster() -> None:
    """Deterministic work at no model cost.

    \b
    Examples:
      aqe booster status
    """


@click.command()
@face_options
def status(face: Face) -> int:
    """Show which engine does the work, and why.

    There are two, with the same answers: a module of WebAssembly and a reference in Python. The module
    serves where it was measured to be faster; AQE_ENABLE_WASM_BOOSTER=false leaves all to the reference.

    \b
    Examples:
      aqe booster status
      AQE_ENABLE_WASM_BOOSTER=false aqe booster status --json
    """
    from aqe.cli.views.booster import view_status
    from aqe.operations.booster import BoosterStatusRequest

    return face.perform("booster.status", BoosterStatusRequest(), view_status)
