"""What is put into containers: plain values, no two alike, so that it shows where each of them went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.generation.choosing.oddness import is_odd
from aqe.generation.scenario import Argument, Scenario, Step

__all__ = ["items_of", "renamed", "told_apart_items", "with_plain_items"]

_NAMES = frozenset("item value key element elem elt obj object entry member".split())
"""Parameters for what a container holds, whatever that is."""
_PLAIN = tuple(Literal(each) for each in "abcdefgh")
_LONGEST = 12

Place = tuple[int, int]
"""Step and argument."""


def items_of(scenario: Scenario) -> dict[Place, Argument]:
    """Arguments that are put into, or looked for in, something."""
    return {
        (place, index): argument
        for place, step in enumerate(scenario.steps)
        for index, argument in enumerate(step.arguments)
        if _is_item(argument)
    }


def _is_item(argument: Argument) -> bool:
    return argument.keyword is None and argument.parameter.name.lower().strip("_") in _NAMES


def with_plain_items(step: Step, taken: Iterable[Recipe] = ()) -> Step:
    """The call with plain items, none of them one that is taken."""
    used = {*taken}
    for index, argument in enumerate(step.arguments):
        new = _letter(argument, used) if _is_item(argument) else None
        if new is not None:
            used.add(new)
            step = step.with_argument(index, new)
    return step


def _letter(argument: Argument, used: set[Recipe]) -> Recipe | None:
    """The first plain value that is not used yet and that its parameter may be given."""
    fitting = (each for each in _PLAIN if each not in used)
    return next((each for each in fitting if not is_odd(each, argument)), None)


def renamed(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with plain values in the place of odd items: all different, then with equal ones equal."""
    items = items_of(scenario)
    odd = {place: each for place, each in items.items() if not _is_plain(each.recipe)}
    if not odd:
        return
    used = {each.recipe for place, each in items.items() if place not in odd}
    yield from _changed(scenario, odd, used)
    if len({each.recipe for each in odd.values()}) < len(odd):
        known: dict[Recipe, Recipe] = {}
        steps = scenario
        for place, argument in odd.items():
            new = known.get(argument.recipe) or _letter(argument, used)
            if new is not None:
                known[argument.recipe] = new
                used.add(new)
                steps = _with(steps, place, new)
        yield steps


def told_apart_items(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with another item wherever an earlier one for the same parameter comes again.

    Texts that methods are given count as items, whatever their parameters are called.
    """
    items = items_of(scenario) | {
        (place, index): argument
        for place, step in enumerate(scenario.steps)
        for index, argument in enumerate(step.arguments)
        if step.receiver is not None and _is_text(argument.recipe)
    }
    items = dict(sorted(items.items(), key=lambda pair: pair[0]))
    seen: set[tuple[str, Recipe]] = set()
    again: dict[Place, Argument] = {}
    for place, argument in items.items():
        key = argument.parameter.name, argument.recipe
        if key in seen:
            again[place] = argument
        seen.add(key)
    yield from _changed(scenario, again, {each.recipe for each in items.values()})


def _changed(
    scenario: Scenario, places: dict[Place, Argument], used: set[Recipe]
) -> Iterator[Scenario]:
    taken, changed = set(used), scenario
    for place, argument in places.items():
        new = _letter(argument, taken)
        if new is not None:
            taken.add(new)
            changed = _with(changed, place, new)
    if changed is not scenario:
        yield changed


def _with(scenario: Scenario, place: Place, recipe: Recipe) -> Scenario:
    step = scenario.steps[place[0]].with_argument(place[1], recipe)
    changed = scenario.with_step(place[0], step)
    return replace(changed, origin="search")


def _is_text(recipe: Recipe) -> bool:
    return isinstance(recipe, Literal) and isinstance(recipe.value, str)


def _is_plain(recipe: Recipe) -> bool:
    """Whether a value is one that everybody puts into a container: a short text, or a count.

    That it is empty, or zero, is a partition of its own.
    """
    match recipe:
        case Literal(value=bool()):
            return True
        case Literal(value=str() as text):
            return len(text) <= _LONGEST and text.isascii() and text.isprintable()
        case Literal(value=int() | float() as number):
            return number >= 0
        case Collection():
            return False
    return False
