"""What the search of one module passes on to those of others: expressions that build values of types.

Only expressions that stand alone are passed on: no definitions made up for a module, no private names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from aqe.domain.recipe import Attribute, Recipe, Symbol, Variable, Verbatim
from aqe.domain.subject import Parameter, Subject
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.scenario import Step, size, walk
from aqe.generation.seeding.seeds import Seeder

__all__ = ["Knowledge", "Learner", "learned", "teach", "united"]

_PASSED_ON = 6
"""Recipes of one type."""
_LARGEST = 12
"""Parts of a recipe that is passed on: what is built in a complicated way helps nobody to read a test."""


class Learner(Protocol):
    """A search that can be taught."""

    @property
    def subject(self) -> Subject:
        """What it is about."""
        ...

    @property
    def book(self) -> RecipeBook:
        """The recipes that it knows."""
        ...

    @property
    def seeder(self) -> Seeder:
        """Where it keeps ways to instances."""
        ...


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Recipes by the type that they build, and the types that such values satisfy besides."""

    recipes: Mapping[str, tuple[Recipe, ...]] = field(default_factory=dict)
    bases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Type to its subtypes."""


def learned(book: RecipeBook) -> Knowledge:
    """What a book holds that is of use to others."""
    recipes = {}
    for name in book.types():
        fit = [each for each in book.own_recipes(name) if _stands_alone(each)]
        if fit and not name.startswith("builtins:"):
            recipes[name] = tuple(fit[:_PASSED_ON])
    return Knowledge(recipes, book.subtypes())


def united(parts: Iterable[Knowledge]) -> Knowledge:
    """All of it together, simplest recipes first, whatever the order of the parts."""
    recipes: dict[str, set[Recipe]] = {}
    bases: dict[str, frozenset[str]] = {}
    for part in parts:
        for name, found in part.recipes.items():
            recipes.setdefault(name, set()).update(found)
        for name, subtypes in part.bases.items():
            bases[name] = bases.get(name, frozenset()) | subtypes
    ordered = {name: sorted(recipes[name], key=_rank)[:_PASSED_ON] for name in sorted(recipes)}
    return Knowledge({name: tuple(found) for name, found in ordered.items()}, bases)


def teach(search: Learner, knowledge: Knowledge) -> int:
    """Give a search what it may need of it.

    What is taught need not be found out again: the search tries no constructors of its own for classes of
    other modules that it was taught to build.

    Returns:
        How many recipes were new to it.
    """
    own = {each.qualname for each in search.subject.classes}
    count = 0
    for name in sorted(_wanted(search.subject, knowledge)):
        for subtype in sorted(knowledge.bases.get(name, ())):
            search.book.relate(subtype, (name,))
        qualname = name.partition(":")[2]
        for recipe in knowledge.recipes.get(name, ()):
            count += search.book.learn(name, recipe)
            if qualname not in own:
                step = Step(None, expression=recipe, name=qualname.rpartition(".")[2])
                search.seeder.learn_receiver(qualname, (step,), size(recipe))
    return count


def _wanted(subject: Subject, knowledge: Knowledge) -> set[str]:
    """Types that the subject mentions, with their subtypes."""
    wanted = {each for _, each in subject.names}
    wanted |= {f"{each.module}:{each.qualname}" for each in subject.known_classes}
    for owner in subject.callables:
        wanted |= set(_mentioned(owner.parameters))
    for made in (*subject.classes, *subject.known_classes):
        wanted |= set(_mentioned(made.constructor))
    waiting = sorted(wanted)
    while waiting:
        more = knowledge.bases.get(waiting.pop(), frozenset()) - wanted
        wanted |= more
        waiting += sorted(more)
    return wanted


def _mentioned(parameters: Iterable[Parameter]) -> Iterator[str]:
    for parameter in parameters:
        for evidence in parameter.evidence:
            yield from evidence.type.classes()


def _stands_alone(recipe: Recipe) -> bool:
    """Whether any test can use an expression: it needs no local definition and no private name."""
    parts = [part for _, part in walk(recipe)]
    if len(parts) > _LARGEST:
        return False
    for part in parts:
        if isinstance(part, Variable) or (isinstance(part, Attribute) and part.name[:1] == "_"):
            return False
        symbols = part.symbols if isinstance(part, Verbatim) else (part,)
        for symbol in symbols:
            if isinstance(symbol, Symbol) and (not symbol.module or _is_private(symbol)):
                return False
    return True


def _is_private(symbol: Symbol) -> bool:
    return any(part.startswith("_") for part in symbol.name.split("."))


def _rank(recipe: Recipe) -> tuple[float, str]:
    return size(recipe), repr(recipe)
