"""Demands that other demands of the same object imply: the same fact is stated once.

``list(box) == []`` says nothing more where ``str(box) == "Box([], size=3)"`` is demanded as well, and that
text says nothing more where the items and the size are. What is left out is implied by what stays as long as
iterating an object and its text agree. Whether they do is itself worth a demand: the first tests of a suite
that state both of a class keep both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Sized
from collections.abc import Set as AbstractSet

from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol
from aqe.domain.suite import Assertion, AssertionKind
from aqe.syntax.python.given import UNKNOWN, value_of
from aqe.syntax.python.spoken_objects import SpokenObject, spoken_object
from aqe.syntax.recipe_trees import walk

__all__ = ["iterated_classes", "without_implied"]

_STATING = frozenset({AssertionKind.EQUAL, AssertionKind.IDENTICAL})
_LEAST_CHARACTERS = 2
"""A text or number shorter than this stands in other texts by chance."""


def without_implied(
    assertions: Sequence[Assertion], iterated: AbstractSet[str] | None = None
) -> tuple[Assertion, ...]:
    """The demands without those that follow from others, in their order.

    Each is judged beside those that are still left, so two that imply one another do not both go.

    Args:
        assertions: of one test.
        iterated: classes that other tests iterate; what objects of others hold stays beside their text. All
            classes are such when left out.
    """
    left = list(assertions)
    for is_implied in _RULES:
        for each in tuple(left):
            is_first = iterated is not None and not iterated_classes(left, each) <= iterated
            if is_first and is_implied is _are_items_in_text:
                continue
            others = [other for other in left if other is not each and _are_together(each, other)]
            if each.kind in _STATING and each.place is not None and is_implied(each, others):
                left = [other for other in left if other is not each]
    return tuple(left)


def iterated_classes(assertions: Sequence[Assertion], only: Assertion | None = None) -> set[str]:
    """Classes, as the texts of their objects name them, of what is iterated, by one demand or by any."""
    found: set[str] = set()
    for each in assertions if only is None else (only,):
        for owner in _iterated(each.place):
            text = _stated("str", owner, assertions)
            if isinstance(text, str):
                found.add(text.partition("(")[0])
    return found


def _are_together(one: Assertion, other: Assertion) -> bool:
    return other.statement == one.statement and other.kind in _STATING


def _of(name: str, place: Recipe | None) -> Recipe | None:
    """What a look by a function of the language is at: ``box`` of ``list(box)``."""
    match place:
        case Call(callee=Symbol(module="builtins", name=known), arguments=(owner,), keywords=()):
            return owner if known == name else None
    return None


def _stated(name: str, owner: Recipe, others: Sequence[Assertion]) -> object:
    for each in others:
        if _of(name, each.place) == owner:
            return value_of(each.expected)
    return UNKNOWN


# -- the text of an object ----------------------------------------------------------------------------


def _is_text_of_parts(each: Assertion, others: Sequence[Assertion]) -> bool:
    """Whether a text is made of nothing but a name, and values that are demanded."""
    owner = _of("str", each.place)
    text = value_of(each.expected)
    if owner is None or not isinstance(text, str):
        return False
    rest, found = text, 0
    for source in sorted(_sources(owner, others), key=len, reverse=True):
        if source in rest:
            rest, found = rest.replace(source, " ", 1), found + 1
    return found > 0 and _ONLY_A_NAME.fullmatch(rest) is not None


_ONLY_A_NAME = re.compile(r"\W*[^\W\d]\w*\W*")


def _sources(owner: Recipe, others: Sequence[Assertion]) -> set[str]:
    """How values that are demanded of an object stand in its text, with their names where they have one."""
    found: set[str] = set()
    for each in others:
        value = value_of(each.expected)
        if value is UNKNOWN:
            continue
        match each.place:
            case Attribute(owner=known, name=name) if known == owner:
                found.add(f"{name}={value!r}")
                if isinstance(value, list | tuple | dict | set | frozenset):
                    found.add(repr(value))
            case place if owner in (_of("list", place), _of("dict", place)):
                found.add(repr(value))
    return found


# -- items and their number ---------------------------------------------------------------------------


def _are_items_in_text(each: Assertion, others: Sequence[Assertion]) -> bool:
    """Whether the items of an object, or a part of them, stand in its text."""
    for owner in _iterated(each.place):
        text = _stated("str", owner, others)
        spoken = spoken_object(text) if isinstance(text, str) else None
        if spoken is None:
            continue
        if _of("list", each.place) != owner:
            return _is_display(spoken)  # what they are part by part
        return spoken.items is not None and repr(spoken.items) == repr(value_of(each.expected))
    return False


def _iterated(place: Recipe | None) -> list[Recipe]:
    """Objects whose items a place looks at."""
    return (
        []
        if place is None
        else [owner for part in walk(place) if (owner := _of("list", part)) is not None]
    )


def _is_display(spoken: SpokenObject) -> bool:
    return len(spoken.positional) == 1 and spoken.positional[0].startswith(("[", "(", "{"))


def _is_length_of_stated(each: Assertion, others: Sequence[Assertion]) -> bool:
    """Whether a number of items is demanded of what is stated as a whole."""
    owner = _of("len", each.place)
    if owner is None:
        return False
    for other in others:
        whole = value_of(other.expected)
        if other.place == owner or owner in (_of("list", other.place), _of("dict", other.place)):
            return isinstance(whole, Sized) and len(whole) == value_of(each.expected)
    return False


# -- attributes ---------------------------------------------------------------------------------------


def _is_attribute_with_items(each: Assertion, others: Sequence[Assertion]) -> bool:
    """Whether an attribute holds what iterating the object gives, or holds it as its only part."""
    match each.place:
        case Attribute(owner=owner):
            items = _stated("list", owner, others)
            pairs = _stated("dict", owner, others)
        case _:
            return False
    value = value_of(each.expected)
    if isinstance(pairs, dict) and isinstance(value, dict):
        return bool(pairs) and value == pairs
    if not isinstance(items, list) or not isinstance(value, list | tuple):
        return False
    if items and list(value) == items:
        return True
    return len(value) == 1 and isinstance(value[0], list | tuple) and list(value[0]) == items


def _is_attribute_in_text(each: Assertion, others: Sequence[Assertion]) -> bool:
    """Whether a text names an attribute and its value, and this could hardly be by chance."""
    match each.place, each.expected:
        case Attribute(owner=owner, name=name), expected:
            text = _stated("str", owner, others)
        case _:
            return False
    spoken = spoken_object(text) if isinstance(text, str) else None
    value = value_of(expected)
    if spoken is None or value is UNKNOWN or not _is_distinctive(value):
        return False
    return dict(spoken.named).get(name) == repr(value)


def _is_distinctive(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return len(str(abs(value))) >= _LEAST_CHARACTERS
    return len(repr(value)) > _LEAST_CHARACTERS


def _is_repeated_view(each: Assertion, others: Sequence[Assertion]) -> bool:
    """Whether what is demanded is a part of what is demanded as a whole: ``box.sizes[0]``."""
    match each.place:
        case Operation(name="getitem", operands=(owner, Literal(value=int() as key))):
            pass
        case _:
            return False
    for other in others:
        whole = value_of(other.expected)
        if other.place == owner and isinstance(whole, list | tuple | str):
            return -len(whole) <= key < len(whole) and whole[key] == value_of(each.expected)
    return False


_RULES: tuple[Callable[[Assertion, Sequence[Assertion]], bool], ...] = (
    _is_attribute_with_items,
    _is_length_of_stated,
    _is_repeated_view,
    _is_text_of_parts,
    _are_items_in_text,
    _is_attribute_in_text,
)
