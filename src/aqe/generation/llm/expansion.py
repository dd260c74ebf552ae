"""Variations of scenarios, made offline: combinations of given values, and neighbours of them.

A neighbour belongs to an input family (see `generation.families`): one step off a boundary, empty, repeated,
outside ASCII. One value of a row is odd at a time (base choice coverage, Ammann and Offutt, "Introduction to
Software Testing", chapter 6); combinations take values that stand in different rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from aqe.domain.proposal import ScenarioRow, ScenarioTemplate
from aqe.domain.recipe import Recipe
from aqe.domain.turns import in_turn
from aqe.generation.inputs.families import HAZARDS, neighbours

__all__ = ["expanded"]

_NEIGHBOURS = 8
"""Of one value."""
_VALUES = 6
"""Of one column, for combinations."""
_LONGEST = 400


def expanded(
    rows: Sequence[ScenarioRow],
    limit: int,
    *,
    parse: Callable[[str], Recipe | None],
    shown: Callable[[Recipe], str],
) -> list[ScenarioRow]:
    """Variations of given rows, templates in turn, each once, without an expectation.

    Args:
        rows: Given by a model.
        limit: At most so many.
        parse: The recipe of a literal.
        shown: The source of a recipe.
    """
    templates = list(dict.fromkeys(each.template for each in rows))
    streams = [
        in_turn(
            [
                _odd([each for each in rows if each.template == template], parse, shown),
                _combined([each for each in rows if each.template == template]),
            ]
        )
        for template in templates
    ]
    seen = {(each.template.name, each.values) for each in rows}
    found: list[ScenarioRow] = []
    counts: dict[ScenarioTemplate, int] = {}
    for each in in_turn(streams):
        key = (each.template.name, each.values)
        if key in seen or any(len(value) > _LONGEST for value in each.values):
            continue
        seen.add(key)
        counts[each.template] = counts.get(each.template, 0) + 1
        found.append(
            replace(
                each, id=f"{each.kind.replace(' ', '-').replace(',', '')}-{counts[each.template]}"
            )
        )
        if len(found) >= limit:
            break
    return found


def _odd(
    rows: Sequence[ScenarioRow],
    parse: Callable[[str], Recipe | None],
    shown: Callable[[Recipe], str],
) -> Iterator[ScenarioRow]:
    """Rows with one value replaced by a neighbour; rows and columns take turns."""
    streams = [
        _odd_value(row, column, parse, shown)
        for column in range(max((len(each.values) for each in rows), default=0))
        for row in rows
    ]
    return iter(in_turn(streams))


def _odd_value(
    row: ScenarioRow,
    column: int,
    parse: Callable[[str], Recipe | None],
    shown: Callable[[Recipe], str],
) -> Iterator[ScenarioRow]:
    recipe = parse(row.values[column])
    if recipe is None:
        return
    for family, value in itertools.islice(neighbours(recipe, HAZARDS[:6]), _NEIGHBOURS):
        values = (*row.values[:column], shown(value), *row.values[column + 1 :])
        yield _variation(row.template, values, family.value)


def _combined(rows: Sequence[ScenarioRow]) -> Iterator[ScenarioRow]:
    """All combinations of the values of the columns, from those that differ least from the first row."""
    if not rows:
        return
    columns = [
        list(dict.fromkeys(each.values[place] for each in rows))[:_VALUES]
        for place in range(len(rows[0].values))
    ]
    places = [range(len(each)) for each in columns]
    for chosen in sorted(itertools.islice(itertools.product(*places), 20_000), key=_distance):
        values = tuple(column[place] for column, place in zip(columns, chosen, strict=True))
        yield _variation(rows[0].template, values, "combination")


def _distance(places: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    return sum(1 for each in places if each), sum(places), places


def _variation(template: ScenarioTemplate, values: tuple[str, ...], kind: str) -> ScenarioRow:
    return ScenarioRow(template, values, kind)
