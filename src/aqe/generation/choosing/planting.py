"""Inputs that hold given constants: what a changed constant does shows with it, or next to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.domain.recipe import Literal
from aqe.generation.archive import Entry
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.ports import Constant
from aqe.generation.scenario import Scenario

__all__ = ["hosts", "one_of_each", "planted"]

_LONGEST = 60
"""Characters of a text that another one was put into."""
_DELAY = 3
"""A value in the midst of another comes after so many further values by themselves."""
_ANY_TYPE = 3
"""Values that take the place of an argument of another type, too."""


def hosts(entries: Sequence[Entry]) -> list[Entry]:
    """Entries in which something can be planted."""
    return [
        entry
        for entry in entries
        if any(isinstance(part, Literal) for _, part in parts_of(entry.scenario))
    ]


def one_of_each(entries: Sequence[Entry]) -> list[Entry]:
    """The first entry of each callable: what reads a table may be any of them."""
    return list({each.scenario.subject: each for each in reversed(entries)}.values())[::-1]


def planted(scenario: Scenario, values: Sequence[Constant]) -> Iterator[Scenario]:
    """Copies of a scenario with one of the values in the place, or in the midst, of a literal.

    Args:
        scenario: to start from.
        values: what to plant, the most promising first.
    """
    places = [(place, part) for place, part in parts_of(scenario) if isinstance(part, Literal)]
    ranked = [
        (rank + delay, place, new)
        for rank, value in enumerate(values)
        for place, part in places
        for delay, new in _placed(part, value, any_type=rank < _ANY_TYPE and not place[2])
    ]
    for _, place, new in sorted(ranked, key=lambda each: each[0]):
        yield with_part(scenario, place, new)


def _placed(part: Literal, value: Constant, *, any_type: bool) -> Iterator[tuple[int, Literal]]:
    """What becomes of a literal, and after how many other values it is due."""
    old = part.value
    is_kin = type(old) is type(value) or (
        isinstance(old, int | float) and isinstance(value, int | float)
    )
    if (is_kin or any_type) and not isinstance(old, bool):
        yield 0, Literal(value)
    if isinstance(old, str) and isinstance(value, str) and 0 < len(old) + len(value) <= _LONGEST:
        middle = len(old) // 2
        yield _DELAY, Literal(old[:middle] + value + old[middle:])
        yield _DELAY, Literal(old + value)
        yield _DELAY, Literal(value + old)
