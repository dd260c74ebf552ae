"""Outcomes of a recorded run, counted."""

from __future__ import annotations

from collections import Counter

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import Outcome, RecordedRun

__all__ = ["BROKEN", "outcome_measures"]

BROKEN = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT})
"""Outcomes that break a build."""


def outcome_measures(run: RecordedRun) -> tuple[Measure, ...]:
    """Numbers of tests by outcome, and the share that passed of those that were run.

    A test that fails as expected has passed; a skipped one was not run.
    """
    counts = Counter(each.outcome for each in run.outcomes)
    broken = sum(counts[outcome] for outcome in BROKEN)
    skipped = counts[Outcome.SKIPPED]
    total = len(run.outcomes)
    passed = total - broken - skipped
    found = [
        _count("tests_total", total, run.id),
        _count("tests_passed", passed, run.id),
        _count("tests_failed", broken, run.id),
        _count("tests_skipped", skipped, run.id),
    ]
    if total - skipped:
        detail = f"{passed} of {total - skipped} tests that were run"
        rate = passed / (total - skipped)
        found.append(Measure("pass_rate", rate, "ratio", Basis.MEASURED, (run.id,), detail))
    else:
        found.append(Measure.unavailable("pass_rate", "ratio", "no test was run", (run.id,)))
    return tuple(found)


def _count(name: str, number: int, run: str) -> Measure:
    return Measure(name, float(number), "count", Basis.MEASURED, (run,))
