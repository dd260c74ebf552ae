"""Flakiness: outcomes of the same tests over many runs of the same code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, log

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import Outcome, RecordedRun
from aqe.evidence.beta import jeffreys_interval

__all__ = [
    "FlakeCause",
    "FlakeVerdict",
    "TestFlakiness",
    "flakiness",
    "flakiness_measures",
    "runs_needed",
]

_MASS = 0.95


class FlakeVerdict(StrEnum):
    """What the runs say about one test."""

    STABLE = "stable"
    """Never differed, and the runs exclude a flip rate as large as the one asked about."""
    FLAKY = "flaky"
    """Differed at least once."""
    INCONCLUSIVE = "inconclusive"
    """Never differed, but in too few runs to tell."""


class FlakeCause(StrEnum):
    """What makes a flaky test differ, as far as further runs showed."""

    ORDER = "order"
    """It differs with the order of the tests."""
    HASH_SEED = "hash-seed"
    """It differs with the hash seed."""
    INTRINSIC = "intrinsic"
    """It differs although order and hash seed are the same."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TestFlakiness:
    """One test over many runs."""

    __test__ = False

    test: str
    runs: int
    """Runs in which it had an outcome."""
    outcomes: tuple[tuple[str, int], ...]
    """(outcome, number of runs), most frequent first."""
    flips: int
    """Runs whose outcome differs from the most frequent one."""
    low: float
    """Lower end of the 95 % credible interval of the flip rate."""
    high: float
    """Upper end: the largest flip rate that these runs do not exclude."""
    verdict: FlakeVerdict
    cause: FlakeCause | None = None
    """None for tests that are not flaky."""
    message: str = ""
    """What a differing run showed."""

    @property
    def rate(self) -> float:
        """Share of runs whose outcome differs from the most frequent one."""
        return self.flips / self.runs

    @property
    def explanation(self) -> str:
        """The verdict with what it rests on."""
        if self.verdict is FlakeVerdict.FLAKY:
            return (
                f"flaky: {self.flips} of {self.runs} runs differ; flip rate {self.rate:.1%}, "
                f"95 % credible interval {self.low:.1%} to {self.high:.1%}"
            )
        text = f"{self.runs} runs agree; they cannot exclude a flip rate of up to {self.high:.1%}"
        return f"{self.verdict}: {text}"


def runs_needed(rate: float, confidence: float = 0.95) -> int:
    """Runs after which a test that flips at `rate` has flipped at least once, so confidently.

    The probability that it shows in n runs is 1 - (1 - rate)^n.
    """
    if not 0.0 < rate < 1.0:
        raise ValueError(f"flip rate {rate!r} is not between 0 and 1")
    return ceil(log(1.0 - confidence) / log(1.0 - rate))


def flakiness(runs: Sequence[RecordedRun], *, rate: float = 0.1) -> tuple[TestFlakiness, ...]:
    """Folds runs of the same code into one judgement per test.

    Args:
        runs: Runs of the same suite; the first decides the order of the tests.
        rate: Flip rate that the runs have to exclude for a test to count as stable.
    """
    outcomes: dict[str, list[Outcome]] = {}
    messages: dict[tuple[str, Outcome], str] = {}
    for run in runs:
        for each in run.outcomes:
            outcomes.setdefault(each.test, []).append(each.outcome)
            messages.setdefault((each.test, each.outcome), each.message)
    return tuple(_judged(test, found, messages, rate) for test, found in outcomes.items())


def _judged(
    test: str, found: list[Outcome], messages: dict[tuple[str, Outcome], str], rate: float
) -> TestFlakiness:
    counts = Counter(found).most_common()
    flips = len(found) - counts[0][1]
    low, high = jeffreys_interval(flips, len(found), _MASS)
    if flips:
        verdict = FlakeVerdict.FLAKY
    else:
        verdict = FlakeVerdict.STABLE if high <= rate else FlakeVerdict.INCONCLUSIVE
    shown = [messages[test, outcome] for outcome, _ in counts if messages[test, outcome]]
    return TestFlakiness(
        test,
        len(found),
        tuple((str(outcome), number) for outcome, number in counts),
        flips,
        low,
        high,
        verdict,
        FlakeCause.UNKNOWN if flips else None,
        shown[-1] if flips and shown else "",
    )


def flakiness_measures(
    tests: Sequence[TestFlakiness], runs: Sequence[RecordedRun]
) -> tuple[Measure, ...]:
    """Number and share of flaky tests; not known while none was found in too few runs to tell."""
    verdicts = Counter(each.verdict for each in tests)
    flaky, unsure = verdicts[FlakeVerdict.FLAKY], verdicts[FlakeVerdict.INCONCLUSIVE]
    ids = tuple(run.id for run in runs)
    if not flaky and (unsure or not tests):
        why = f"{len(runs)} runs are too few to tell for {unsure} of {len(tests)} tests"
        why = why if tests else "no test was run"
        return (
            Measure.unavailable("tests_flaky", "count", why, ids),
            Measure.unavailable("flaky_rate", "ratio", why, ids),
        )
    detail = f"{flaky} of {len(tests)} tests in {len(runs)} runs"
    return (
        Measure("tests_flaky", float(flaky), "count", Basis.MEASURED, ids, detail),
        Measure("flaky_rate", flaky / len(tests), "ratio", Basis.DERIVED, ids, detail),
    )
