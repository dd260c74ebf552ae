"""Items of several series in turn, so that a limit cuts all of them alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["in_turn"]

Item = TypeVar("Item")


def in_turn(series: Iterable[Iterable[Item]]) -> Iterator[Item]:
    """The first of each, then the second of each, and so on; series that end are left out from then on.

    Nothing is taken from a series before its turn.
    """
    waiting = [iter(each) for each in series]
    while waiting:
        going: list[Iterator[Item]] = []
        for each in waiting:
            for item in each:
                yield item
                going.append(each)
                break
        waiting = going
