"""``aqe booster``: apply, patterns, transform."""

from __future__ import annotations

import click

from aqe.cli.lazy import CommandPlace, LazyGroup

__all__ = ["booster"]

_PLACES = {
    "apply": CommandPlace("patterns:apply", "Rewrite tests by patterns."),
    "patterns": CommandPlace(
        "patterns:patterns", "List patterns of test code, or show one with its examples."
    ),
    "transform": CommandPlace(
        "patterns:transform", "Carry tests over to another framework or style."
    ),
}


@click.group(cls=LazyGroup, places=_PLACES)
def booster() -> None:
    """Deterministic work at no model cost.

    \b
    Examples:
      aqe booster apply tests --dry-run
      aqe booster patterns --category time
      aqe booster transform unittest-to-pytest tests --dry-run
    """
