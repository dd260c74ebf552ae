"""When a scenario is moved into a running event loop."""

from __future__ import annotations

import pytest

from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.generation.exploring.loops import has_loop, in_loop, needs_loop
from aqe.generation.scenario import Scenario


def _raised(message: str) -> CandidateRun:
    failure = Failure("builtins:RuntimeError", message, None, "", ())
    return CandidateRun(0, CandidateOutcome.RAISED, 0, failure)


@pytest.mark.parametrize(
    "message",
    ["no running event loop", "There is no current event loop in thread 'MainThread'."],
)
def test_a_failure_for_want_of_a_loop_says_so(message: str) -> None:
    assert needs_loop(_raised(message))


def test_a_loop_that_nobody_runs_says_so_too() -> None:
    run = CandidateRun(0, CandidateOutcome.COMPLETED, unstable=("event-loop",))
    assert needs_loop(run)


def test_nothing_else_does() -> None:
    assert not needs_loop(_raised("this event loop is already running"))
    assert not needs_loop(CandidateRun(0, CandidateOutcome.COMPLETED, unstable=("clock",)))


def test_a_scenario_is_moved_once() -> None:
    scenario = Scenario(())
    assert not has_loop(scenario)
    assert has_loop(in_loop(scenario))
