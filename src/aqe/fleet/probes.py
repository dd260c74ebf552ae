"""Probes: whether what an agent works with is there. They look and change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aqe.errors import AqeError

__all__ = ["Probe", "probe_interpreter", "probe_runs"]

Probe = Callable[[], str | None]
"""Returns None when all is there, else what is missing and how to get it."""


def probe_interpreter(find: Callable[[], Any]) -> Probe:
    """Whether an interpreter of the project can run pytest with coverage.

    Args:
        find: Finds the interpreter or raises an `AqeError`; its result tells `has_pytest` and
            `has_coverage`, and in `lent` what `aqe` lends to it.
    """

    def probe() -> str | None:
        try:
            interpreter = find()
        except AqeError as error:
            return f"{error.message}. {error.hint}" if error.hint else error.message
        missing = [
            name
            for name, is_there in (
                ("pytest", interpreter.has_pytest),
                ("coverage", interpreter.has_coverage),
            )
            if not is_there
        ]
        if missing and not interpreter.lent:
            names = " ".join(missing)
            return f"{interpreter.path} has no {' and no '.join(missing)}: pip install {names}"
        return None

    return probe


def probe_runs(store: Callable[[], Any]) -> Probe:
    """Whether the project's state holds a recorded run."""

    def probe() -> str | None:
        if store().last_run() is None:
            return "No run is recorded yet: `aqe test run` records one."
        return None

    return probe
