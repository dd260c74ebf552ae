"""Edits that aim at ``item in place``: the item is put into the place, and one of the place into the item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.generation.exploring.parts import Place, parts_of, with_part
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import Scenario, children, mapping_of, result_of, walk

__all__ = ["members_copied"]

Part = tuple[Place, Recipe]

_MOST = 5
"""Scenarios for one condition."""
_ITEMS = 2
"""Items that are put into one place, or taken from it."""
_LARGEST = 12
"""Items of a place that one more is put into."""
_TYPE = re.compile(r"<[\w.]*:([\w.]+)>")


def members_copied(
    scenario: Scenario,
    item: str,
    place: str,
    *,
    parse: ParseLiteral,
) -> list[Scenario]:
    """Scenarios in which the item is in the place, or is not any more.

    Args:
        scenario: that met the condition.
        item: source of the left operand, or its type in angle brackets.
        place: source of the right operand. Where only its type is known nothing is tried: most constructors
            refuse what is put into them at a guess.
        parse: reads a literal.
    """
    parts = [(where, _displayed(part)) for where, part in parts_of(scenario)]
    items = [each for each in parts if _is_item(scenario, each[1], item, parse)]
    recipes = list(dict.fromkeys(part for _, part in items))
    recipes += [each for each in _made_before(scenario, item) if each not in recipes]
    known = parse(item)
    if known is not None and known not in recipes:
        recipes.append(known)
    holders = [each for each in parts if _holds_what(each[1], place, parse)]
    found = {
        each: None
        for holder in holders
        for each in (
            *_put_in(scenario, holder, recipes[:_ITEMS]),
            *_taken_from(scenario, holder, items),
        )
    }
    return list(islice(found, _MOST))


def _displayed(part: Recipe) -> Recipe:
    """An empty container that is made by its type, as a display."""
    match part:
        case Call(Symbol("builtins", "dict"), (), ()):
            return Mapping()
        case Call(Symbol("builtins", "list" | "tuple" | "set" | "frozenset" as kind), (), ()):
            return Collection(kind)
    return part


def _made_before(scenario: Scenario, item: str) -> Iterator[Recipe]:
    """Objects of the type of the item that expressions make on the way."""
    kind = _TYPE.fullmatch(item)
    for step in scenario.steps if kind is not None else ():
        for _, part in walk(step.expression) if step.expression is not None else ():
            if isinstance(part, Call) and _makes(part, item):
                yield part


def _is_item(scenario: Scenario, part: Recipe, item: str, parse: ParseLiteral) -> bool:
    """Whether a part of an argument is what was looked for, or one of its type."""
    kind = _TYPE.fullmatch(item)
    if kind is None:
        return part == parse(item)
    step = result_of(part)
    if step is not None:
        made = scenario.steps[step].subject
        return made is not None and kind[1] in (made.owner, made.qualname)
    return _makes(part, item)


def _makes(part: Recipe, item: str) -> bool:
    """Whether a part is a call of the class whose instance was looked for."""
    kind = _TYPE.fullmatch(item)
    match part:
        case Call(callee=Symbol(name=name)):
            return kind is not None and name == kind[1]
    return False


def _holds_what(part: Recipe, place: str, parse: ParseLiteral) -> bool:
    """Whether a container among the arguments is the place, or what the place was made of."""
    whole = parse(place)
    is_held = isinstance(part, Collection | Mapping) and isinstance(whole, Collection | Mapping)
    return is_held and whole is not None and set(_held(part)) == set(_held(_displayed(whole)))


def _held(part: Recipe) -> tuple[Recipe, ...]:
    match part:
        case Collection(items=items):
            return items
        case Mapping(pairs=pairs):
            return tuple(key for key, _ in pairs)
    return ()


def _put_in(scenario: Scenario, holder: Part, items: Sequence[Recipe]) -> Iterator[Scenario]:
    """The place with an item more, or without it where it is there."""
    place, part = holder
    for item in items:
        if not _is_known_before(item, place[0]):
            continue
        match part:
            case Collection(kind=kind, items=held) if item in held:
                left = tuple(each for each in held if each != item)
                yield with_part(scenario, place, Collection(kind, left))
            case Collection(kind=kind, items=held) if len(held) < _LARGEST:
                if kind != "set" or _has_hash(item):
                    yield with_part(scenario, place, Collection(kind, (*held, item)))
            case Mapping(pairs=pairs) if item in _held(part):
                left_pairs = tuple(pair for pair in pairs if pair[0] != item)
                yield with_part(scenario, place, Mapping(left_pairs))
            case Mapping(pairs=pairs) if len(pairs) < _LARGEST and _has_hash(item):
                value = pairs[0][1] if pairs else Literal(1)
                yield with_part(scenario, place, mapping_of((*pairs, (item, value))))


def _taken_from(scenario: Scenario, holder: Part, items: Sequence[Part]) -> Iterator[Scenario]:
    """One that is in the place, where the item came from."""
    for place, item in items[:_ITEMS]:
        if _is_inside(place, holder[0]):
            continue
        for each in _held(holder[1])[:_ITEMS]:
            is_like = isinstance(each, Literal) == isinstance(item, Literal) and each != item
            if is_like and _is_known_before(each, place[0]):
                yield with_part(scenario, place, each)


def _is_inside(place: Place, other: Place) -> bool:
    """Whether a place is the other one or a part of it."""
    depth = len(other[2])
    return place[:2] == other[:2] and place[2][:depth] == other[2]


def _is_known_before(recipe: Recipe, step: int) -> bool:
    """Whether all results that a recipe refers to are there when a step is taken."""
    references = (result_of(part) for _, part in walk(recipe))
    return all(each is None or each < step for each in references)


def _has_hash(recipe: Recipe) -> bool:
    if isinstance(recipe, Mapping) or (
        isinstance(recipe, Collection) and recipe.kind in ("list", "set")
    ):
        return False
    is_tuple = isinstance(recipe, Collection)
    return all(_has_hash(each) for each in children(recipe)) if is_tuple else True
