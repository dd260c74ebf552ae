"""What the call under test did to the variables of a test: only that is its result."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.recipe import Variable
from aqe.domain.run import Snapshot
from aqe.domain.suite import TestCase
from aqe.syntax.recipe_trees import walk

__all__ = ["changes", "held", "within"]


def held(case: TestCase, name: str) -> Snapshot | None:
    """The value of a variable at the call under test, or when it was bound where nothing came between."""
    for each, snapshot in case.run.before:
        if each == name:
            return snapshot
    bound = {index for index, each in enumerate(case.candidate.statements) if each.target == name}
    values = [each.value for each in case.run.observations if each.statement in bound]
    return values[-1] if values else None


def within(case: TestCase, index: int) -> tuple[str, ...]:
    """Variables that a statement uses and that were bound before it, in the order of their binding."""
    used = {
        part.name
        for part in walk(case.candidate.statements[index].expression)
        if isinstance(part, Variable)
    }
    bound = (each.target for each in case.candidate.statements[:index])
    return tuple(dict.fromkeys(each for each in bound if each in used))


def changes(before: Snapshot | None, after: Snapshot) -> Snapshot:
    """What is not as it was, down to the attributes of attributes, where both are described by parts."""
    if before is None or "object" not in (before.kind, after.kind) or before.type != after.type:
        return after
    known = dict(before.attributes)
    return replace(
        after,
        attributes=tuple(
            (name, changes(known.get(name), each))
            for name, each in after.attributes
            if known.get(name) != each
        ),
        length=after.length if after.length != before.length else None,
        items=after.items if after.items != before.items else None,
        text=after.text if after.text != before.text else None,
        first=after.first if after.first != before.first else None,
        last=after.last if after.last != before.last else None,
        contents=after.contents if after.contents != before.contents else None,
    )
