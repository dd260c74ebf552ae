"""Characters that no instruction of a pattern tells apart share a cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from aqe.booster.reference.instructions import ASSERT, CHARACTER, Pattern

__all__ = ["Alphabet", "holds", "width"]

_EDGE, _NEWLINE, _WORD, _OTHER = range(4)
"""What stands beside a place: nothing, a line feed, a letter, digit or underscore, another one."""
_KEPT = 1024
"""Characters whose cells are kept from one text to the next."""


class Alphabet:
    """Characters that no instruction tells apart share a cell."""

    def __init__(self, pattern: Pattern) -> None:
        edges: dict[int, int] = {0: 0}
        for number, ranges in enumerate(pattern.classes):
            for low, high in ranges:
                edges[low] = edges.get(low, 0) ^ (1 << number)
                edges[high + 1] = edges.get(high + 1, 0) ^ (1 << number)
        has_assertions = any(kind == ASSERT for kind, _, _ in pattern.code)
        for point in (10, 11, 0x30, 0x3A, 0x41, 0x5B, 0x5F, 0x60, 0x61, 0x7B):
            edges.setdefault(point, 0)
        self._points = sorted(edges)
        members = list(accumulate((edges[point] for point in self._points), int.__xor__))
        kinds = [_kind(point) if has_assertions else _OTHER for point in self._points]
        numbers: dict[tuple[int, int], int] = {}
        self._numbers = [
            numbers.setdefault(signature, len(numbers))
            for signature in zip(members, kinds, strict=True)
        ]
        self.edge = len(numbers)
        """The cell beyond either end of a text."""
        self.kinds = [kind for _, kind in numbers]
        self.kinds.append(_EDGE if has_assertions else _OTHER)
        readers = [0] * len(pattern.classes)
        for number, (kind, first, _) in enumerate(pattern.code):
            if kind == CHARACTER:
                readers[first] |= 1 << number
        self.readers = [_of_classes(each, readers) for each, _ in numbers] + [0]
        """For each cell the instructions that read it."""
        self.newline = self._cell(10)
        self._table = None
        if self.edge <= 256:
            self._table = bytes(self._cell(point) for point in range(256))
        self._known: dict[str, int] = {}

    def _cell(self, point: int) -> int:
        return self._numbers[bisect_right(self._points, point) - 1]

    def cells(self, chunk: bytes) -> tuple[Sequence[int], str | None]:
        """The cell of each character, and the characters unless each is a byte."""
        if self._table is not None and chunk.isascii():
            return chunk.translate(self._table), None
        # A byte that is not UTF-8 counts as the character 0xDC00 + its value (PEP 383).
        text = chunk.decode("utf-8", "surrogateescape")
        known = self._known
        for character in set(text) - known.keys():
            known[character] = self._cell(ord(character))
        cells = [known[character] for character in text]
        if len(known) > _KEPT:
            known.clear()
        return cells, text


def _of_classes(classes: int, readers: list[int]) -> int:
    found = 0
    while classes:
        number = classes.bit_length() - 1
        found |= readers[number]
        classes ^= 1 << number
    return found


def width(character: str) -> int:
    """Bytes that the character was read from."""
    point = ord(character)
    if point < 0x80 or 0xDC80 <= point <= 0xDCFF:
        return 1
    return 2 if point < 0x800 else 3 if point < 0x10000 else 4


def _kind(point: int) -> int:
    if point == 10:
        return _NEWLINE
    is_word = 0x30 <= point <= 0x39 or 0x41 <= point <= 0x5A or point == 0x5F
    return _WORD if is_word or 0x61 <= point <= 0x7A else _OTHER


def holds(assertion: int, before: int, after: int) -> bool:
    """Whether the answer is yes between two such characters."""
    match assertion:
        case 0:
            return before == _EDGE
        case 1:
            return after == _EDGE
        case 2:
            return before in (_EDGE, _NEWLINE)
        case 3:
            return after in (_EDGE, _NEWLINE)
        case 4:
            return (before == _WORD) != (after == _WORD)
        case _:
            return (before == _WORD) == (after == _WORD)
