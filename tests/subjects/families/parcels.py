"""Parcels: what is wrong shows in a copy, in a like with one other part, in letters of another alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BAY = re.compile(r"[A-Z]{2}-[0-9]{2}")
_NAME = re.compile(r"[^\W\d_]+ [^\W\d_]+")


class Parcel:
    """Something to be sent."""

    def __init__(self, weight: int, fragile: bool = False, bay: str = "") -> None:
        self.weight = weight
        self.fragile = fragile
        self.bay = bay

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Parcel):
            return NotImplemented
        mine = (self.weight, self.fragile, self.bay)
        return mine == (other.weight, other.fragile, other.bay)

    def __hash__(self) -> int:
        return hash(self.weight)


class Label:
    """What is printed on a parcel; its words are kept apart from it, and whatever else is asked goes to them."""

    def __init__(self, text: str) -> None:
        self._words = text.split()
        self._printed = 0

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._words, name)

    def __getstate__(self) -> tuple[list[str], int]:
        return self._words, self._printed

    def __setstate__(self, state: tuple[list[str], int]) -> None:
        self._words, self._printed = state

    def line(self) -> str:
        """The words in capitals, with the number of the print."""
        self._printed += 1
        return f"{' '.join(self._words).upper()} ({self._printed})"


def is_bay(text: str) -> bool:
    """Whether a text names a bay, such as `AB-12`."""
    return _BAY.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text is a first and a last name."""
    return _NAME.fullmatch(text) is not None


def share_of_heaviest(weights: Iterable[int]) -> float:
    """How much of the whole the heaviest is."""
    known = list(weights)
    whole = sum(known)
    if not whole:
        return 0.0
    return max(known) / whole
