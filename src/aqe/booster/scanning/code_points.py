"""Sets of characters as sorted ranges of code points; case is that of ASCII."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

__all__ = [
    "DIGIT",
    "LAST",
    "NEWLINE",
    "SPACE",
    "WORD",
    "Ranges",
    "complement",
    "folded",
    "members",
    "united",
]

Ranges = tuple[tuple[int, int], ...]
"""First and last of each range, in order, with a gap between any two."""

LAST = 0x10FFFF
NEWLINE: Ranges = ((10, 10),)
DIGIT: Ranges = ((0x30, 0x39),)
SPACE: Ranges = ((9, 13), (32, 32))
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))


def united(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges sorted, with those that overlap or touch made one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    edges = [(-1, -1), *ranges, (LAST + 1, LAST + 1)]
    return tuple(
        (before[1] + 1, after[0] - 1)
        for before, after in pairwise(edges)
        if before[1] + 1 <= after[0] - 1
    )


def folded(ranges: Ranges) -> Ranges:
    """The set with the other case of its ASCII letters."""
    found = list(ranges)
    for first, last, shift in ((0x41, 0x5A, 32), (0x61, 0x7A, -32)):
        found += [
            (max(low, first) + shift, min(high, last) + shift)
            for low, high in ranges
            if max(low, first) <= min(high, last)
        ]
    return united(found)


def members(ranges: Ranges, most: int) -> tuple[str, ...] | None:
    """Its characters; None where there are more than `most` or some have no encoding."""
    if sum(high - low + 1 for low, high in ranges) > most:
        return None
    points = [point for low, high in ranges for point in range(low, high + 1)]
    if any(0xD800 <= point <= 0xDFFF for point in points):
        return None
    return tuple(map(chr, points))
