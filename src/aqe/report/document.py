"""What a report is about: one run and the evidence that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aqe.domain.effort import Effort
from aqe.domain.explanation import ModuleExplanation
from aqe.domain.finding import Finding
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.run import Outcome, RecordedRun, TestOutcome
from aqe.domain.verdict import GateResult

__all__ = ["FAILED_OUTCOMES", "FlakyTest", "MutatedFile", "RunReport"]

FAILED_OUTCOMES = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT})
"""Outcomes that make a suite red."""


@dataclass(frozen=True, slots=True)
class MutatedFile:
    """The mutants of one file."""

    path: str
    """Relative to the project root where it lies inside."""
    run: str
    """Run that the states come from."""
    results: tuple[MutantResult, ...]
    source: str | None = None
    """Text that the mutants' offsets refer to; None when it changed since."""


@dataclass(frozen=True, slots=True)
class FlakyTest:
    """How steady one test was over several runs."""

    test: str
    runs: int
    flips: int
    """Runs whose outcome differs from the most frequent one."""
    rate: float
    low: float
    high: float
    """Ends of the credible interval of the rate."""
    verdict: str
    cause: str | None = None
    """What makes it differ; None where nobody looked."""
    cause_reruns: int = 0
    """Reruns that the cause rests on."""
    cause_reason: str = ""
    """What these reruns showed."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run and what is known beside it."""

    run: RecordedRun
    measures: tuple[Measure, ...] = ()
    mutated: tuple[MutatedFile, ...] = ()
    flaky: tuple[FlakyTest, ...] = ()
    gate: GateResult | None = None
    behaviour: tuple[Finding, ...] = ()
    """What searches found wrong with the subjects as they are now."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Text of the files in the run's coverage, as they are now."""
    stale: frozenset[str] = frozenset()
    """Files that changed after the run."""
    version: str = ""
    """Of `aqe`."""
    effort: Effort | None = None
    """For a generating run: what its search spent and where it stopped."""
    left_open: ModuleExplanation | None = None
    """For a generating run: what it did not reach, and why."""

    def counts(self) -> dict[Outcome, int]:
        """Number of tests per outcome, in the order of the outcomes."""
        return {
            outcome: sum(each.outcome is outcome for each in self.run.outcomes)
            for outcome in Outcome
        }

    def failed(self) -> tuple[TestOutcome, ...]:
        """Tests that make the suite red."""
        return tuple(each for each in self.run.outcomes if each.outcome in FAILED_OUTCOMES)

    def slowest(self, count: int) -> tuple[TestOutcome, ...]:
        """The slowest tests, slowest first."""
        return tuple(sorted(self.run.outcomes, key=lambda each: -each.duration_s)[:count])

    def mutants(self) -> tuple[MutantResult, ...]:
        """All mutants of all files."""
        return tuple(result for each in self.mutated for result in each.results)
