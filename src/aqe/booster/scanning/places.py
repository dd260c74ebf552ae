"""Places in a text: of bytes as characters, of characters as line and column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

__all__ = ["Lines", "characters_before"]


def characters_before(data: bytes, places: Iterable[int]) -> dict[int, int]:
    """For each place, an offset in bytes, the number of characters in front of it."""
    found = {}
    before = count = 0
    for place in sorted(places):
        count += len(data[before:place].decode("utf-8", "surrogateescape"))
        found[place] = count
        before = place
    return found


class Lines:
    """Where the lines of a text begin; a line ends behind its line feed."""

    def __init__(self, text: str | bytes) -> None:
        data = text if isinstance(text, str) else text.decode("latin-1")
        starts = [0]
        while (end := data.find("\n", starts[-1])) >= 0:
            starts.append(end + 1)
        self._starts = starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, each from 1, of a place in the units of the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
