"""Calls that put something into an object which was made empty, as the search has met them.

What is copied, looked at, gone through or cleared while it holds nothing tells next to nothing: a copy that
loses its items passes as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.domain.subject import CallableKind, Subject
from aqe.generation.choosing.items import with_plain_items
from aqe.generation.choosing.telling import EMPTY
from aqe.generation.exploring.candidates import steps_of_statements
from aqe.generation.scenario import Argument, Scenario, Step, Use, moved, result_of, walk

__all__ = ["Filling", "Fillings", "is_empty", "state_of"]

_KEPT = 2
"""Fillings of one class."""
_WAYS, _MOST_WAYS = 3, 8
"""Constructions of one class that are tried with a method that fills others, and that are remembered."""
_COUNTS = (Literal(2), Literal(0))
"""What is put under a key: functions that weigh values take numbers, and one is what each weighs anyway."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A construction, and a call on what was made that leaves something in it."""

    making: tuple[Step, ...]
    """Up to the construction."""
    call: Step

    def into(self, scenario: Scenario, place: int, taken: Iterable[Recipe]) -> Iterator[Scenario]:
        """The scenario with the object that a step made filled before the act.

        Args:
            scenario: to change.
            place: of the step that makes the object.
            taken: values that are put in nowhere.
        """
        last = len(scenario.steps) - 1
        before, act = scenario.steps[:last], moved(scenario.steps[last:], 1, last)
        if place >= last:
            before, act = scenario.steps, ()
        for each in self.calls(taken):
            filled = (*before, replace(each, receiver=place), *act)
            yield scenario.searched(filled)

    def twice_into(
        self, scenario: Scenario, place: int, taken: Iterable[Recipe]
    ) -> Iterator[Scenario]:
        """The scenario with two items in the object, the greater one first."""
        used = {*taken}
        first = with_plain_items(self.call, used)
        second = with_plain_items(self.call, used | {each.recipe for each in first.arguments})
        if second != first:
            last = len(scenario.steps) - 1
            calls = (replace(second, receiver=place), replace(first, receiver=place))
            steps = (*scenario.steps[:last], *calls, *moved(scenario.steps[last:], 2, last))
            yield scenario.searched(steps)

    def under(self, act: Step, taken: Iterable[Recipe]) -> Iterator[tuple[Step, ...]]:
        """The steps of a call on the object that is made here, filled."""
        for each in self.calls(taken):
            yield (*self.making, each, replace(act, receiver=len(self.making) - 1))

    def calls(self, taken: Iterable[Recipe]) -> list[Step]:
        """The call with plain items, then with a number under a key, then as it was met."""
        plain = with_plain_items(self.call, taken)
        last = len(plain.arguments) - 1
        numbers = [plain.with_argument(last, each) for each in _COUNTS] if last > 0 else []
        return list(dict.fromkeys([plain, *numbers, self.call]))


class Fillings:
    """What fills objects, by their class.

    Args:
        subject: whose classes.
        met: scenarios with what they showed, the cheapest first.
    """

    def __init__(self, subject: Subject, met: Sequence[tuple[Scenario, CandidateRun]]) -> None:
        self._subject = subject
        self._module = subject.module
        self._found: dict[str, list[Filling]] = {}
        self._made: dict[str, list[tuple[Step, ...]]] = {}
        for scenario, run in met:
            self._note_making(scenario, run)
            found = self._filling(scenario, run)
            if found is None:
                continue
            name, filling = found
            known = self._found.setdefault(name, [])
            if len(known) < _KEPT and all(
                each.call.subject != filling.call.subject for each in known
            ):
                known.append(filling)

    def of(self, type_name: str) -> Sequence[Filling]:
        """What fills objects of a class, given as ``module:qualname``.

        Where nothing was met, what fills objects of other classes by a method of the same name.
        """
        known = self._found.get(type_name)
        if known is None:
            known = self._found[type_name] = list(islice(self._borrowed(type_name), _WAYS))
        return known

    def _borrowed(self, type_name: str) -> Iterator[Filling]:
        owners = _with_bases(type_name.removeprefix(f"{self._module}:"), self._subject)
        own = {
            each.name: each
            for owner in reversed(owners)
            for each in self._subject.callables
            if each.owner == owner
        }
        for filling in [each for found in self._found.values() for each in found]:
            met = filling.call.subject
            method = own.get(met.name) if met is not None else None
            if method is None or len(method.parameters) < len(filling.call.arguments):
                continue
            pairs = zip(method.parameters, filling.call.arguments, strict=False)
            arguments = tuple(Argument(each, given.recipe) for each, given in pairs)
            call = replace(filling.call, subject=method, arguments=arguments)
            ways = sorted(self._made.get(type_name, ()), key=lambda each: len(each[0].arguments))
            yield from (Filling(each, call) for each in ways)

    def _note_making(self, scenario: Scenario, run: CandidateRun) -> None:
        """Remember ways in which objects of a class were made."""
        first = scenario.steps[0]
        is_making = first.subject is not None and first.subject.kind is CallableKind.CONSTRUCTOR
        if not is_making or scenario.setup or run.outcome is not CandidateOutcome.COMPLETED:
            return
        made = state_of(scenario, run, self._module, 0)
        ways = self._made.setdefault(made.type, []) if made is not None else []
        if len(ways) < _MOST_WAYS and scenario.steps[:1] not in ways:
            ways.append(scenario.steps[:1])

    def _filling(self, scenario: Scenario, run: CandidateRun) -> tuple[str, Filling] | None:
        act, place = scenario.act, scenario.act.receiver
        if run.outcome is not CandidateOutcome.COMPLETED or place != len(scenario.steps) - 2:
            return None
        if not _is_plain_call(act) or scenario.setup or scenario.steps[place].subject is None:
            return None
        made = state_of(scenario, run, self._module, place)
        name = variable_of(scenario, self._module, place)
        after = dict(run.after).get(name or "")
        if made is None or after is None or not is_empty(made) or not _is_filled(after):
            return None
        return made.type, Filling(scenario.steps[: place + 1], act)


def _is_plain_call(step: Step) -> bool:
    """Whether a step is a call of a method with values of its own."""
    return (
        step.subject is not None
        and step.subject.kind is CallableKind.METHOD
        and step.subject.is_public | step.subject.is_dunder
        and step.use is Use.PLAIN
        and bool(step.arguments)
        and all(result_of(part) is None for each in step.recipes for _, part in walk(each))
    )


def _with_bases(owner: str, subject: Subject) -> list[str]:
    """A class and those of the module that it derives from, the nearest first."""
    bases = {each.qualname: each.bases for each in subject.classes}
    found = [owner]
    for each in found:
        for base in bases.get(each, ()):
            module, _, name = base.rpartition(":")
            if module in ("", subject.module) and name not in found:
                found.append(name)
    return found


def variable_of(scenario: Scenario, module: str, place: int) -> str | None:
    """The variable that the result of a step is bound to."""
    for step, name in steps_of_statements(scenario, module):
        if step == place and name is not None:
            return name
    return None


def state_of(scenario: Scenario, run: CandidateRun, module: str, place: int) -> Snapshot | None:
    """What the result of a step was at the act; None where nobody saw it."""
    owners = steps_of_statements(scenario, module)
    names = {name for step, name in owners if step == place and name is not None}
    for name, snapshot in run.before:
        if name in names:
            return snapshot
    bound = {index for index, (_, name) in enumerate(owners) if name in names}
    values = [each.value for each in run.observations if each.statement in bound]
    return values[-1] if values else None


def is_empty(value: Snapshot) -> bool:
    """Whether an object holds nothing, as far as going through it or asking its length tells."""
    if value.items is not None:
        return value.items.source in EMPTY
    return value.length == 0 and value.kind == "object"


def _is_filled(value: Snapshot) -> bool:
    if value.items is not None:
        return value.items.source not in EMPTY
    return bool(value.length)
