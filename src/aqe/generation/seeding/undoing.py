"""What one callable made, given to the one that undoes it: `loads(dumps(value))`, `signer.unsign(signed)`.

Input in a format of the subject's own is seldom found by chance. Where names promise that one callable undoes
another, the results of calls that went well are such input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Recipe
from aqe.domain.run import CandidateOutcome
from aqe.domain.subject import CallableKind, CallableSubject, ParameterKind, Subject
from aqe.domain.turns import in_turn
from aqe.generation.archive import Entry
from aqe.generation.inputs.pairs import is_undone_by
from aqe.generation.scenario import Argument, Scenario, Step, Use, result_of, step_reference, walk
from aqe.generation.seeding.seeds import Seeder

__all__ = ["Undoing"]

_MOST = 12
"""Scenarios for one callable."""
_OF_ONE = 6
"""Calls of one that is undone."""
_BASES = 24
"""Bases of a class that are looked at."""
_LONGEST = 4
"""Steps of such a call."""
_KINDS = (
    CallableKind.FUNCTION,
    CallableKind.METHOD,
    CallableKind.CLASS_METHOD,
    CallableKind.STATIC_METHOD,
)
_PLAIN_USES = (Use.PLAIN, Use.AWAIT)
_INHERITED: tuple[Recipe, ...] = (
    Literal("abc"),
    Mapping(((Literal("a"), Literal(1)),)),
    Collection("list", (Literal(1), Literal(2))),
    Literal(b"abc"),
)
"""What an inherited method is given, of which nothing is known but the name."""


class Undoing:
    """Makes scenarios of callables that undo what others did.

    Args:
        subject: the module.
        seeder: knows the usual call of each callable.
        pool: what a callable was seen to do, cheapest first.
    """

    def __init__(
        self, subject: Subject, seeder: Seeder, pool: Callable[[str], Sequence[Entry]]
    ) -> None:
        self._seeder = seeder
        self._pool = pool
        self._callables = [each for each in subject.callables if each.kind in _KINDS]
        self._inherited = _inherited(subject)

    def scenarios(self, undoing: CallableSubject) -> list[Scenario]:
        """Calls with what others made, where names promise that it undoes those."""
        if undoing.kind not in _KINDS or _first_required(undoing) is None:
            return []
        usual = next(iter(self._seeder.seeds(undoing, 0, 1)), None)
        if usual is None or usual.act.use not in _PLAIN_USES:
            return []
        ways = [
            list(self._behind(usual, each.qualname))
            for each in self._callables
            if each.owner == undoing.owner and is_undone_by(each.name, undoing.name)
        ]
        ways += [
            list(self._behind_inherited(usual, name))
            for name in self._inherited.get(undoing.owner or "", ())
            if is_undone_by(name, undoing.name)
        ]
        found = islice(in_turn(ways), _MOST)
        return [self._seeder.complete(each) for each in dict.fromkeys(found)]

    def _behind(self, usual: Scenario, name: str) -> Iterator[Scenario]:
        """The usual call behind calls of one that went well, on the same object."""
        entries = [
            each
            for each in self._pool(name)
            if each.run.outcome is CandidateOutcome.COMPLETED
            and each.scenario.act.use in _PLAIN_USES
            and len(each.scenario.steps) <= _LONGEST
        ]
        for entry in entries[:_OF_ONE]:
            made = entry.scenario
            receiver = made.act.receiver if usual.act.receiver is not None else None
            if (usual.act.receiver is None) is not (receiver is None):
                continue
            act = _given(usual.act, len(made.steps) - 1, receiver)
            if act is not None:
                yield made.searched((*made.steps, act))

    def _behind_inherited(self, usual: Scenario, name: str) -> Iterator[Scenario]:
        """The usual call behind calls of an inherited method of the same object."""
        receiver = usual.act.receiver
        if receiver is None:
            return
        before = usual.steps[:-1]
        callee = Attribute(step_reference(receiver), name)
        act = _given(usual.act, len(before), receiver)
        if act is None:
            return
        for value in _INHERITED:
            made = Step(None, expression=Call(callee, (value,)), name=name)
            yield replace(usual, steps=(*before, made, act))


def _first_required(subject: CallableSubject) -> int | None:
    """The place of the first parameter, where a call cannot do without it and may give it by position."""
    for place, each in enumerate(subject.parameters):
        if each.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD):
            return place if each.default is None else None
    return None


def _given(act: Step, made: int, receiver: int | None) -> Step | None:
    """The call with the result of a step as its first argument, on an object."""
    subject = act.subject
    first = None if subject is None else _first_required(subject)
    if subject is None or first is None:
        return None
    parameter = subject.parameters[first]
    others = [each for each in act.arguments if each.parameter is not parameter]
    if any(result_of(part) is not None for each in others for _, part in walk(each.recipe)):
        return None
    given = Argument(parameter, step_reference(made))
    return replace(act, arguments=(given, *others), receiver=receiver)


def _inherited(subject: Subject) -> dict[str, tuple[str, ...]]:
    """Own classes -> public methods that their bases in other modules define."""
    known = {f"{each.module}:{each.qualname}": each for each in subject.known_classes}
    found = {}
    for each in subject.classes:
        names: dict[str, None] = {}
        waiting = list(each.bases)
        for base in waiting:  # grows while it is gone through
            if base in known and len(waiting) < _BASES:
                names.update(dict.fromkeys(known[base].methods))
                waiting += [further for further in known[base].bases if further not in waiting]
        public = (name for name in names if not name.startswith("_") and name not in each.methods)
        found[each.qualname] = tuple(public)
    return found
