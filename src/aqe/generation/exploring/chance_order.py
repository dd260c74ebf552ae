"""Sets that go to code which nobody watches: the order in which it takes their items is that of chance.

A worker sees where the subject goes through a set, and turns it round for another look. Where a set goes to a
library that keeps the order, two processes agree in every other case, and a test of it fails in the next.
"""

from __future__ import annotations

from functools import lru_cache

from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol
from aqe.generation.scenario import Scenario, Step, walk

__all__ = ["is_in_order_of_chance"]

_SETS = ("set", "frozenset")
_KEEPING = frozenset({"iter", "list", "tuple", "enumerate", "str", "repr", "dict", "reversed"})
"""What of the language makes an order of what had none."""


def is_in_order_of_chance(scenario: Scenario, module: str) -> bool:
    """Whether a set of several items goes to a callable that is none of the module."""
    return any(_of_step(each, module) for each in scenario.steps)


def _of_step(step: Step, module: str) -> bool:
    if _is_foreign(step.expression, module) and any(
        _holds_set(each.recipe) for each in step.arguments
    ):
        return True
    return any(_hands_out(each, module) for each in step.recipes)


@lru_cache(maxsize=20_000)
def _hands_out(recipe: Recipe, module: str) -> bool:
    return any(
        isinstance(part, Call)
        and _is_foreign(part.callee, module)
        and any(
            _holds_set(each) for each in (*part.arguments, *(value for _, value in part.keywords))
        )
        for _, part in walk(recipe)
    )


def _is_foreign(callee: Recipe | None, module: str) -> bool:
    if not isinstance(callee, Symbol):
        return False
    if callee.module == "builtins":
        return callee.name in _KEEPING
    return callee.module not in ("", module)


@lru_cache(maxsize=20_000)
def _holds_set(recipe: Recipe) -> bool:
    """Whether a value holds a set of several items that are not all numbers, whose order never changes."""
    return any(
        isinstance(part, Collection)
        and part.kind in _SETS
        and len(part.items) > 1
        and not all(map(_is_number, part.items))
        for _, part in walk(recipe)
    )


def _is_number(recipe: Recipe) -> bool:
    return isinstance(recipe, Literal) and isinstance(recipe.value, int | float)
