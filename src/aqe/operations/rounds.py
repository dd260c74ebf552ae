"""Measurements in rounds: they tell how far they are, and end where the user asks."""

from __future__ import annotations

from collections.abc import Callable

from aqe.domain.progress import Progress
from aqe.operations.services import Services

__all__ = ["each_round"]


def each_round(services: Services, what: str) -> Callable[[str, int, int], None]:
    """What a measurement calls before each round, with a part of it, the round and how many there are.

    Raises:
        KeyboardInterrupt: By the callable, where the user asked to stop: half a comparison says nothing.
    """

    def begin(part: str, number: int, rounds: int) -> None:
        if services.cancelled():
            raise KeyboardInterrupt
        message = f"{part}, round {number} of {rounds}"
        services.progress(Progress(what, "measure", message=message))

    return begin
