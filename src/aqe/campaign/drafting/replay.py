"""Replays in two processes: what they agree on is what a test may assert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from aqe.domain.candidate import Program
from aqe.domain.run import CandidateRun
from aqe.generation.observing.stability import agreed
from aqe.generation.ports import Runner
from aqe.generation.scenario import Scenario

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
            found = [agreed(one, other) for one, other in zip(ones, others, strict=True)]
            return self._in_any_order(programs, found, clocks_differ=False)
        with ThreadPoolExecutor(max_workers=1) as pool:
            reverse = pool.submit(self._second.run, programs[::-1], observe=True, compare=False)
            ones = self._first.run(programs, observe=True, compare=False)
            others = reverse.result()[::-1]
        found = [
            agreed(one, other, clocks_differ=True) for one, other in zip(ones, others, strict=True)
        ]
        return self._in_any_order(programs, found, clocks_differ=True)

    def _in_any_order(
        self,
        programs: Sequence[Program],
        found: list[CandidateRun | None],
        *,
        clocks_differ: bool,
    ) -> list[CandidateRun | None]:
        """What holds in the other order, too, where the subject went through sets.

        Two processes have the same order of a set of two elements by chance in every other case.
        """
        places = [place for place, run in enumerate(found) if run is not None and run.met_sets]
        if not places:
            return found
        self.executions += len(places)
        chosen = [programs[place] for place in places]
        turned = self._second.run(chosen, observe=True, compare=False, backwards=True)
        result = list(found)
        for place, other in zip(places, turned, strict=True):
            run = found[place]
            if run is not None:
                result[place] = agreed(run, other, clocks_differ=clocks_differ)
        return result

    def is_stable(self, scenarios: Sequence[Scenario]) -> list[bool]:
        """Which scenarios show the same in both processes and leave the subject as it was."""
        return [each is not None and not each.lasting for each in self.observed(scenarios)]
