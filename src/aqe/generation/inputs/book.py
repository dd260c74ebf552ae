"""The recipe book: expressions that were seen to build a value of a type."""

from __future__ import annotations

from collections.abc import Iterable

from aqe.domain.candidate import Definition
from aqe.domain.recipe import Recipe
from aqe.generation.scenario import size

__all__ = ["RecipeBook"]

_KEPT = 8


class RecipeBook:
    """Working recipes by type, shared by all searches of one subject."""

    def __init__(self) -> None:
        self._recipes: dict[str, list[Recipe]] = {}
        self._bases: dict[str, set[str]] = {}
        self.definitions: dict[str, tuple[Definition, ...]] = {}
        """Definitions made up for this subject, by local name."""

    def learn(self, type_name: str, recipe: Recipe, bases: Iterable[str] = ()) -> bool:
        """Remember a recipe; True when it is new.

        Args:
            type_name: ``module:qualname`` of the value that it built.
            recipe: an expression without references to other steps.
            bases: further types that such a value satisfies.
        """
        for base in bases:
            self._bases.setdefault(base, set()).add(type_name)
        known = self._recipes.setdefault(type_name, [])
        if recipe in known:
            return False
        known.append(recipe)
        known.sort(key=size)
        del known[_KEPT:]
        return recipe in known

    def relate(self, type_name: str, bases: Iterable[str]) -> None:
        """Say that values of a type satisfy its bases."""
        for base in bases:
            self._bases.setdefault(base, set()).add(type_name)

    def recipes(self, type_name: str) -> list[Recipe]:
        """Recipes for a type, those of its subclasses behind its own."""
        found = list(self._recipes.get(type_name, ()))
        seen = {type_name}
        waiting = sorted(self._bases.get(type_name, ()))
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            found.extend(self._recipes.get(name, ())[:3])
            waiting.extend(sorted(self._bases.get(name, ())))
        return found

    def own_recipes(self, type_name: str) -> list[Recipe]:
        """Recipes for exactly this type, simplest first."""
        return list(self._recipes.get(type_name, ()))

    def subtypes(self) -> dict[str, frozenset[str]]:
        """By type those whose values satisfy it, too."""
        return {name: frozenset(found) for name, found in self._bases.items()}

    def types(self) -> list[str]:
        """All types that can be built."""
        return sorted(self._recipes)
