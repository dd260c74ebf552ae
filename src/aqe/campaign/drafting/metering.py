"""Counts what workers do, phase by phase, without a say in it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aqe.domain.candidate import Program
from aqe.domain.effort import Phase
from aqe.domain.mutant import Mutant, MutantResult
from aqe.domain.run import CandidateRun
from aqe.execution.workers import Worker
from aqe.generation.ports import Runner

__all__ = ["Meter"]


@dataclass(slots=True)
class Meter:
    """Executions, trials of mutants and seconds of the phases of one campaign."""

    clock: Callable[[], float]
    phases: list[Phase] = field(default_factory=list)
    inputs: Counter[str] = field(default_factory=Counter)
    """Executions that reached a mutant's line and ran on it, by its id."""
    _started: float = field(init=False)
    _executions: int = 0
    _trials: int = 0
    _asked: int = 0
    _workers: list[Worker] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def of(self, worker: Worker) -> Runner:
        """The worker, with everything that it does counted."""
        self._workers.append(worker)
        return _Metered(worker, self)

    def end(self, name: str) -> None:
        """Note what was done since the last phase ended."""
        now = self.clock()
        seconds = round(now - self._started, 3)
        self.phases.append(Phase(name, seconds, self._executions, self._trials))
        self._started, self._executions, self._trials = now, 0, 0

    @property
    def executions(self) -> int:
        """Runs of candidates on the subject so far."""
        return self._executions + sum(each.executions for each in self.phases)

    @property
    def asked(self) -> int:
        """Runs that were asked for so far: of candidates on the subject, and of each on every mutant that it
        was held against. How mutants end, which a clock may decide, has no part in it."""
        return self.executions + self._asked

    @property
    def peak_bytes(self) -> int | None:
        """Largest resident memory of a process that ran candidates, where that is known."""
        return max((each.peak_bytes for each in self._workers), default=0) or None

    def count(self, executions: int) -> None:
        """Add runs on the subject; two workers may tell at once."""
        with self._lock:
            self._executions += executions

    def count_trials(self, results: Sequence[MutantResult], candidates: int) -> None:
        """Add runs on mutants, of some candidates at most on each."""
        self._asked += len(results) * candidates
        for each in results:
            self._trials += each.tried
            self.inputs[each.mutant.id] += each.tried


class _Metered:
    """A runner that tells a meter what it does."""

    def __init__(self, runner: Runner, meter: Meter) -> None:
        self._runner = runner
        self._meter = meter

    def run(
        self,
        programs: Sequence[Program],
        *,
        known: frozenset[int] = frozenset(),
        observe: bool = False,
        compare: bool = True,
        backwards: bool = False,
    ) -> list[CandidateRun]:
        """One result per program, in order."""
        self._meter.count(len(programs))
        return self._runner.run(
            programs, known=known, observe=observe, compare=compare, backwards=backwards
        )

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
        first: Mapping[str, int] | None = None,
    ) -> list[MutantResult]:
        """What the programs' observations make of each mutant."""
        results = self._runner.run_mutants(
            mutants, programs, stop_at_first=stop_at_first, timeout_s=timeout_s, first=first
        )
        self._meter.count_trials(results, len(programs))
        return results
