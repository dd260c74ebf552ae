"""Public calls that tell the mutants which only direct calls of private code were seen to tell.

A public call that reaches the same code need not tell the same mutants: an argument that makes no difference
to the result may make one to that of a mutant. So mutants are run here, and only such arguments are left out
as it takes neither to reach nor to tell what the direct call was there for. What a private method does to
its object, or what its constructor calls it for, other methods of that object may show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice

from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Literal, Recipe
from aqe.domain.subject import CallableSubject
from aqe.generation.choosing.going_public import optional, without
from aqe.generation.choosing.mapped_calls import mapped_calls
from aqe.generation.choosing.public_routes import methods_beside
from aqe.generation.choosing.replacing import ENDS, TRIAL_S, tell_all
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Argument, Scenario, Step, literals, result_of, walk

__all__ = ["public_tellers"]

_MOST = 24
"""Direct calls for which public ones are looked for."""
_ROUTES = 24
"""Public calls that are tried in the place of one direct call."""
_CALLS = 2
"""Usual calls of one method that are tried on the object of a private one."""
_TEXTS = 3
"""Texts of the object's making that are handed to its methods."""
_MUTANTS = 12
"""Of one direct call that public ones are to tell."""
_ROUNDS = 3
"""How often arguments are left out."""


def public_tellers(
    search: Search,
    private: Mapping[Scenario, Sequence[Mutant]],
    missing: AbstractSet[int],
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Scenario]:
    """Public calls that tell mutants of direct ones, each with as few optional arguments as that takes.

    Args:
        search: the finished search: its runner executes.
        private: direct calls of private code with the mutants that nothing else is known to tell.
        missing: goals that only direct calls reach; a public call that reaches one keeps what that takes.
        is_over: whether time is up.
    """
    work = _Work(search, missing, is_over)
    told: set[str] = set()
    found: list[Scenario] = []
    ordered = sorted(private, key=lambda each: len(private[each]), reverse=True)
    for scenario in ordered[:_MOST]:
        mutants = [each for each in private[scenario] if each.id not in told][:_MUTANTS]
        if is_over() or search.budget.is_cancelled():
            break
        for public, killed in work.tellers(scenario, mutants).items():
            told.update(each.id for each in killed)
            found.append(work.shortened(public, killed))
    return list(dict.fromkeys(found))


@dataclass(slots=True)
class _Work:
    search: Search
    missing: AbstractSet[int]
    is_over: Callable[[], bool]

    def tellers(self, direct: Scenario, mutants: Sequence[Mutant]) -> dict[Scenario, list[Mutant]]:
        """The public calls that are the first to tell one of the mutants, with all those."""
        is_private = self.search.exploration.is_private
        methods = methods_beside(direct, self.search.subject)
        lines = {each.line for each in mutants}
        goals = {each.id for each in self.search.archive.goals.values() if each.line in lines}
        proposed = [
            *self.search.public_callers.of(direct),
            *mapped_calls(self.search, direct, methods, goals),
            *_of_same_object(self.search, direct, methods),
        ]
        routes = [each for each in dict.fromkeys(proposed) if not is_private(each)][:_ROUTES]
        found: dict[Scenario, list[Mutant]] = {}
        if not routes or not mutants:
            return found
        programs = self._programs(routes)
        by_number = {
            str(program.candidate): each for program, each in zip(programs, routes, strict=True)
        }
        for result in self.search.exploration.runner.run_mutants(
            mutants, programs, stop_at_first=True, timeout_s=TRIAL_S
        ):
            if result.state.is_detected and result.killed_by:
                found.setdefault(by_number[result.killed_by[0]], []).append(result.mutant)
        return found

    def shortened(self, scenario: Scenario, mutants: Sequence[Mutant]) -> Scenario:
        """The call without the optional arguments that it takes not to tell, and reach, the same."""
        (goals,) = self._goals([scenario])
        for _ in range(_ROUNDS):
            names = optional(scenario)
            if not names or self.is_over():
                break
            copies = [without(scenario, {each}) for each in names]
            does_it = self._that_do(copies, mutants, goals)
            free = {name for name, one in zip(names, does_it, strict=True) if one}
            if not free:
                break
            bare = without(scenario, free)
            if len(free) == 1 or self._that_do([bare], mutants, goals) == [True]:
                return bare
            scenario = without(scenario, {next(each for each in names if each in free)})
        return scenario

    def _that_do(
        self, scenarios: Sequence[Scenario], mutants: Sequence[Mutant], goals: AbstractSet[int]
    ) -> list[bool]:
        """Which of some calls reach the goals and tell all of the mutants."""
        telling = tell_all(self.search.exploration, mutants, scenarios)
        reached = self._goals(scenarios)
        return [one and goals <= those for one, those in zip(telling, reached, strict=True)]

    def _goals(self, scenarios: Sequence[Scenario]) -> list[frozenset[int]]:
        """What calls reach of the goals that are missing; nothing where they come to no end."""
        runs = self.search.exploration.runner.run(self._programs(scenarios))
        return [
            frozenset(each.goals & self.missing) if each.outcome in ENDS else frozenset()
            for each in runs
        ]

    def _programs(self, scenarios: Sequence[Scenario]) -> list[Program]:
        return [self.search.exploration.program(each) for each in scenarios]


def _of_same_object(
    search: Search, direct: Scenario, methods: Sequence[CallableSubject]
) -> Iterator[Scenario]:
    """Calls of public methods on the object of a direct call."""
    texts = list(dict.fromkeys(_texts(direct.steps)))
    for method in methods:
        seeds = search.seeder.seeds(method, 0, _CALLS)
        for step in islice(_calls(seeds, direct.act, texts), _CALLS + _TEXTS):
            yield search.seeder.complete(direct.with_step(len(direct.steps) - 1, step))


def _calls(seeds: Sequence[Scenario], direct: Step, texts: Sequence[str]) -> Iterator[Step]:
    """Calls of a public method on the object of a direct call: with what that was given, with texts of the
    object's making, and as usual."""
    usual = [
        replace(each.act, receiver=direct.receiver)
        for each in seeds
        if each.act.expression is None and not each.setup and all(map(_is_closed, each.act.recipes))
    ]
    given = {each.parameter.name: each.recipe for each in direct.arguments if not each.keyword}
    for step in usual[:1]:
        arguments = tuple(
            Argument(each.parameter, given.get(each.parameter.name, each.recipe), each.keyword)
            for each in step.arguments
        )
        yield replace(step, arguments=arguments)
        first = next((each.recipe for each in step.arguments), None)
        if isinstance(first, Literal) and isinstance(first.value, str):
            for text in texts[:_TEXTS]:
                yield step.with_argument(0, Literal(text))
    yield from usual


def _texts(steps: Sequence[Step]) -> Iterator[str]:
    """Texts that the object was made with, and what each begins with: a doubled sign stands for one."""
    for step in steps[:-1]:
        for argument in step.arguments:
            for _, part in literals(argument.recipe):
                if isinstance(part.value, str) and part.value:
                    yield part.value
                    yield part.value[: (len(part.value) + 1) // 2]


def _is_closed(recipe: Recipe) -> bool:
    """Whether it refers to no step of its scenario."""
    return all(result_of(part) is None for _, part in walk(recipe))
