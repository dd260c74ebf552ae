"""How long a recorded run and its tests took."""

from __future__ import annotations

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import RecordedRun, TestOutcome

__all__ = ["slowest", "timing_measures"]


def timing_measures(run: RecordedRun) -> tuple[Measure, ...]:
    """Wall time of the whole run and of its slowest test."""
    whole = Measure("suite_duration", run.duration_s, "s", Basis.MEASURED, (run.id,))
    worst = slowest(run, 1)
    if not worst:
        return (whole, Measure.unavailable("slowest_test", "s", "no test was run", (run.id,)))
    test = worst[0]
    return (
        whole,
        Measure("slowest_test", test.duration_s, "s", Basis.MEASURED, (run.id,), test.test),
    )


def slowest(run: RecordedRun, count: int) -> tuple[TestOutcome, ...]:
    """The tests that took longest, longest first."""
    ranked = sorted(run.outcomes, key=lambda each: (-each.duration_s, each.test))
    return tuple(ranked[:count])
