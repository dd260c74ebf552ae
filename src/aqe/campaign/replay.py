"""Replays in two processes: what they agree on is what a test may assert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from aqe.domain.candidate import Program
from aqe.domain.run import CandidateRun
from aqe.generation.ports import Runner
from aqe.generation.scenario import Scenario
from aqe.generation.stability import agreed

__all__ = ["Replayer"]


class Replayer:
    """Observes scenarios under two hash seeds, and two clocks that are years apart.

    The second runner's clock has to be shifted. Where the first runner stands in for the second, nothing
    that touched a clock counts as confirmed.
    """

    def __init__(
        self, first: Runner, second: Runner, program: Callable[[Scenario], Program]
    ) -> None:
        self._first = first
        self._second = second
        self._program = program
        self.executions = 0

    def observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun | None]:
        """What both processes show of each scenario, or None where they disagree."""
        return self.observed_programs([self._program(each) for each in scenarios])

    def observed_programs(self, programs: Sequence[Program]) -> list[CandidateRun | None]:
        """The same for programs; the second process sees them in reverse order."""
        if not programs:
            return []
        self.executions += 2 * len(programs)
        if self._first is self._second:
            ones = self._first.run(programs, observe=True, compare=False)
            others = self._first.run(programs[::-1], observe=True, compare=False)[::-1]
            return [agreed(one, other) for one, other in zip(ones, others, strict=True)]
        with ThreadPoolExecutor(max_workers=1) as pool:
            backwards = pool.submit(self._second.run, programs[::-1], observe=True, compare=False)
            ones = self._first.run(programs, observe=True, compare=False)
            others = backwards.result()[::-1]
        return [
            agreed(one, other, clocks_differ=True) for one, other in zip(ones, others, strict=True)
        ]

    def is_stable(self, scenarios: Sequence[Scenario]) -> list[bool]:
        """Which scenarios show the same in both processes and leave the subject as it was."""
        return [each is not None and not each.lasting for each in self.observed(scenarios)]
