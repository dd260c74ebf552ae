"""What the call under test did to the variables of a test: only that is its result."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from aqe.domain.recipe import Variable
from aqe.domain.run import Snapshot
from aqe.domain.suite import TestCase
from aqe.syntax.recipe_trees import walk

__all__ = ["Part", "aliases", "changes", "held", "movable", "moved_parts", "unchanged", "within"]

Part = tuple[str, str]
"""Type of an object, and an attribute of it or in angle brackets another part of its description."""
_PARTS = ("length", "items", "pairs", "text", "first", "last", "contents")


def held(case: TestCase, name: str, until: int | None = None) -> Snapshot | None:
    """The value of a variable at the call under test, or when it was bound where nothing came between.

    Args:
        case: What was seen.
        name: The variable.
        until: Index of the call under test, where that binds the variable itself.
    """
    for each, snapshot in case.run.before:
        if each == name:
            return snapshot
    statements = case.candidate.statements[:until]
    bound = {index for index, each in enumerate(statements) if each.target == name}
    values = [each.value for each in case.run.observations if each.statement in bound]
    return values[-1] if values else None


def within(case: TestCase, index: int) -> tuple[str, ...]:
    """Variables that a statement uses and that were bound before it, in the order of their binding."""
    statement = case.candidate.statements[index]
    recipes = (statement.expression, statement.place)
    parts = (part for each in recipes if each is not None for part in walk(each))
    used = {part.name for part in parts if isinstance(part, Variable)}
    bound = (each.target for each in case.candidate.statements[:index])
    return tuple(dict.fromkeys(each for each in bound if each in used))


def changes(before: Snapshot | None, after: Snapshot) -> Snapshot:
    """What is not as it was, down to the attributes of attributes, where both are described by parts."""
    if before is None or "object" not in (before.kind, after.kind) or before.type != after.type:
        return after
    known = dict(before.attributes)
    attributes = tuple(
        (name, changes(known.get(name), each))
        for name, each in after.attributes
        if known.get(name) != each
    )
    return replace(_without(after, _same_parts(before, after)), attributes=attributes)


def unchanged(before: Snapshot, after: Snapshot, names: Set[str]) -> Snapshot | None:
    """Attributes of some names that are still as they were of a value that changed, or all such parts where
    an empty text is among the names; None where the value is not described by parts."""
    if "object" not in (before.kind, after.kind) or before.type != after.type:
        return None
    known = dict(after.attributes)
    attributes = tuple(
        (name, each)
        for name, each in before.attributes
        if known.get(name) == each and (name in names or "" in names)
    )
    gone = frozenset(_PARTS) - (_same_parts(before, after) if "" in names else frozenset())
    return replace(_without(before, gone), attributes=attributes)


def aliases(case: TestCase) -> frozenset[str]:
    """Variables that are further names of objects."""
    statements = case.candidate.statements
    found = (
        statements[each.statement].target
        for each in case.run.observations
        if each.same and each.statement < len(statements)
    )
    return frozenset(each for each in found if each)


def moved_parts(case: TestCase) -> Iterator[Part]:
    """What was seen to change of the objects in a test."""
    for name, after in case.run.after:
        before = held(case, name)
        if before is None or before.type != after.type:
            continue
        known = dict(before.attributes)
        same = _same_parts(before, after)
        yield from ((after.type, key) for key, each in after.attributes if known.get(key) != each)
        yield from ((after.type, f"<{each}>") for each in _PARTS if each not in same)


def movable(state: Snapshot, moving: Set[Part], names: Set[str] = frozenset()) -> Snapshot:
    """The parts of an object that calls change, and attributes of some names: that one leaves alone what none
    changes is not worth a line.

    Where none was seen to change any, what the object holds as a collection may still be what they change.
    """
    mine = {name for type_name, name in moving if type_name == state.type}
    attributes = tuple((name, each) for name, each in state.attributes if name in mine | names)
    still = frozenset(each for each in _PARTS if f"<{each}>" not in mine)
    return replace(state if not mine else _without(state, still), attributes=attributes)


def _same_parts(before: Snapshot, after: Snapshot) -> frozenset[str]:
    return frozenset(each for each in _PARTS if getattr(before, each) == getattr(after, each))


def _without(state: Snapshot, parts: Set[str]) -> Snapshot:
    return replace(
        state,
        length=None if "length" in parts else state.length,
        items=None if "items" in parts else state.items,
        pairs=None if "pairs" in parts else state.pairs,
        text=None if "text" in parts else state.text,
        first=None if "first" in parts else state.first,
        last=None if "last" in parts else state.last,
        contents=None if "contents" in parts else state.contents,
    )
