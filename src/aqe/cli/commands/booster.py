"""``aqe booster``: status, expand, apply, patterns, transform."""

from __future__ import annotations

import click

from aqe.cli.lazy import CommandPlace, LazyGroup

__all__ = ["booster"]

_PLACES = {
    "status": CommandPlace("engines:status", "Show which engine does the work, and why."),
    "expand": CommandPlace(
        "templates:expand",
        "Expand a template with data: to text, to one file, or to a file for each record.",
    ),
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
      aqe booster expand test_cart.py.tmpl --data cases.json
      aqe booster apply tests --dry-run
      aqe booster transform unittest-to-pytest tests --dry-run
      aqe booster status
    """
