"""The search: examples, seeds, then a frontier loop over branch sides that were met but not taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from random import Random

from aqe.domain.goal import Goal
from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, LoadedSubject
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ParameterKind,
    Subject,
)
from aqe.domain.turns import in_turn
from aqe.generation.archive import Archive, Entry, Near
from aqe.generation.declarations.homes import homes
from aqe.generation.exploring.callees import private_callees
from aqe.generation.exploring.edits import Editor
from aqe.generation.exploring.exploration import Budget, Exploration
from aqe.generation.exploring.random_edits import RandomEditor
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.documents import Documents
from aqe.generation.inputs.subject_words import listed_in, named_in, typed_values, words_of
from aqe.generation.inputs.values import Values
from aqe.generation.ports import (
    ParseLiteral,
    PatternSampler,
    Printer,
    Runner,
    SymbolFinder,
)
from aqe.generation.scenario import Argument, Scenario, Step, Use, result_of, walk
from aqe.generation.seeding.filling import Filling
from aqe.generation.seeding.furnishing import furnished
from aqe.generation.seeding.handing_on import HandingOn
from aqe.generation.seeding.interruptions import entered
from aqe.generation.seeding.public_callers import PublicCallers
from aqe.generation.seeding.refusals import Refusals
from aqe.generation.seeding.seeds import Seeder
from aqe.generation.seeding.sequences import Sequences
from aqe.generation.seeding.undoing import Undoing
from aqe.generation.techniques import Technique
from aqe.generation.world.missing import Missing
from aqe.generation.world.surroundings import answers_copied

__all__ = ["Search", "SearchSettings"]

_CONSTRUCTIONS = ((2, 1), (16, 4), (16, 4))
"""Calls of the constructor that each class gets in turn which no object of is known yet, and for how many
generations their results suggest others."""
_CONSTRUCTING = 0.25
"""Share of the executions or of the time behind which only classes that had no call yet get any, before
anything else is called."""
_AT_ONCE = 120
"""Constructions between which that is looked at."""
_GOALS_A_ROUND = 24
_EDITS_A_GOAL = 6
_RANDOM_A_CALLABLE = 8
_PREPARED = 3
"""Calls tried before the act of a scenario in one round."""
_STAGES = ((0, 5), (5, 14), (14, 40), (40, 120))
"""Ranges of seeds that a callable gets in turn."""
_FOR_CALLEES = 40
"""Seeds of a callable that is done, for the sake of what stands behind it."""
_FIRST_STAGES = 2
_SEED_SHARE = 0.4
"""Stages that every callable gets, and the share of the budget behind which further ones give way to the
search that learns: where calls are slow, seeds alone would take it all."""
_ATTEMPTS = 12
"""Rounds of proposals for one batch."""
_FAILED = 4
"""Scenarios of a callable, each failing in a way of its own, that get better furnished objects."""
_FURNISHED = 48
"""Copies with such objects, for one callable."""
_LONGEST = 6
"""Steps of a scenario that another call is put behind."""
_RECEIVER = re.compile(r"\bself\.(\w+)")


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What bounds a search.

    `patience` is the number of executions without a new goal after which it stops.
    """

    seed: int = 0
    patience: int = 2000
    only: frozenset[str] | None = None
    """Qualified names to aim at, or None for all."""
    target: float | None = None
    """Share of the counted goals at which the search may stop."""
    without: frozenset[Technique] = frozenset()

    def uses(self, technique: Technique) -> bool:
        """Whether a technique is not left out."""
        return technique not in self.without


_ASKED_OF_A_MATCH = frozenset({"truth", "is", "is_not"})
"""Conditions that may be about a part of a pattern: whether it took part in the match."""


class Search:
    """One search over one subject."""

    def __init__(
        self,
        subject: Subject,
        loaded: LoadedSubject,
        runner: Runner,
        *,
        printer: Printer,
        parse: ParseLiteral,
        sample: PatternSampler,
        budget: Budget,
        settings: SearchSettings,
        symbols: SymbolFinder = lambda text: (),
        on_progress: Callable[[str, Archive], None] = lambda phase, archive: None,
    ) -> None:
        self.subject = subject
        self.settings = settings
        self.parse = parse
        self.sample = sample
        self.random = Random(f"{subject.module}:{settings.seed}")
        self.book = RecipeBook()
        for each in (*subject.classes, *subject.known_classes):
            self.book.relate(f"{each.module}:{each.qualname}", each.bases)
        values = Values(self.book, parse, subject.keyed_values)
        documents = None
        if subject.data_schemas and settings.uses(Technique.DOCUMENTS):
            documents = Documents(subject.data_schemas, settings.seed)
        self.seeder = Seeder(subject, self.book, values, parse, self.random, documents)
        self.public_callers = PublicCallers(subject, self.seeder, parse)
        self.archive = Archive(loaded)
        self.exploration = Exploration(
            subject,
            runner,
            printer,
            parse,
            self.archive,
            self.book,
            values,
            self.seeder,
            budget,
            homes=homes(subject, loaded),
        )
        words = [*words_of(subject, parse), *named_in(loaded, symbols)]
        self.exploration.lookups = list(dict.fromkeys(listed_in(subject, parse)))
        self.sequences = Sequences(subject, self.seeder, self.random, self.exploration.made.get)
        self.editor = Editor(
            parse, sample, symbols, partial(typed_values, symbols=symbols, values=values)
        )
        self._changes = RandomEditor(self.random, words)
        if settings.uses(Technique.GUARDS):
            self.exploration.aims_past = self.editor.copied
        if settings.uses(Technique.HANDING_ON):
            self.exploration.handing_on = HandingOn(subject, self.seeder)
        if settings.uses(Technique.PROVISION):
            self.exploration.missing = Missing(subject.readings)
        self.exploration.without = settings.without
        self.budget = budget
        budget.reached = lambda: self.archive.share
        self._report = on_progress
        self._last_progress = 0
        self._behind = private_callees(subject)
        self._proposed: set[Scenario] = set()
        self._seeded: set[str] = set()
        self._stages_done = {True: 0, False: 0}

    # -- phases ----------------------------------------------------------------------------------

    def run(self, examples: Sequence[Scenario] = ()) -> Archive:
        """All phases, until everything is reached, the budget is spent or patience runs out."""
        self._run(examples)
        is_over = self._has_target() or self.budget.is_spent
        if self.settings.uses(Technique.FILLING) and not is_over:
            self._explore(list(in_turn(self._furnished())), generations=1)
        return self.archive

    def _run(self, examples: Sequence[Scenario]) -> None:
        self._report("seed", self.archive)
        self._explore([self.seeder.complete(each) for each in examples])
        self._constructions()
        if self.settings.uses(Technique.MINED_CALLS):
            self._explore(self.seeder.mined())
        for limit in (_SEED_SHARE, 1.0):
            for is_public in (True, False):
                if is_public or self.settings.uses(Technique.PRIVATE):
                    self._seeds(is_public, limit)
                if self._is_done():
                    return
            if limit < 1 and self.settings.uses(Technique.FILLING):
                self._explore(list(in_turn(self._fillings())))
            if limit < 1:
                self._explore(list(in_turn(self._refusals())))
                if self.settings.uses(Technique.UNDOING):
                    self._explore(list(in_turn(self._undone())))
                if self.settings.uses(Technique.SAME_NAMES):
                    self._explore(list(in_turn(self._kept())))
            self._report("search", self.archive)
            self._frontier()
            if all(done == len(_STAGES) for done in self._stages_done.values()):
                break

    def _is_done(self) -> bool:
        if self.budget.is_spent or not self.archive.open_goals():
            return True
        return self._has_target()

    def _has_target(self) -> bool:
        target = self.settings.target
        return target is not None and self.archive.share >= target

    def _explore(self, scenarios: Sequence[Scenario], generations: int = 6) -> bool:
        progress = self.exploration.explore(scenarios, generations=generations)
        if progress:
            self._last_progress = self.budget.used
        return bool(progress)

    def _constructions(self) -> None:
        """Build objects of every class; who resists gets further calls once all others had some."""
        left_over: list[Scenario] = []
        for most, generations in _CONSTRUCTIONS:
            scenarios: list[list[Scenario]] = []
            for each in (*self.subject.classes, *self.subject.known_classes):
                if each.kind is ClassKind.TYPED_DICT:
                    continue
                if not self.seeder.receivers(each.qualname):
                    scenarios.append(self.seeder.constructions(each)[:most])
            waiting = [*in_turn(scenarios), *left_over] if scenarios else []
            left_over = []
            while waiting:
                part, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
                self._explore(part, generations=generations)
                left_over += self.exploration.left_over
                if generations > 1 and self.budget.is_past(_CONSTRUCTING):
                    return
            self.seeder.forget()

    def aimed(self) -> list[CallableSubject]:
        """The callables that the search is about, public ones first."""
        only = self.settings.only
        found = self.exploration.callables()
        if not self.settings.uses(Technique.PRIVATE):
            found = [each for each in found if each.is_public]
        return found if only is None else [each for each in found if each.qualname in only]

    def _seeds(self, is_public: bool, limit: float) -> None:
        """Seeds in stages: a few for every callable, more where goals are still open.

        Args:
            is_public: whose seeds.
            limit: share of the budget behind which the later stages wait.
        """
        for stage in range(self._stages_done[is_public], len(_STAGES)):
            first, last = _STAGES[stage]
            if stage >= _FIRST_STAGES and self.budget.has_spent(limit):
                return
            self._stages_done[is_public] = stage + 1
            for _ in range(2 if first == 0 else 1):
                lists = self._stage(is_public, first, last)
                if not lists or self.budget.is_spent or self._has_target():
                    break
                # In turn, so that a callable that hangs or a budget that ends costs all the same.
                self._explore(list(in_turn(lists)))
                self._report("seed", self.archive)
                self.seeder.forget()

    def _stage(self, is_public: bool, first: int, last: int) -> list[list[Scenario]]:
        lists: list[list[Scenario]] = []
        for each in self.aimed():
            if each.is_public is not is_public:
                continue
            is_done = (first or not is_public) and not self._is_open(each)
            # Other inputs of what is done may be what opens the private code behind it.
            if is_done and (last > _FOR_CALLEES or not self._leads_to_open(each)):
                continue
            if first == 0 and each.qualname in self._seeded:
                continue
            seeds = list(map(self.seeder.putting_off.run, self.seeder.seeds(each, first, last)))
            if seeds:
                self._seeded.add(each.qualname)
                lists.append(seeds)
        return lists

    def _fillings(self) -> list[list[Scenario]]:
        filling = Filling(self.subject, self.seeder)
        return [filling.scenarios(each) for each in self.aimed() if self._is_open(each)]

    def _furnished(self) -> list[list[Scenario]]:
        """Calls with objects that hold something, of callables that were never seen to end well."""
        found = []
        for each in self.aimed():
            pool = self.archive.pool(each.qualname)
            if not each.is_public or any(_ended_well(one) for one in pool):
                continue
            copies = in_turn([list(furnished(one.scenario, self.seeder)) for one in pool[:_FAILED]])
            complete = (self.seeder.complete(one) for one in copies)
            found.append(list(dict.fromkeys(islice(complete, _FURNISHED))))
        return found

    def _refusals(self) -> list[list[Scenario]]:
        refusals = Refusals(self.subject.source, self.seeder)
        goals = self.archive.open_goals()
        return [refusals.scenarios(each, goals) for each in self.aimed()]

    def _undone(self) -> list[list[Scenario]]:
        undoing = Undoing(self.subject, self.seeder, self.archive.pool)
        return [undoing.scenarios(each) for each in self.aimed() if self._is_open(each)]

    def _kept(self) -> list[list[Scenario]]:
        return [self.seeder.after_partners(each) for each in self.aimed() if self._is_open(each)]

    def _leads_to_open(self, subject: CallableSubject) -> bool:
        behind = self._behind.get(subject.qualname, ())
        return any(self.archive.has_open_within(each) for each in behind)

    def _is_open(self, subject: CallableSubject) -> bool:
        return self.archive.has_open_within(subject.qualname)

    # -- the frontier ----------------------------------------------------------------------------

    def _frontier(self) -> None:
        rounds = 0
        while not self._is_done():
            if self.budget.used - self._last_progress > self.settings.patience:
                return
            proposals = self._proposals()
            if not proposals:
                return
            self._explore(proposals, generations=3)
            rounds += 1
            if rounds % 4 == 0:
                self._report("search", self.archive)

    def _proposals(self) -> list[Scenario]:
        """Scenarios nobody proposed before, enough of them to make a batch worth its fork."""
        found: dict[Scenario, None] = {}
        for _ in range(_ATTEMPTS):
            for each in self._round():
                scenario = self.seeder.complete(each)
                if scenario not in self._proposed:
                    self._proposed.add(scenario)
                    found.setdefault(scenario)
            if len(found) >= self.exploration.batch or not self.archive.open_goals():
                break
        return list(found)

    def _round(self) -> Iterator[Scenario]:
        goals = [each for each in self.archive.open_goals() if self._is_wanted(each)]
        reachable = [each for each in goals if self.archive.near.get(each.id)]
        reachable.sort(key=lambda each: self._tries(each.id))
        for goal in reachable[:_GOALS_A_ROUND]:
            yield from self._towards(goal)
        names = {each.qualname.split(".<locals>.")[0] for each in goals}
        for subject in self.aimed():
            if subject.qualname in names:
                yield from self._around(subject)

    def _is_wanted(self, goal: Goal) -> bool:
        only = self.settings.only
        return only is None or goal.qualname.split(".<locals>.")[0] in only

    def _tries(self, goal: int) -> tuple[int, float]:
        near = self.archive.near[goal]
        return min(each.tries for each in near), min(each.distance for each in near)

    def _towards(self, goal: Goal) -> Iterator[Scenario]:
        """Scenarios that start from the nearest misses of a goal."""
        near = self.archive.near[goal.id]
        best = min(near, key=lambda each: (each.tries, each.distance, each.entry.cost))
        condition = self.archive.conditions[best.comparison.condition]
        uses = self.settings.uses
        if best.tries == 0 and uses(Technique.COPYING):
            yield from answers_copied(best.entry.scenario, best.comparison)
            yield from self.editor.copied(best.entry.scenario, condition, best.comparison)
            if condition.operator in _ASKED_OF_A_MATCH:
                yield from self.editor.ways(best.entry.scenario, best.entry.run.comparisons)
        best.tries += 1
        yield from self.rebuilt(best.entry.scenario, condition.text)
        if uses(Technique.WRITERS):
            yield from self._with_writers(best, condition.text)
        if uses(Technique.SEQUENCES):
            yield from self.sequences.prepared(best.entry.scenario, 1)
        for _ in range(_EDITS_A_GOAL):
            changed = self.changed(best.entry.scenario)
            if changed is not None:
                yield changed

    def changed(self, scenario: Scenario) -> Scenario | None:
        """The scenario with a small random change, now and then two; None where nothing can be changed."""

        def pick(step_index: int, argument_index: int) -> Recipe | None:
            step = scenario.steps[step_index]
            argument = step.arguments[argument_index]
            if step.subject is None:
                return None
            if argument.keyword is not None:
                pool = self.seeder.values_of_key(argument.parameter, argument.keyword)
                return self.random.choice(pool)
            return self.seeder.pick(step.subject, argument.parameter)

        changed = self._changes.changed(scenario, pick)
        if changed is not None and self.random.random() < 0.25:
            changed = self._changes.changed(changed, pick) or changed
        return changed

    def _with_writers(self, near: Near, text: str) -> Iterator[Scenario]:
        """Call a method that writes the attribute which the condition reads, before the act."""
        attributes = set(_RECEIVER.findall(text))
        act = near.entry.scenario.act
        if act.subject is None or act.subject.owner is None or act.receiver is None:
            return
        yield from self._reconstructed(near.entry.scenario, act.receiver, attributes)
        writers = [
            each
            for each in self.subject.callables
            if each.owner == act.subject.owner
            and each.kind in (CallableKind.METHOD, CallableKind.SETTER)
            and (attributes & set(each.attribute_writes) or not attributes)
        ]
        if not writers:
            return
        for writer in self.random.sample(writers, min(2, len(writers))):
            inserted = self.inserted(near.entry.scenario, writer)
            if inserted is not None:
                yield inserted

    def _reconstructed(
        self, scenario: Scenario, place: int, attributes: set[str]
    ) -> Iterator[Scenario]:
        """Give the constructor of the receiver an argument that bears the name of an attribute."""
        step = scenario.steps[place]
        if step.subject is None or step.subject.kind is not CallableKind.CONSTRUCTOR:
            return
        for parameter in step.subject.parameters:
            if parameter.kind is ParameterKind.VAR_KEYWORD:
                for argument in self.seeder.keyword_arguments(parameter, attributes):
                    changed = self.seeder.with_argument(step, argument)
                    yield scenario.searched_at(place, changed)
            elif parameter.name in attributes:
                pool = self.seeder.choices(step.subject, parameter)
                for choice in self.random.sample(pool, min(4, len(pool))):
                    argument = Argument(parameter, choice.recipe)
                    changed = self.seeder.with_argument(step, argument)
                    yield scenario.searched_at(place, changed)

    def rebuilt(self, scenario: Scenario, text: str) -> Iterator[Scenario]:
        """Give an argument that is constructed in place another value for an attribute that is read."""
        act = scenario.act
        for place, argument in enumerate(act.arguments):
            recipe = argument.recipe
            if not isinstance(recipe, Call) or not isinstance(recipe.callee, Symbol):
                continue
            constructor = self.seeder.constructor_called(recipe.callee)
            names = re.findall(rf"\b{re.escape(argument.parameter.name)}\.(\w+)", text)
            for index, parameter in enumerate(constructor.parameters if constructor else ()):
                if parameter.name not in names or constructor is None:
                    continue
                for choice in self.seeder.choices(constructor, parameter)[:6]:
                    value = _with_value(recipe, index, parameter.name, choice.recipe)
                    changed = scenario.with_step(
                        len(scenario.steps) - 1, act.with_argument(place, value)
                    )
                    yield replace(changed, origin="search")

    def inserted(self, scenario: Scenario, subject: CallableSubject) -> Scenario | None:
        """The scenario with a call of another method of its receiver before the act."""
        act = scenario.act
        if act.receiver is None or len(scenario.steps) > 7:
            return None
        drawn = self.seeder.random_scenario(subject)
        if drawn is None:
            return None
        step = entered(replace(drawn.act, receiver=act.receiver))
        return scenario.searched((*scenario.steps[:-1], step, act))

    def _around(self, subject: CallableSubject) -> Iterator[Scenario]:
        """Scenarios of a callable that has open goals nobody came near to."""
        pool = self.archive.pool(subject.qualname)
        for _ in range(_RANDOM_A_CALLABLE if not pool else _RANDOM_A_CALLABLE // 2):
            drawn = self.seeder.random_scenario(subject)
            if drawn is not None:
                yield self.seeder.putting_off.run(drawn)
        if pool:
            for _ in range(4):
                entry = self.random.choice(pool)
                changed = self.changed(entry.scenario)
                if changed is not None:
                    yield changed
            extended = self.extended(self.random.choice(pool), subject)
            if extended is not None:
                yield extended
            if self.settings.uses(Technique.SEQUENCES):
                yield from self.continued(subject)
                yield from self.sequences.prepared(self.random.choice(pool).scenario, _PREPARED)

    def continued(self, subject: CallableSubject) -> Iterator[Scenario]:
        """A call on an object that another method of its class was seen to change.

        What led there, step by step, is what the archive kept of that method: no way to it has to be
        found again.
        """
        if subject.owner is None:
            return
        changing = [
            entry
            for each in self.subject.callables
            if each.owner == subject.owner and each.attribute_writes and each is not subject
            for entry in self.archive.pool(each.qualname)
            if _goes_on(entry)
        ]
        drawn = self.seeder.random_scenario(subject) if changing else None
        if drawn is None or drawn.act.receiver is None or _refers(drawn.act):
            return
        before = self.random.choice(changing).scenario
        act = replace(drawn.act, receiver=before.act.receiver)
        steps = (*map(entered, before.steps), act)
        yield before.searched(steps)

    def extended(self, entry: Entry, subject: CallableSubject) -> Scenario | None:
        """The same object called once more, or prepared by another method."""
        if subject.owner is None or entry.scenario.act.receiver is None:
            return None
        others = [
            each
            for each in self.subject.callables
            if each.owner == subject.owner
            and each.kind is CallableKind.METHOD
            and not each.is_abstract
        ]
        if not others:
            return None
        return self.inserted(entry.scenario, self.random.choice(others))


def _ended_well(entry: Entry) -> bool:
    return entry.run.outcome is CandidateOutcome.COMPLETED


def _refers(act: Step) -> bool:
    """Whether a call is given results of other steps."""
    return any(result_of(part) is not None for each in act.recipes for _, part in walk(each))


def _goes_on(entry: Entry) -> bool:
    """Whether something can be called after what an entry did, on the same object."""
    scenario = entry.scenario
    return (
        entry.run.outcome is CandidateOutcome.COMPLETED
        and scenario.act.receiver is not None
        and scenario.act.use in (Use.PLAIN, Use.AWAIT, Use.ENTER)
        and len(scenario.steps) <= _LONGEST
    )


def _with_value(recipe: Call, index: int, name: str, value: Recipe) -> Call:
    """The call with another value for one parameter."""
    if index < len(recipe.arguments):
        arguments = (*recipe.arguments[:index], value, *recipe.arguments[index + 1 :])
        return Call(recipe.callee, arguments, recipe.keywords)
    kept = tuple(each for each in recipe.keywords if each[0] != name)
    return Call(recipe.callee, recipe.arguments, (*kept, (name, value)))
