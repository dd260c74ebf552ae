"""Objects with something in the lists that they hold, for code that goes through these lists.

``for child in node.children: if isinstance(child, Leaf)`` asks for a node with a leaf in it. Where no
constructor takes the children, they are put there between the construction and the act, as people do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.domain.recipe import Attribute, Call
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassSubject,
    Held,
    Parameter,
    Subject,
)
from aqe.domain.types import TypeRef
from aqe.generation.scenario import Argument, Scenario, Step, moved, step_reference
from aqe.generation.seeding.seeds import Seeder

__all__ = ["Filling"]

_WAYS = 2
"""Ways to an element of one class that are tried."""
_TYPES = 2
"""Classes of one argument that are tried."""
_MOST_TOGETHER = 4
"""Elements that are put in together."""


class Filling:
    """Makes calls with objects whose lists are not empty.

    Args:
        subject: the module.
        seeder: knows the usual call of each callable, and how objects are made.
    """

    def __init__(self, subject: Subject, seeder: Seeder) -> None:
        self._seeder = seeder
        self._classes = {
            f"{each.module}:{each.qualname}": each
            for each in (*subject.known_classes, *subject.classes)
        }
        self._own = {each.qualname: each for each in subject.classes}

    def scenarios(self, subject: CallableSubject) -> list[Scenario]:
        """The usual call of a callable, with each sort of element in the objects that take part."""
        base = next(iter(self._seeder.seeds(subject, 0, 1)), None)
        if base is None:
            return []
        made = list(self._in_receiver(subject, base))
        for parameter in subject.parameters:
            made += self._in_argument(parameter, base)
        return [self._seeder.complete(each) for each in made]

    def _in_receiver(self, subject: CallableSubject, base: Scenario) -> Iterator[Scenario]:
        owner = self._own.get(subject.owner or "")
        place = base.act.receiver
        if owner is None or place is None or subject.kind is CallableKind.CONSTRUCTOR:
            return
        for held in owner.held:
            for elements in self._choices(held):
                steps = [*base.steps[:-1]]
                self._put(steps, place, held, elements)
                yield Scenario((*steps, base.act), setup=base.setup)

    def _in_argument(self, parameter: Parameter, base: Scenario) -> Iterator[Scenario]:
        for known in self._types(parameter):
            ways = self._seeder.receivers(known.qualname)
            if not ways:
                continue
            holder = ways[0]
            for held in dict.fromkeys((*parameter.held, *known.held)):
                for elements in self._choices(held):
                    steps = list(holder)
                    self._put(steps, len(holder) - 1, held, elements)
                    *before, act = moved(base.steps, len(steps))
                    given = Argument(parameter, step_reference(len(holder) - 1))
                    act = self._seeder.with_argument(act, given)
                    yield Scenario((*steps, *before, act), setup=base.setup)

    def _types(self, parameter: Parameter) -> list[ClassSubject]:
        """Classes that an argument may be an instance of, where something is held there."""
        names = dict.fromkeys(name for each in parameter.evidence for name in each.type.classes())
        found = [self._classes[each] for each in names if each in self._classes]
        return [each for each in found if parameter.held or each.held][:_TYPES]

    def _choices(self, held: Held) -> Iterator[list[tuple[Step, ...]]]:
        """What is put into one list: each element by itself, then some together."""
        ways = [self._elements(each)[:_WAYS] for each in held.elements]
        for way in ways:
            for element in way:
                yield [element]
        firsts = [way[0] for way in ways if way][:_MOST_TOGETHER]
        if len(firsts) > 1:
            yield firsts

    def _elements(self, wanted: TypeRef) -> list[tuple[Step, ...]]:
        """Ways to an object of a class."""
        known = self._classes.get(wanted.name)
        return self._seeder.receivers(known.qualname) if known is not None else []

    @staticmethod
    def _put(
        steps: list[Step], owner: int, held: Held, elements: Sequence[tuple[Step, ...]]
    ) -> None:
        """Makes the elements and appends them to the list of the object that a step made."""
        for element in elements:
            steps += moved(element, len(steps))
            put = Attribute(Attribute(step_reference(owner), held.attribute), "append")
            steps.append(Step(None, expression=Call(put, (step_reference(len(steps) - 1),))))
