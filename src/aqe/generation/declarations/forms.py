"""The forms in which a test looks at a declaration, as scenarios of one expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from aqe.domain.declaration import Declaration
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol
from aqe.generation.scenario import Scenario, Step

__all__ = [
    "DECLARED",
    "Look",
    "at",
    "contains",
    "is_importable",
    "item",
    "looked_at",
    "member",
    "sorted_names",
    "spread",
]

DECLARED = "declared"
"""Origin of scenarios that look at a declaration."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a declaration."""

    scenario: Scenario
    declaration: Declaration
    is_main: bool = True
    """Whether it says something by itself: others are of use where they tell a mutant."""
    expects: str | None = None
    """Source of the result without which it is of no use; None for any."""


def at(expression: Recipe, about: str, note: str = "") -> Scenario:
    """The scenario that evaluates an expression.

    Args:
        expression: What a test looks at.
        about: Qualified name of the class or table; empty for the module.
        note: What the look shows, in words for the name of a test.
    """
    return Scenario((Step(None, expression=expression),), origin=DECLARED, about=about, note=note)


def looked_at(scenario: Scenario) -> str:
    """Qualified name of what a scenario looks at; empty for the module itself."""
    expression = scenario.act.expression
    if not scenario.about and isinstance(expression, Symbol):
        return expression.name
    return scenario.about


def member(owner: Symbol, name: str) -> Operation:
    """A member of an enumeration, by its name."""
    return Operation("getitem", (owner, Literal(name)))


def item(owner: Recipe, key: Recipe) -> Operation:
    """An item of a table."""
    return Operation("getitem", (owner, key))


def contains(owner: Recipe, value: Recipe) -> Operation:
    """Whether a value is in a table."""
    return Operation("contains", (owner, value))


def sorted_names(owner: Recipe, name: str) -> Call:
    """The names that an attribute of a class holds, in order."""
    return Call(Symbol("builtins", "sorted"), (Attribute(owner, name),))


def spread(items: Sequence[Item], count: int) -> list[Item]:
    """Some of many, the first and the last among them, evenly apart."""
    if len(items) <= count:
        return list(items)
    last = len(items) - 1
    return [items[place * last // (count - 1)] for place in range(count)]


def is_importable(module: str, name: str) -> bool:
    """Whether tests may import a name from a module: it is public, and so is the way there."""
    if name.startswith("_") or not name.isidentifier():
        return False
    return bool(module) and not any(part.startswith("_") for part in module.split("."))
