"""Runs each mutant in a process of its own, for platforms that cannot fork.

The tests that run the mutated statement come first, then all others: nothing is left to chance, and
only mutants that survive cost a whole run of the suite.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.domain.run import FileCoverage, Outcome, RecordedRun
from aqe.execution.launching import Event, Launch, scratch_folder
from aqe.execution.recording import environment_of, launch_request, run_suite
from aqe.execution.requests import MutantLimits, SuiteRequest
from aqe.telemetry import SystemClock

__all__ = ["run_apart"]

_PASSING = (Outcome.PASSED, Outcome.XFAILED, Outcome.XPASSED)
_WAIT_S = 3.0


@dataclass(frozen=True, slots=True)
class _Baseline:
    """The suite without a mutant."""

    usable: tuple[str, ...]
    known_errors: tuple[str, ...]
    lines: Mapping[str, frozenset[int]]
    """Lines of the subject by test; the empty name for imports."""
    duration_s: float

    def tests(self, lines: frozenset[int]) -> tuple[str, ...]:
        """Tests for a mutant on these lines, nearest first; none where nothing runs them."""
        near = [test for test in self.usable if lines & self.lines.get(test, frozenset())]
        if not near and not lines & self.lines.get("", frozenset()):
            return ()
        near.sort(key=lambda test: len(self.lines[test]))
        chosen = frozenset(near)
        return (*near, *(test for test in self.usable if test not in chosen))


def run_apart(
    request: SuiteRequest,
    message: Mapping[str, Any],
    source: Path,
    *,
    limits: MutantLimits,
    jobs: int,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> None:
    """Runs the mutants of the message, each in its own process, and tells the events."""
    measured = dataclasses.replace(request, coverage_of=(source,), contexts=True)
    run = run_suite(measured, run_id="", clock=SystemClock().now, cancelled=cancelled)
    baseline = _baseline(run)
    on_event({"event": "mapped", "tests": [], "usable": baseline.usable})

    def one(mutant: Mapping[str, Any]) -> None:
        if cancelled():
            return
        tests = baseline.tests(frozenset(mutant["lines"]))
        if not tests:
            on_event({"event": "mutant", "id": mutant["id"], "state": "no-coverage"})
        else:
            _run_one(request, message, mutant, tests, baseline, limits, on_event, cancelled)

    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        for _ in pool.map(one, message["mutants"]):
            pass


def _baseline(run: RecordedRun) -> _Baseline:
    file: FileCoverage | None = run.coverage[0] if run.coverage else None
    return _Baseline(
        usable=tuple(each.test for each in run.outcomes if each.outcome in _PASSING),
        known_errors=tuple(each.test for each in run.outcomes if each.outcome is Outcome.ERROR),
        lines={test: frozenset(lines) for test, lines in (file.tests if file else ())},
        duration_s=run.duration_s,
    )


def _run_one(
    request: SuiteRequest,
    message: Mapping[str, Any],
    mutant: Mapping[str, Any],
    tests: tuple[str, ...],
    baseline: _Baseline,
    limits: MutantLimits,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> None:
    told: list[Event] = []
    with scratch_folder() as scratch:
        launch = Launch(
            request.interpreter,
            {
                **launch_request(request, scratch, mode="mutant"),
                **message,
                "mutants": [],
                "mutant": dict(mutant),
                "tests": list(tests),
                "known_errors": list(baseline.known_errors),
            },
            scratch=scratch,
            directory=scratch.work if request.is_generated else request.root,
            environ=environment_of(request, scratch),
        )
        ended = launch.follow(
            told.append,
            timeout_s=limits.margin_s + limits.factor * baseline.duration_s + _WAIT_S,
            cancelled=cancelled,
        )
    answers = [event for event in told if event["event"] == "mutant"]
    if answers:
        on_event(answers[-1])
    elif ended.reason != "cancelled":
        began = [event["began"] for event in told if "began" in event]
        state = "timeout" if ended.reason == "timeout" else "killed"
        detail = "" if state == "timeout" else f"the process ended with {ended.status}"
        event = {"event": "mutant", "id": mutant["id"], "state": state, "detail": detail}
        on_event({**event, "killed_by": began[-1:]})
