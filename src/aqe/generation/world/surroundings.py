"""What prepares the surroundings of a call: variables of the environment, doubles at boundaries.

Prepared surroundings are part of a scenario (`Scenario.setup`). They are offered only to callables that
reach something there, themselves or through what they call in their module.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random

from aqe.domain.boundary import Boundary
from aqe.domain.candidate import Statement, StatementForm
from aqe.domain.recipe import Await, Call, Literal, Recipe, Symbol
from aqe.domain.run import Comparison
from aqe.domain.subject import CallableKind, CallableSubject, Subject
from aqe.domain.syntax_trees import parsed_literal
from aqe.generation.archive import Entry
from aqe.generation.scenario import Path, Scenario, Step, replace_part, walk
from aqe.generation.world.doubles import ASKED, PATCH, doubles_of, is_effect
from aqe.generation.world.provisions import OWN_STREAMS, provided, unset

__all__ = ["Surroundings", "answers_copied", "prepared", "setup_symbols"]

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MOST_BOUNDARIES = 4
_MOST_SETUPS = 14
_MOST_CALLS_DEEP = 4
_DOUBTFUL = frozenset({"clock", "random", "uuid", "urandom"})
_DOUBT_COST = 25.0

Setup = tuple[Recipe, ...]


class Surroundings:
    """Ways to prepare the surroundings of each callable of a subject."""

    def __init__(self, subject: Subject, random: Random) -> None:
        self._random = random
        self._setups: dict[str, list[Setup]] = {}
        self._module = subject.module
        self._readings = {each.callable: each for each in subject.readings}
        known = [each for each in subject.boundaries if doubles_of(each)]
        self._boundaries = _reached(subject, known)
        self._effects = {each.place for each in known if is_effect(each)}

    def is_reached(self, subject: CallableSubject) -> bool:
        """Whether a callable reaches a boundary that has doubles, or reads what has to be there."""
        reading = self._readings.get(subject.qualname)
        is_fed = reading is not None and reading.needs_provision
        return is_fed or bool(self._boundaries.get(subject.qualname))

    def acts(self, subject: CallableSubject) -> bool:
        """Whether it is of little use without: the walls refuse it, or there is nothing to read."""
        reading = self._readings.get(subject.qualname)
        if reading is not None and reading.needs_provision:
            return True
        return any(
            each.place in self._effects for each in self._boundaries.get(subject.qualname, ())
        )

    def setups(self, subject: CallableSubject) -> list[Setup]:
        """The usual surroundings first, then each boundary varied alone, then the environment."""
        if subject.qualname not in self._setups:
            self._setups[subject.qualname] = self._all_setups(subject)
        return self._setups[subject.qualname]

    def _all_setups(self, subject: CallableSubject) -> list[Setup]:
        choices = [doubles_of(each) for each in self._boundaries.get(subject.qualname, ())]
        found: list[Setup] = []
        if choices:
            base = [each[0] for each in choices]
            found.append(tuple(each.setup for each in base))
            for index, doubles in enumerate(choices):
                for double in doubles[1:]:
                    changed = [*base[:index], double, *base[index + 1 :]]
                    found.append(tuple(each.setup for each in changed))
        usual = found[0] if found else ()
        reading = self._readings.get(subject.qualname)
        if reading is not None:
            found += [(*each, *usual) for each in provided(reading)]
        return found[:_MOST_SETUPS]

    def drawn(self, subject: CallableSubject, scenario: Scenario) -> Scenario:
        """The scenario in surroundings drawn at random, where the callable reaches a boundary."""
        if not self.is_reached(subject) or self._random.random() < 0.2:
            return scenario
        setups = self.setups(subject)
        weights = [len(setups), *(1 for _ in setups[1:])]
        return replace(scenario, setup=self._random.choices(setups, weights)[0])

    def with_variables_unset(self, scenario: Scenario) -> Scenario:
        """The scenario without the variables that it reads and does not set itself."""
        read = [
            name
            for step in scenario.steps
            for called in _called(step, self._module)
            if called in self._readings
            for name in self._readings[called].variables
        ]
        return replace(scenario, setup=(*unset(read, scenario.setup), *scenario.setup))

    def weighed(self, entries: Sequence[Entry]) -> list[Entry]:
        """Entries whose result cannot be asserted cost more where a double would have settled it."""
        return [
            replace(each, cost=each.cost + _DOUBT_COST) if self._is_doubtful(each) else each
            for each in entries
        ]

    def _is_doubtful(self, entry: Entry) -> bool:
        if entry.scenario.setup or entry.scenario.subject not in self._boundaries:
            return False
        if _DOUBTFUL & set(entry.run.unstable):
            return True
        shown = [each.value for each in entry.run.observations[-1:] if each.value is not None]
        return any(each.kind == "opaque" for each in shown)


def _called(step: Step, module: str) -> Iterator[str]:
    """Names of what a step calls of a module, itself or for one of its values."""
    if step.subject is not None:
        yield step.subject.qualname
    for recipe in step.recipes:
        for _, part in walk(recipe):
            if isinstance(part, Symbol) and part.module == module:
                yield from (part.name, f"{part.name}.__init__")


def _reached(subject: Subject, known: Sequence[Boundary]) -> dict[str, tuple[Boundary, ...]]:
    """Boundaries that callables reach: themselves, in decorators, or through what they call."""
    found: dict[str, dict[str, Boundary]] = {}
    if not known:
        return {}
    for boundary in known:
        for user in boundary.users:
            found.setdefault(user, {}).setdefault(_patched_place(boundary), boundary)
    names: dict[str, list[str]] = {}
    own = f"{subject.module}:"
    outside = {name for name, meaning in subject.names if not meaning.startswith(own)}
    for each in subject.callables:
        name = each.owner if each.kind is CallableKind.CONSTRUCTOR and each.owner else each.name
        names.setdefault(name.rpartition(".")[2], []).append(each.qualname)
    for _ in range(_MOST_CALLS_DEEP):
        for each in subject.callables:
            users = [each.qualname]
            if ".<locals>." in each.qualname:
                users.append(each.qualname.rpartition(".<locals>.")[0])
            uses = _used_names(each, outside)
            callees = {name for use in uses for name in names.get(use, ())}
            for callee in sorted({*callees, each.qualname} & set(found)):
                for user in users:
                    if user != callee:
                        found[user] = {**found[callee], **found.get(user, {})}
    return {
        qualname: tuple(boundaries.values())[:_MOST_BOUNDARIES]
        for qualname, boundaries in found.items()
    }


def _used_names(subject: CallableSubject, outside: Collection[str]) -> list[str]:
    """Last parts of the names of what runs when a callable is called, its constructor included.

    Args:
        subject: the callable.
        outside: names of the module that stand for things of other modules.
    """
    uses = [*subject.calls, *subject.decorators, *subject.attribute_reads]
    if subject.kind is not CallableKind.CONSTRUCTOR and subject.owner is not None:
        uses.append(subject.owner)
    written = (each.partition("(")[0] for each in uses)
    return [each.rpartition(".")[2] for each in written if each.partition(".")[0] not in outside]


def _patched_place(boundary: Boundary) -> str:
    """Where the double goes: two methods of one class share it."""
    if boundary.name.startswith(("datetime.datetime.", "datetime.date.")):
        return boundary.place.rpartition(".")[0]
    return boundary.place


# -- as statements -------------------------------------------------------------------------------


def prepared(setup: Recipe) -> Statement:
    """The statement that prepares the surroundings; a double encloses what follows.

    A double of a deed is bound to a variable, so that a test can tell what was done; so is what stands in
    for a standard stream, since it would be closed once nothing refers to it.
    """
    if setup in OWN_STREAMS:
        return Statement(setup, OWN_STREAMS[setup])
    if not isinstance(setup, Call) or setup.callee != PATCH:
        return Statement(setup)
    place = setup.arguments[0]
    assert isinstance(place, Literal)
    name = str(place.value).rpartition(".")[2]
    target = f"{_WORDS.sub('_', name).lower()}_double"
    is_bound = len(setup.arguments) == 1 and name not in ASKED
    return Statement(setup, target if is_bound else None, StatementForm.WITH)


def setup_symbols(scenario: Scenario) -> Iterator[Symbol]:
    """What the surroundings refer to."""
    for recipe in scenario.setup:
        for _, part in walk(recipe):
            if isinstance(part, Symbol):
                yield part


# -- answers that take the other side of a condition ---------------------------------------------


def answers_copied(
    scenario: Scenario, comparison: Comparison, *, limit: int = 12
) -> list[Scenario]:
    """The scenario with other answers: what a condition met is replaced by what it was compared with.

    Values keep their types, since a double that answers with another type than the original shows
    nothing about the subject.
    """
    if not scenario.setup:
        return []
    lefts, rights = _values(comparison.left), _values(comparison.right)
    pairs = [*product(lefts, rights), *product(rights, lefts)]
    found: dict[Scenario, None] = {}
    for index, path, literal in _answers(scenario):
        for met, other in pairs:
            for value in _replacements(literal.value, met, other):
                recipe = replace_part(scenario.setup[index], path, Literal(value))
                setup = (*scenario.setup[:index], recipe, *scenario.setup[index + 1 :])
                found.setdefault(replace(scenario, setup=setup, origin="search", documented=None))
    return list(found)[:limit]


def _answers(scenario: Scenario) -> Iterator[tuple[int, Path, Literal]]:
    """Literals in what doubles answer and in what variables of the environment hold."""
    for index, recipe in enumerate(scenario.setup):
        if isinstance(recipe, Await):
            continue
        is_double = isinstance(recipe, Call) and recipe.callee == PATCH
        for path, part in walk(recipe):
            # The first argument says what is replaced; the first keyword that it keeps its signature.
            is_fixed = path[:1] == (1,) or (is_double and path[:1] == (2,) and _is_spec(recipe))
            if path and not is_fixed and isinstance(part, Literal):
                yield index, path, part


def _is_spec(recipe: Recipe) -> bool:
    return isinstance(recipe, Call) and recipe.keywords[:1] == (("autospec", Literal(True)),)


def _replacements(
    value: object, met: object, other: object
) -> Iterator[bool | int | float | str | bytes]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield from _numbers(value, met, other)
    elif isinstance(value, str):
        yield from (each for each in _texts(value, met, other))
    elif isinstance(value, bytes):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return
        plain_met = met.decode("utf-8", "replace") if isinstance(met, bytes) else met
        plain = other.decode("utf-8", "replace") if isinstance(other, bytes) else other
        yield from (each.encode() for each in _texts(text, plain_met, plain))


def _numbers(value: float, met: object, other: object) -> Iterator[int | float]:
    if not isinstance(met, int | float) or not isinstance(other, int | float):
        return
    if abs(other - met) > 1e12 or other != other or met != met:
        return
    for target in (other, other + 1, other - 1):
        moved = value + (target - met)
        yield int(moved) if isinstance(value, int) else float(moved)


_TRUTHS = (("true", "false"), ("false", "true"))
"""As documents spell them."""


def _texts(value: str, met: object, other: object) -> Iterator[str]:
    if isinstance(met, bool):
        yield from (value.replace(old, new, 1) for old, new in _TRUTHS if old in value)
    elif isinstance(met, str) and isinstance(other, str):
        if met and met in value and len(other) < 200:
            for new in (other, other + met, met + other) if met != other else (f"{met}a", ""):
                yield value.replace(met, new, 1)
        elif not value:
            yield other
    elif isinstance(met, int | float) and isinstance(other, int | float) and str(met) in value:
        for target in (other, other + 1, other - 1):
            yield value.replace(str(met), str(target), 1)


def _values(source: str) -> tuple[object, ...]:
    """What an operand is, or the first things that it holds."""
    try:
        value = parsed_literal(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return ()
    if isinstance(value, set | frozenset):
        return tuple(sorted(value, key=repr))[:4]  # the same in every process
    if isinstance(value, tuple | list | dict):
        return tuple(value)[:4]
    return (value,)
