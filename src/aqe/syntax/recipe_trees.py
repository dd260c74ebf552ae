"""Walking and changing trees of recipes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
)

__all__ = ["children", "is_literal", "transform", "walk", "with_children"]


def children(recipe: Recipe) -> tuple[Recipe, ...]:
    """The direct parts of a recipe."""
    match recipe:
        case Collection(items=parts) | Operation(operands=parts):
            return parts
        case Mapping(pairs=pairs):
            return tuple(part for pair in pairs for part in pair)
        case Attribute(owner=part) | Await(operand=part):
            return (part,)
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            return (callee, *arguments, *(value for _, value in keywords))
    return ()


def with_children(recipe: Recipe, parts: tuple[Recipe, ...]) -> Recipe:
    """The recipe with its direct parts replaced, in the order of `children`."""
    match recipe:
        case Collection(kind=kind):
            return Collection(kind, parts)
        case Operation(name=name):
            return Operation(name, parts)
        case Mapping():
            return Mapping(tuple(zip(parts[::2], parts[1::2], strict=True)))
        case Attribute(name=name):
            return Attribute(parts[0], name)
        case Await():
            return Await(parts[0])
        case Call(arguments=arguments, keywords=keywords):
            count = 1 + len(arguments)
            names = [name for name, _ in keywords]
            return Call(parts[0], parts[1:count], tuple(zip(names, parts[count:], strict=True)))
    return recipe


def walk(recipe: Recipe) -> Iterator[Recipe]:
    """All parts of a recipe, the whole first."""
    yield recipe
    for part in children(recipe):
        yield from walk(part)


def transform(recipe: Recipe, change: Callable[[Recipe], Recipe | None]) -> Recipe:
    """The recipe with parts replaced where `change` has something to put there, outermost first."""
    changed = change(recipe)
    if changed is not None:
        return changed
    parts = children(recipe)
    if not parts:
        return recipe
    new = tuple(transform(part, change) for part in parts)
    if all(one is other for one, other in zip(parts, new, strict=True)):
        return recipe
    return with_children(recipe, new)


def is_literal(recipe: Recipe) -> bool:
    """Whether a recipe is a literal or a display of literals."""
    if isinstance(recipe, Literal):
        return True
    if isinstance(recipe, Collection | Mapping):
        return all(is_literal(part) for part in children(recipe))
    return False
