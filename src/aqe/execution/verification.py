"""Verifies a suite: fresh processes at the same time, under different circumstances.

One runs in file order under one hash seed and is measured; the others run in shuffled orders under
other hash seeds. A test counts only when all agree that it passes.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aqe.domain.run import Outcome, RecordedRun, TestOutcome
from aqe.execution.recording import run_suite
from aqe.execution.requests import Clock, SuiteRequest

__all__ = ["RUNS", "Rejection", "Verification", "verify_suite"]

_MEASURED_HASH_SEED = 2
_SHUFFLED_HASH_SEEDS = (3, 4)
"""Other seeds than those of the replays in workers: the order of a set of two texts, which depends on the
seed, is the same under all five with a probability of 1/16."""
RUNS = 1 + len(_SHUFFLED_HASH_SEEDS)
"""How many runs a verification makes."""

_PLAIN = ("--assert=plain",)
"""Rewriting assertions costs more than running them. The measured run has it, as people's runs do."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A test that did not pass everywhere, and why."""

    test: str
    reason: str
    differs: bool
    """Whether the runs disagree about it: it depends on order or hash seed, or is flaky."""


@dataclass(frozen=True, slots=True)
class Verification:
    """All runs and what they mean for each test."""

    measured: RecordedRun
    """File order, with coverage."""
    shuffled: tuple[RecordedRun, ...]
    """Shuffled orders, other hash seeds, no coverage."""
    rejected: tuple[Rejection, ...]

    @property
    def runs(self) -> tuple[RecordedRun, ...]:
        """All runs, the measured one first."""
        return (self.measured, *self.shuffled)

    @property
    def passed(self) -> tuple[str, ...]:
        """Tests that pass in all runs, in file order."""
        out = {rejection.test for rejection in self.rejected}
        return tuple(each.test for each in self.measured.outcomes if each.test not in out)


def verify_suite(
    request: SuiteRequest,
    *,
    run_ids: Sequence[str],
    clock: Clock,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Runs the suite several times at once.

    Args:
        request: The measured run; its hash seed and order are set here.
        run_ids: Ids of the measured and of the shuffled runs, `RUNS` in all.
        clock: Tells when the runs started.
        seed: Of the first shuffled order; the next one is that of the next.
        cancelled: Asked now and then whether to give up.

    Raises:
        ExecutionError: pytest or coverage is missing, or the interpreter cannot be started.
    """
    measured = dataclasses.replace(request, hash_seed=_MEASURED_HASH_SEED, shuffle_seed=None)
    shuffled = [
        dataclasses.replace(
            request,
            hash_seed=hash_seed,
            shuffle_seed=seed + place,
            coverage_of=None,
            contexts=False,
            extra=(*request.extra, *_PLAIN),
        )
        for place, hash_seed in enumerate(_SHUFFLED_HASH_SEEDS)
    ]
    stop = threading.Event()

    def given_up() -> bool:
        return stop.is_set() or (cancelled is not None and cancelled())

    def ran(one: SuiteRequest, run_id: str) -> RecordedRun:
        return run_suite(one, run_id=run_id, clock=clock, cancelled=given_up)

    with ThreadPoolExecutor(max_workers=len(shuffled)) as pool:
        others = [
            pool.submit(ran, one, run_id) for one, run_id in zip(shuffled, run_ids[1:], strict=True)
        ]
        try:
            first = ran(measured, run_ids[0])
        except BaseException:
            stop.set()
            raise
        runs = [first, *(each.result() for each in others)]
    return Verification(first, tuple(runs[1:]), _rejections(runs))


def _rejections(runs: Sequence[RecordedRun]) -> tuple[Rejection, ...]:
    outcomes = [{each.test: each for each in run.outcomes} for run in runs]
    tests = dict.fromkeys(test for each in outcomes for test in each)
    found = (_rejection(test, [each.get(test) for each in outcomes]) for test in tests)
    return tuple(rejection for rejection in found if rejection is not None)


def _rejection(test: str, outcomes: Sequence[TestOutcome | None]) -> Rejection | None:
    fine = [each is not None and each.outcome is Outcome.PASSED for each in outcomes]
    if all(fine):
        return None
    place = fine.index(False)
    shown = outcomes[place]
    where = "in shuffled order under another hash seed" if place else "in file order"
    if shown is None:
        return Rejection(test, f"did not run {where}", differs=any(fine))
    text = shown.message.splitlines()[0] if shown.message else ""
    reason = f"{shown.outcome} {where}" + (f": {text}" if text else "")
    return Rejection(test, reason, differs=any(fine))
