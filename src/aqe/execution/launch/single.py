"""Runs one mutant in this process, for platforms that cannot fork."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from .events import EventLog
from .imported import MutantSession
from .session import side_effect_arguments
from .substitution import Substitution
from .swapping import Unit


def run_single(request: dict[str, Any], log: EventLog) -> int:
    """Imports the mutated module, runs its tests and tells what became of the mutant."""
    mutant = request["mutant"]
    event = {"event": "mutant", "id": mutant["id"]}
    begun = time.monotonic()
    sys.path[:0] = request["search_path"]
    arguments = [*side_effect_arguments(request), *request["arguments"]]
    unit = Unit(request["source"], request["source_path"])
    try:
        code = unit.compile_all(mutant["start"], mutant["end"], mutant["replacement"])
    except (SyntaxError, ValueError) as error:
        detail = "%s: %s" % (type(error).__name__, error)
        log.write({**event, "state": "error", "detail": detail})
        return 0
    substitution = Substitution(request["source_path"], lambda: code)
    substitution.install()

    def tell(message: Any) -> None:
        log.write({"event": "told", **message})

    session = MutantSession(request["tests"], request["known_errors"], tell)
    pytest.main(arguments, [session])
    if substitution.failure:
        event.update(state="error", detail=substitution.failure)
    elif not substitution.was_loaded:
        event.update(state="error", detail="the suite does not import the file")
    else:
        state = "killed" if session.failed else "survived"
        event.update(state=state, killed_by=session.failed)
    log.write({**event, "duration_s": time.monotonic() - begun})
    return 0
