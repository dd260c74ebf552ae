"""Public calls that reach what only direct calls of private code were seen to reach.

Each proposal is run. The one that comes to most of what the direct call reached is stripped of the arguments
that make no difference to that, so that a reader sees which of them matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from aqe.domain.run import CandidateRun
from aqe.generation.archive import Entry, cost_of
from aqe.generation.choosing.replacing import ENDS
from aqe.generation.choosing.seen_again import seen_again
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario

__all__ = ["optional", "public_calls", "public_entries", "without"]

_MOST = 40
"""Direct calls for which public ones are looked for."""
_TOGETHER = 2
"""Direct calls that are worked on at once, between which time is looked at."""
_ROUNDS = 3
"""How often arguments are left out."""


@dataclass(slots=True)
class _Route:
    """A public call with what it has to reach."""

    scenario: Scenario
    run: CandidateRun
    goals: frozenset[int]
    shown: object = None
    """What a shorter one has to show, too; None where only goals count."""
    is_short: bool = False
    stuck: set[str] = field(default_factory=set)
    """Parameters without which it does something else."""


def public_entries(
    search: Search,
    entries: Sequence[Entry],
    *,
    observe: Callable[[Sequence[Scenario]], list[CandidateRun | None]],
    is_over: Callable[[], bool] = lambda: False,
) -> list[Entry]:
    """Entries of public calls for the goals that only private entries reach.

    Args:
        search: the finished search: its runner executes.
        entries: what the search has met, each with all that it reaches.
        observe: what scenarios show in any process, or None where they show nothing stable.
        is_over: whether time is up.
    """
    exploration = search.exploration
    wanted = set(search.archive.goals) - set(search.archive.loaded.reached_by_import)
    private: list[tuple[Scenario, CandidateRun]] = []
    for each in sorted(entries, key=lambda each: (each.cost, each.number)):
        if exploration.is_private(each.scenario):
            private.append((each.scenario, each.run))
        else:
            wanted -= each.run.goals
    found = public_calls(search, private, wanted, is_over=is_over)
    scenarios = [each for each in found if each not in {entry.scenario for entry in entries}]
    if not scenarios or is_over():
        return []
    made = []
    for scenario, run in zip(scenarios, observe(scenarios), strict=True):
        if run is not None and not run.lasting and run.outcome in ENDS:
            search.archive.entries += 1
            cost = cost_of(scenario, run.outcome, is_private=False)
            entry = Entry(scenario, run, cost, search.archive.entries)
            made.append(seen_again(entry, run))
    return made


def public_calls(
    search: Search,
    private: Iterable[tuple[Scenario, CandidateRun]],
    wanted: set[int],
    *,
    to_show: bool = False,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Scenario]:
    """Public calls that come to the same code as direct ones, each with as few arguments as that takes.

    Args:
        search: the finished search: its runner executes.
        private: direct calls of private code, with what they showed.
        wanted: goals that matter; what a public call reaches of them needs no further one.
        to_show: whether a public call for a direct one that reaches nothing wanted is looked for as well:
            it has to reach the same and, without arguments that make no difference, to show the same.
        is_over: whether time is up.
    """
    callers = search.public_callers
    work = _Work(search, wanted, to_show, is_over)
    waiting = [
        (scenario, run, routes)
        for scenario, run in private
        if (to_show or run.goals & wanted) and (routes := callers.of(scenario))
    ][:_MOST]
    found: list[Scenario] = []
    for start in range(0, len(waiting), _TOGETHER):
        if is_over() or search.budget.is_cancelled():
            break
        found += work.stripped(work.chosen(waiting[start : start + _TOGETHER]))
    return list(dict.fromkeys(found))


@dataclass(slots=True)
class _Work:
    search: Search
    wanted: set[int]
    to_show: bool
    is_over: Callable[[], bool]

    def _observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun]:
        exploration = self.search.exploration
        programs = [exploration.program(each) for each in scenarios]
        return exploration.runner.run(programs, observe=True, compare=False) if programs else []

    def chosen(
        self, waiting: Sequence[tuple[Scenario, CandidateRun, list[Scenario]]]
    ) -> list[_Route]:
        """For each direct call the public one that reaches most of what it reached."""
        waiting = [each for each in waiting if self.to_show or each[1].goals & self.wanted]
        runs = iter(self._observed([each for _, _, routes in waiting for each in routes]))
        found: list[_Route] = []
        for private, direct, routes in waiting:
            best, best_key = None, (0, False)
            for scenario, run in zip(routes, [next(runs) for _ in routes], strict=True):
                goals = run.goals & direct.goals & self._aims()
                key = (len(goals), _shown(run)[0] == _shown(direct)[0])
                if run.outcome in ENDS and goals and key > best_key:
                    shown = _shown(run) if self.to_show else None
                    best, best_key = _Route(scenario, run, goals, shown), key
            if best is not None:
                self.wanted -= best.goals
                self.search.public_callers.note(private, best.scenario)
                found.append(best)
        return found

    def _aims(self) -> set[int]:
        """What a public call is wanted for: open goals, or else all that the direct one reached."""
        if not self.to_show:
            return self.wanted
        return set(self.search.archive.goals) - self.search.archive.loaded.reached_by_import

    def stripped(self, routes: list[_Route]) -> list[Scenario]:
        """The calls without the optional arguments that make no difference."""
        for _ in range(_ROUNDS):
            active = [each for each in routes if not each.is_short]
            if not active or self.is_over():
                break
            self._strip(active)
        return [each.scenario for each in routes]

    def _strip(self, routes: Sequence[_Route]) -> None:
        """Leave out each argument alone, then all together that can go alone; if that fails, one."""
        proposals = [
            (route, name, without(route.scenario, {name}))
            for route in routes
            for name in optional(route.scenario)
            if name not in route.stuck
        ]
        runs = self._observed([each for _, _, each in proposals])
        free: dict[int, list[str]] = {}
        for (route, name, _), run in zip(proposals, runs, strict=True):
            if _does_it(route, run):
                free.setdefault(id(route), []).append(name)
            else:
                route.stuck.add(name)
        several = [each for each in routes if free.get(id(each))]
        bare = [without(each.scenario, set(free[id(each)])) for each in several]
        for route, shorter, run in zip(several, bare, self._observed(bare), strict=True):
            if _does_it(route, run):
                route.scenario, route.run, route.is_short = shorter, run, True
            else:
                route.scenario = without(route.scenario, set(free[id(route)][:1]))
        for route in routes:
            route.is_short = route.is_short or id(route) not in free


def _does_it(route: _Route, run: CandidateRun) -> bool:
    """Whether a shorter call does what a route is for."""
    if not route.goals <= run.goals or _shown(run)[0] != _shown(route.run)[0]:
        return False
    return route.shown is None or _shown(run) == route.shown


def _shown(run: CandidateRun) -> tuple[object, object]:
    """How a run ended, and what it returned."""
    failure = run.failure
    end = (run.outcome, failure and (failure.type, failure.line))
    last = run.observations[-1].value if run.observations else None
    return end, last


def optional(scenario: Scenario) -> list[str]:
    """Names of the arguments that the act can do without."""
    return [each.parameter.name for each in scenario.act.arguments if not each.is_required]


def without(scenario: Scenario, names: set[str]) -> Scenario:
    """The scenario whose act has none of some optional arguments."""
    act = scenario.act
    for index in reversed(range(len(act.arguments))):
        argument = act.arguments[index]
        if argument.parameter.name in names and not argument.is_required:
            act = act.without_argument(index)
    return scenario.with_step(len(scenario.steps) - 1, act)
