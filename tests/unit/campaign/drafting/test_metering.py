"""Counts of what workers do, by phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aqe.campaign.drafting.metering import Meter
from aqe.domain.candidate import Program
from aqe.domain.effort import Phase
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import CandidateOutcome, CandidateRun

PROGRAM = Program(1, (), (), ())
MUTANT = Mutant("m", "boundary", "act", 3, 0, 1, ">", ">=")


@dataclass
class FakeWorker:
    peak_bytes: int = 0

    def run(self, programs: Sequence[Program], **options: object) -> list[CandidateRun]:
        return [CandidateRun(each.candidate, CandidateOutcome.COMPLETED) for each in programs]

    def run_mutants(
        self, mutants: Sequence[Mutant], programs: Sequence[Program], **options: object
    ) -> list[MutantResult]:
        return [MutantResult(each, MutantState.SURVIVED, tried=len(programs)) for each in mutants]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_executions_trials_and_seconds_of_each_phase() -> None:
    clock = Clock()
    meter = Meter(clock)
    worker = meter.of(FakeWorker())  # type: ignore[arg-type]
    clock.now = 2.0
    assert len(worker.run([PROGRAM] * 10)) == 10
    meter.end("search")
    clock.now = 2.5
    worker.run([PROGRAM])
    worker.run_mutants([MUTANT], [PROGRAM] * 4)
    meter.end("mutants")

    assert meter.phases == [Phase("search", 2.0, 10, 0), Phase("mutants", 0.5, 1, 4)]
    assert [each.executions_per_s for each in meter.phases] == [5.0, 10.0]
    assert meter.executions == 11
    assert meter.asked == 15
    assert meter.inputs == {"m": 4}


def test_phases_without_executions_have_no_rate() -> None:
    assert Phase("import", 2.0).executions_per_s is None
    assert Phase("search", 0.0, 5).executions_per_s is None


def test_the_largest_process_counts_and_unknown_is_none() -> None:
    meter = Meter(Clock())
    assert meter.peak_bytes is None
    meter.of(FakeWorker(10))  # type: ignore[arg-type]
    meter.of(FakeWorker(30))  # type: ignore[arg-type]
    assert meter.peak_bytes == 30
