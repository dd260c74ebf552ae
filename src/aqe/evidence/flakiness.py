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
    "DEFAULT_RATE",
    "CauseFound",
    "FlakeCause",
    "FlakeVerdict",
    "TestFlakiness",
    "cause_of",
    "flakiness",
    "flakiness_measures",
    "runs_needed",
]

DEFAULT_RATE = 0.1
"""Flip rate that must not stay hidden: one run in ten."""
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
    cause_reruns: int = 0
    """Reruns of the test that the cause rests on."""
    cause_reason: str = ""
    """What these reruns showed, in words."""
    example: str = ""
    """Id of a run in which it came out as it rarely does: its report names hash seed and order."""

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


@dataclass(frozen=True, slots=True)
class CauseFound:
    """A cause with the reruns that point to it."""

    cause: FlakeCause
    reruns: int
    reason: str


def cause_of(
    same: Sequence[bool], same_hash_seed: Sequence[bool], same_order: Sequence[bool]
) -> CauseFound:
    """The cause that reruns of a flaky test point to.

    Each argument tells, rerun by rerun, whether the rare outcome came again. Under the very same order and
    hash seed a dependence on either repeats every time. If it does, the one of the two that can be changed
    without losing the outcome is not the cause.

    Args:
        same: Reruns under the same order and hash seed.
        same_hash_seed: Reruns under the same hash seed in another order.
        same_order: Reruns in the same order under another hash seed.
    """
    if not same:
        return CauseFound(FlakeCause.UNKNOWN, 0, "no rerun reached the test")
    again = f"under the same order and hash seed it came again in {_count(same)}"
    if not all(same):
        return CauseFound(FlakeCause.INTRINSIC, len(same), again)
    reason = (
        f"{again}; with the hash seed alone kept in {_count(same_hash_seed)}"
        f"; with the order alone kept in {_count(same_order)}"
    )
    by_hash_seed = bool(same_hash_seed) and all(same_hash_seed)
    by_order = bool(same_order) and all(same_order)
    cause = FlakeCause.UNKNOWN
    if by_hash_seed and not by_order:
        cause = FlakeCause.HASH_SEED
    elif by_order and not by_hash_seed:
        cause = FlakeCause.ORDER
    return CauseFound(cause, len(same) + len(same_hash_seed) + len(same_order), reason)


def _count(reruns: Sequence[bool]) -> str:
    return f"{sum(reruns)} of {len(reruns)} reruns" if reruns else "no rerun that was tried"


def runs_needed(rate: float, confidence: float = 0.95) -> int:
    """Runs after which a test that flips at `rate` has flipped at least once, so confidently.

    The probability that it shows in n runs is 1 - (1 - rate)^n.
    """
    if not 0.0 < rate < 1.0:
        raise ValueError(f"flip rate {rate!r} is not between 0 and 1")
    return ceil(log(1.0 - confidence) / log(1.0 - rate))


def flakiness(
    runs: Sequence[RecordedRun], *, rate: float = DEFAULT_RATE
) -> tuple[TestFlakiness, ...]:
    """Folds runs of the same code into one judgement per test.

    Args:
        runs: Runs of the same suite; the first decides the order of the tests.
        rate: Flip rate that the runs have to exclude for a test to count as stable.
    """
    outcomes: dict[str, list[Outcome]] = {}
    seen: dict[tuple[str, Outcome], tuple[str, str]] = {}
    for run in runs:
        for each in run.outcomes:
            outcomes.setdefault(each.test, []).append(each.outcome)
            seen.setdefault((each.test, each.outcome), (each.message, run.id))
    return tuple(_judged(test, found, seen, rate) for test, found in outcomes.items())


def _judged(
    test: str, found: list[Outcome], seen: dict[tuple[str, Outcome], tuple[str, str]], rate: float
) -> TestFlakiness:
    counts = Counter(found).most_common()
    flips = len(found) - counts[0][1]
    low, high = jeffreys_interval(flips, len(found), _MASS)
    if flips:
        verdict = FlakeVerdict.FLAKY
    else:
        verdict = FlakeVerdict.STABLE if high <= rate else FlakeVerdict.INCONCLUSIVE
    shown = [seen[test, outcome][0] for outcome, _ in counts if seen[test, outcome][0]]
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
        example=seen[test, counts[-1][0]][1] if flips else "",
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
