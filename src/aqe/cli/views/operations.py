"""The view of each operation that others may call, by the operation's name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from aqe.cli.face import Face
from aqe.cli.page import Page

__all__ = ["view_of"]

_VIEWS = {
    "test.generate": "generate:view",
    "test.run": "run:view",
    "coverage.report": "coverage:report_view",
    "coverage.gaps": "coverage:gaps_view",
    "mutate": "mutate:view",
    "flaky": "flaky:view",
    "gate": "gate:view",
    "report": "report:view",
}


def view_of(operation: str) -> Callable[[Any, Face], Page]:
    """What makes the page of an operation's result; for others the result as JSON."""
    place = _VIEWS.get(operation)
    if place is None:
        return _as_json
    module, _, function = place.partition(":")
    found: Callable[[Any, Face], Page] = getattr(import_module(f"aqe.cli.views.{module}"), function)
    return found


def _as_json(result: Any, face: Face) -> Page:
    import json
    from pathlib import Path

    from aqe.cli.page import Raw
    from aqe.operations.serialise import to_json

    return (Raw(json.dumps(to_json(result, Path.cwd()), indent=2)),)
