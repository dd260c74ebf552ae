"""Code that asks for the current event loop is called from a coroutine, where there is one.

Without a running loop, such code makes one, warns or fails, by the version of Python and by what ran before
in the process: nothing that it shows then is worth a test.
"""

from __future__ import annotations

import re

from aqe.domain.candidate import TURN_OF_LOOP
from aqe.domain.run import CandidateRun
from aqe.generation.scenario import Scenario

__all__ = ["has_loop", "in_loop", "needs_loop"]

_NO_LOOP = re.compile(r"no (current|running) event loop")


def needs_loop(run: CandidateRun) -> bool:
    """Whether the subject asked for an event loop where none was running."""
    if "event-loop" in run.unstable:
        return True
    return run.failure is not None and _NO_LOOP.search(run.failure.message) is not None


def has_loop(scenario: Scenario) -> bool:
    """Whether the scenario runs in a loop already."""
    return TURN_OF_LOOP in scenario.setup


def in_loop(scenario: Scenario) -> Scenario:
    """The same scenario in a running loop."""
    return scenario.with_setup((TURN_OF_LOOP, *scenario.setup))
