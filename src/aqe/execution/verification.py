"""Verifies a suite: two fresh processes at the same time, under different circumstances.

One runs in file order under one hash seed and is measured; the other runs in shuffled order under
another hash seed. A test counts only when both agree that it passes.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aqe.domain.run import Outcome, RecordedRun, TestOutcome
from aqe.execution.recording import run_suite
from aqe.execution.requests import Clock, SuiteRequest

__all__ = ["Rejection", "Verification", "verify_suite"]

_SHUFFLED_HASH_SEED = 1


@dataclass(frozen=True, slots=True)
class Rejection:
    """A test that did not pass everywhere, and why."""

    test: str
    reason: str
    differs: bool
    """Whether the runs disagree about it: it depends on order or hash seed, or is flaky."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Both runs and what they mean for each test."""

    measured: RecordedRun
    """File order, with coverage."""
    shuffled: RecordedRun
    """Shuffled order, another hash seed, no coverage."""
    rejected: tuple[Rejection, ...]

    @property
    def passed(self) -> tuple[str, ...]:
        """Tests that pass in both runs, in file order."""
        out = {rejection.test for rejection in self.rejected}
        return tuple(each.test for each in self.measured.outcomes if each.test not in out)


def verify_suite(
    request: SuiteRequest,
    *,
    run_ids: tuple[str, str],
    clock: Clock,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Runs the suite twice at the same time.

    Args:
        request: The measured run; its hash seed and order are set here.
        run_ids: Ids of the measured and of the shuffled run.
        clock: Tells when the runs started.
        seed: Of the shuffled order.
        cancelled: Asked now and then whether to give up.

    Raises:
        ExecutionError: pytest or coverage is missing, or the interpreter cannot be started.
    """
    measured = dataclasses.replace(request, hash_seed=0, shuffle_seed=None)
    shuffled = dataclasses.replace(
        request,
        hash_seed=_SHUFFLED_HASH_SEED,
        shuffle_seed=seed,
        coverage_of=None,
        contexts=False,
    )
    stop = threading.Event()

    def given_up() -> bool:
        return stop.is_set() or (cancelled is not None and cancelled())

    with ThreadPoolExecutor(max_workers=1) as pool:
        second = pool.submit(
            run_suite, shuffled, run_id=run_ids[1], clock=clock, cancelled=given_up
        )
        try:
            first = run_suite(measured, run_id=run_ids[0], clock=clock, cancelled=given_up)
        except BaseException:
            stop.set()
            raise
        other = second.result()
    return Verification(first, other, _rejections(first, other))


def _rejections(first: RecordedRun, second: RecordedRun) -> tuple[Rejection, ...]:
    one = {each.test: each for each in first.outcomes}
    two = {each.test: each for each in second.outcomes}
    found = (_rejection(test, one.get(test), two.get(test)) for test in dict.fromkeys([*one, *two]))
    return tuple(rejection for rejection in found if rejection is not None)


def _rejection(
    test: str, first: TestOutcome | None, second: TestOutcome | None
) -> Rejection | None:
    fine = [each is not None and each.outcome is Outcome.PASSED for each in (first, second)]
    if all(fine):
        return None
    shown = second if fine[0] else first
    where = "in shuffled order under another hash seed" if fine[0] else "in file order"
    if shown is None:
        return Rejection(test, f"did not run {where}", differs=any(fine))
    text = shown.message.splitlines()[0] if shown.message else ""
    reason = f"{shown.outcome} {where}" + (f": {text}" if text else "")
    return Rejection(test, reason, differs=any(fine))
