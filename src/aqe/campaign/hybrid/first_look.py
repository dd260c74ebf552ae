"""A first look at the tests of an answer: whether it is worth to start pytest for them, and for which."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aqe.execution.looks import Looked, LookLimits, LookOutcome
from aqe.generation.llm.scrubbing import scrubbed

__all__ = [
    "STRIKES",
    "TEST_S",
    "FirstLook",
    "Shown",
    "first_look",
    "look_limits",
    "not_passed",
]

STRIKES = 2
"""Tests of one answer that hang or end the process before the rest of it is given up."""
TEST_S = 1.0
"""What one proposed test may take; candidates of the search get less."""
_LOOK_SHARE = 0.15
"""Of the time that is left for judging, that a first look waits for one test."""
_LEAST_S, _LEAST_UNDER_LOAD_S = 0.1, 0.2
_START_SHARE = 0.25
"""Of what starting pytest takes here, that it waits at least: the busier the machine, the longer."""
_COMPARABLE = 3.0
"""How many times longer than the slowest test of the search it waits in any case."""
_LONGEST_REASON = 300
_LOST = frozenset({LookOutcome.TIMEOUT, LookOutcome.DIED})
_HOPEFUL = frozenset({LookOutcome.PASSED, LookOutcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Shown:
    """What one proposed test showed when it ran."""

    passed: bool
    reason: str = ""
    """Why it did not pass, in short."""
    detail: str = ""
    lines: frozenset[int] = frozenset()
    branches: frozenset[tuple[int, int]] = frozenset()
    kills: frozenset[str] = frozenset()
    tests: int = 1
    """Rows of it that ran."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a first look says of an answer."""

    shown: Mapping[int, Shown] = field(default_factory=dict)
    """Of the tests that are not to be run again, by place."""
    stopped: str = ""
    """Why not all were looked at, or none can be run together; empty where all is well."""


def not_passed(message: str, detail: str, otherwise: str) -> Shown:
    """A test that did not pass, and why."""
    text = scrubbed(message.strip(), sys.maxsize)  # before it is cut
    return Shown(False, text.partition("\n")[0][:_LONGEST_REASON] or otherwise, detail or message)


def look_limits(
    left_s: float | None, start_s: float, slowest_s: float, collect_s: float, tests_s: float
) -> LookLimits:
    """What a first look may take.

    A tight budget waits for no test for long; without a cap on time a test gets what it gets under pytest.

    Args:
        left_s: Seconds that judging may still take; None without a cap.
        start_s: What starting pytest takes here.
        slowest_s: What the slowest test of the search takes.
        collect_s: What collecting may take under pytest.
        tests_s: What all tests may take together.
    """
    if left_s is None:
        return LookLimits(collect_s, TEST_S, STRIKES, collect_s + tests_s)
    least_s = max(_LEAST_S, min(_LEAST_UNDER_LOAD_S, _START_SHARE * start_s))
    each_s = min(TEST_S, max(least_s, _LOOK_SHARE * left_s, _COMPARABLE * slowest_s))
    return LookLimits(each_s, each_s, STRIKES, collect_s + tests_s)


def first_look(
    looked: Mapping[int, Looked], tests: int, limits: LookLimits, over: str
) -> FirstLook:
    """What is to be made of what was seen.

    Where one test may pass, pytest judges all but those that hang or end their process; what fails at first
    sight fails there in its own words. Where none may pass, pytest is not started.

    Args:
        looked: What was seen, by place; empty where nobody could look.
        tests: Tests of the answer.
        limits: Of the look.
        over: Why nothing goes on; empty where it does.
    """
    if not looked:
        return FirstLook()
    strikes = [each for each in looked.values() if each.outcome in _LOST]
    stopped = _why_stopped(strikes, limits)
    left = [place for place in range(tests) if place not in looked]
    if left:
        stopped = stopped or over
    if any(each.outcome in _HOPEFUL for each in looked.values()) or (left and not stopped):
        is_whole = limits.call_s >= TEST_S or len(strikes) >= STRIKES
        lost = {
            place: _shown(each, limits)
            for place, each in looked.items()
            if each.outcome in _LOST
            and (is_whole or not each.is_collected or each.outcome is LookOutcome.DIED)
        }
        return FirstLook(lost)
    shown = {place: _shown(each, limits) for place, each in looked.items()}
    shown.update((place, Shown(False, f"it did not run: {stopped}")) for place in left)
    return FirstLook(shown, stopped)


def _why_stopped(strikes: Sequence[Looked], limits: LookLimits) -> str:
    is_hung = any(each.outcome is LookOutcome.TIMEOUT and not each.is_collected for each in strikes)
    if is_hung:
        return f"collecting its tests took longer than {limits.body_s:.2g} s"
    if len(strikes) >= STRIKES:
        return f"{len(strikes)} of its tests hang or end the process"
    return ""


def _shown(looked: Looked, limits: LookLimits) -> Shown:
    if looked.outcome is LookOutcome.TIMEOUT:
        if not looked.is_collected:
            why = f"collecting its tests took longer than {limits.body_s:.2g} s"
            return Shown(False, f"it did not run: {why}")
        return Shown(False, f"took longer than {limits.call_s:.2g} s")
    return not_passed(looked.message, looked.detail, str(looked.outcome))
