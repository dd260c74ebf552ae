"""Public calls that tell the mutants which only looks at data, or direct calls of private code, tell.

A row of a table shows in what the function that looks it up makes of its key, and a pattern in what becomes
of a text that it matches. So public calls that come by such data, or by the code that a private call is there
for, are given what stands beside the mutant, and what the private call was given. Whether any of them tells
it, only running it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from aqe.domain.mutant import Mutant
from aqe.domain.turns import in_turn
from aqe.generation.archive import Entry, cost_of
from aqe.generation.choosing.nearby import Nearby
from aqe.generation.choosing.planting import hosts, planted
from aqe.generation.choosing.replacing import ENDS, TRIAL_S
from aqe.generation.declarations.forms import looked_at
from aqe.generation.exploring.search import Search
from aqe.generation.ports import Constant, ConstantFinder
from aqe.generation.scenario import Scenario, literals

__all__ = ["planted_tellers"]

_MOST = 24
"""Scenarios for which public calls are looked for."""
_MUTANTS = 12
"""Of one scenario that public calls are to tell."""
_HOSTS = 6
"""Public calls that values are put into for one mutant: some of each callable."""
_OF_EACH = 3
_VALUES = 16
"""Copies of one public call for one mutant."""
_TRIED = 96
"""Copies that are tried for all mutants of one scenario."""


def planted_tellers(
    search: Search,
    wanted: Mapping[Scenario, Sequence[Mutant]],
    entries: Sequence[Entry],
    constants: ConstantFinder,
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Scenario]:
    """Public calls that tell mutants of scenarios that nobody would write.

    Args:
        search: the finished search: its runner executes.
        wanted: looks at data and direct calls of private code with the mutants that nothing else tells.
        entries: public calls, cheapest first, each with all that it reaches.
        constants: finds what stands beside a mutant.
        is_over: whether time is up.
    """
    nearby = Nearby(hosts(entries), search.archive.goals, search.subject.source)
    work = _Work(search, nearby, constants)
    found: dict[Scenario, None] = {}
    told: set[str] = set()
    for scenario in islice(_in_turn(wanted), _MOST):
        if is_over() or search.budget.is_cancelled():
            break
        open_ = [each for each in wanted[scenario] if each.id not in told][:_MUTANTS]
        for public, killed in work.tellers(scenario, open_).items():
            told.update(killed)
            found.setdefault(public)
    return list(found)


def _in_turn(scenarios: Iterable[Scenario]) -> Iterator[Scenario]:
    """One of each table or callable, then the next of each: a long table leaves time for others."""
    groups: dict[str, list[Scenario]] = {}
    for each in scenarios:
        groups.setdefault(looked_at(each) or each.subject, []).append(each)
    return in_turn(groups.values())


@dataclass(slots=True)
class _Work:
    search: Search
    nearby: Nearby
    constants: ConstantFinder

    def tellers(self, scenario: Scenario, mutants: Sequence[Mutant]) -> dict[Scenario, list[str]]:
        """The cheapest public calls that tell one of the mutants, with the ids of all those."""
        given = tuple(_given(scenario))
        proposed = in_turn([self._copies(each, given) for each in mutants])
        copies = list(dict.fromkeys(islice(proposed, _TRIED)))
        exploration = self.search.exploration
        programs = [exploration.program(each) for each in copies]
        if not programs:
            return {}
        runs = exploration.runner.run(programs)
        usable = sorted(
            (
                (cost_of(each, run.outcome, is_private=False), place)
                for place, (each, run) in enumerate(zip(copies, runs, strict=True))
                if run.outcome in ENDS and not run.lasting
            )
        )
        if not usable:
            return {}
        by_number = {str(programs[place].candidate): copies[place] for _, place in usable}
        found: dict[Scenario, list[str]] = {}
        for result in exploration.runner.run_mutants(
            mutants,
            [programs[place] for _, place in usable],
            stop_at_first=True,
            timeout_s=TRIAL_S,
        ):
            if result.state.is_detected and result.killed_by:
                found.setdefault(by_number[result.killed_by[0]], []).append(result.mutant.id)
        return found

    def _copies(self, mutant: Mutant, given: Sequence[Constant]) -> list[Scenario]:
        """Public calls near a mutant with what stands beside it, or what a private call was given."""
        is_private = self.search.exploration.is_private
        values = [*given, *self.constants.beside(mutant)]
        found = []
        for host in self._hosts(mutant):
            made = (self.search.seeder.complete(each) for each in planted(host.scenario, values))
            found.append([each for each in islice(made, _VALUES) if not is_private(each)])
        return list(in_turn(found))

    def _hosts(self, mutant: Mutant) -> list[Entry]:
        of_each: dict[str, list[Entry]] = {}
        for each in self.nearby.of(mutant, self.constants.filled_by(mutant.qualname)):
            of_each.setdefault(each.scenario.subject, []).append(each)
        return list(islice(in_turn([each[:_OF_EACH] for each in of_each.values()]), _HOSTS))


def _given(scenario: Scenario) -> Iterator[Constant]:
    """Plain values that a call was given."""
    for argument in scenario.act.arguments:
        for _, part in literals(argument.recipe):
            value = part.value
            if isinstance(value, str | bytes | int | float) and not isinstance(value, bool):
                yield value
