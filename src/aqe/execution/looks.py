"""A first look at tests that somebody proposed: what surely fails, before pytest is started for them."""

from __future__ import annotations

import enum
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.execution.launching import Event, Launch, scratch_folder
from aqe.execution.recording import environment_of, launch_request
from aqe.execution.requests import SuiteRequest

__all__ = ["LookLimits", "LookOutcome", "Looked", "can_look", "look_at"]

_JOBS = 2


class LookOutcome(enum.StrEnum):
    """What a first look says of a test."""

    PASSED = "passed"
    """It went through; pytest has the last word."""
    FAILED = "failed"
    TIMEOUT = "timeout"
    DIED = "died"
    """It ended its process."""
    UNKNOWN = "unknown"
    """Only pytest can say."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look showed of one test."""

    outcome: LookOutcome
    message: str = ""
    detail: str = ""
    is_collected: bool = False
    """Whether its file was run to the end, so that the test itself was called."""


@dataclass(frozen=True, slots=True)
class LookLimits:
    """What a first look may take."""

    body_s: float
    """For the file of one test, beside what it imports."""
    call_s: float
    """For the test itself."""
    strikes: int
    """Tests that hang or end their process before the rest is left."""
    timeout_s: float
    """For all."""


def can_look() -> bool:
    """Whether this system has what a first look needs: forks and interval timers."""
    return hasattr(os, "fork") and hasattr(signal, "setitimer")


def look_at(
    request: SuiteRequest,
    tests: Sequence[tuple[Path, str]],
    limits: LookLimits,
    *,
    on_look: Callable[[int, Looked], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Mapping[int, Looked]:
    """Run each test once in a fork of a process that has imported the subject, without pytest.

    Args:
        request: The run under pytest that this stands before; walls, environment and subject are its own.
        tests: (file, name) of each test.
        limits: What it may take.
        on_look: Told each test as it was seen.
        cancelled: Asked now and then whether to give up.

    Returns:
        By place, what was seen; a test that is not there was not looked at.

    Raises:
        ExecutionError: The interpreter cannot be started.
    """
    found: dict[int, Looked] = {}

    def hear(event: Event) -> None:
        place, looked = _read(event)
        if looked is None or not 0 <= place < len(tests):
            return
        if place not in found and on_look is not None:
            on_look(place, looked)
        found[place] = looked

    with scratch_folder() as scratch:
        launch = Launch(
            request.interpreter,
            {
                **launch_request(request, scratch, mode="look"),
                "tests": [[str(path), name] for path, name in tests],
                "temporary": str(scratch.temporary),
                "jobs": min(_JOBS, os.cpu_count() or 1),
                "memory_bytes": request.limits.memory_bytes,
                "body_s": limits.body_s,
                "call_s": limits.call_s,
                "strikes": limits.strikes,
            },
            scratch=scratch,
            directory=scratch.work,
            environ=environment_of(request, scratch),
            name="look",
        )
        launch.follow(hear, timeout_s=limits.timeout_s, cancelled=cancelled)
    return found


def _read(event: Event) -> tuple[int, Looked | None]:
    """What was seen of which test; None where an event says nothing of it, or cannot be read."""
    if event["event"] != "looked":
        return -1, None
    try:
        place, outcome = int(event["place"]), LookOutcome(event["outcome"])
        is_collected = event["phase"] == "call"
        looked = Looked(outcome, str(event["message"]), str(event["detail"]), is_collected)
    except (KeyError, TypeError, ValueError):
        return -1, None
    return place, looked
