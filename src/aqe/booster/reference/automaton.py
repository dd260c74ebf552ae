"""All matches of one pattern in a stretch of text, in time linear in its length.

Two passes (Frisch and Cardelli, "Greedy Regular Expression Matching", ICALP 2004). From right to
left, a lazily built deterministic automaton keeps for each place the set of instructions from which
the end of the pattern can be reached, so that every place where a match begins is known. From left
to right, each match then follows the preferred instruction among those that lead to the end: never
back, never in vain. So neither a pattern such as `(a+)+$` nor one that looks far ahead for each short
match takes more than a constant times length of text and number of instructions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from aqe.booster.reference.instructions import (
    ASSERT,
    CHARACTER,
    JUMP,
    MATCH,
    SAVE,
    SPLIT,
    Pattern,
)

__all__ = ["Automaton"]

_BLOCK = 1024
"""Characters between two places at which the automaton may be forgotten."""
_MOST_WORDS = 500_000
"""Words of memory that its states take before they are forgotten."""
_EDGE, _NEWLINE, _WORD, _OTHER = range(4)
"""What stands beside a place: nothing, a line feed, a letter, digit or underscore, another one."""


class Automaton:
    """Prepared for one pattern; it grows while it searches, within bounds."""

    def __init__(self, pattern: Pattern) -> None:
        self._code = pattern.code
        self._slots = 2 * pattern.groups
        self._order = pattern.order
        self._end = sum(
            1 << number for number, (kind, _, _) in enumerate(pattern.code) if kind == MATCH
        )
        self._alphabet = _Alphabet(pattern)
        # A row of the table, and six sets of instructions.
        self._words_of_state = self._alphabet.edge + 1 + 6 * (4 + len(pattern.code) // 64)
        self._forget()

    def matches(self, text: bytes, start: int, end: int) -> Iterator[tuple[int, ...]]:
        """Start, end and the places saved (-1: none) of each match, not overlapping, as bytes.

        The stretch begins and ends at a line feed or an end of the text.
        """
        alphabet = self._alphabet
        chunk = text[start:end]
        cells, decoded = alphabet.cells(chunk)
        offsets: list[int] = []
        after = alphabet.kinds[alphabet.edge if end == len(text) else alphabet.newline]
        before = alphabet.edge if start == 0 else alphabet.newline
        path = _Path(self, cells, before, after)
        last = 0
        for place in reversed(path.starts):
            if place >= last:
                last, slots = path.follow(place)
                found = (place, last, *slots)
                if decoded is None:
                    yield tuple(each + start if each >= 0 else each for each in found)
                else:
                    offsets = offsets or [0, *accumulate(map(_width, decoded))]
                    yield tuple(offsets[each] + start if each >= 0 else each for each in found)

    # -- the automaton -------------------------------------------------------------------

    def _forget(self) -> None:
        self.generation = getattr(self, "generation", 0) + 1
        self._numbers: dict[tuple[int, int], int] = {}
        self._states: list[tuple[int, int]] = []
        self._alive: list[list[int]] = []
        self.rows: list[list[int]] = []

    def forget_if_large(self) -> bool:
        """Give the memory back where there is too much of it; states lose their numbers."""
        if len(self.rows) * self._words_of_state <= _MOST_WORDS:
            return False
        self._forget()
        return True

    def state(self, core: int, after: int) -> int:
        """The number of the state for a place: instructions that hold there, and what follows."""
        key = (core, after)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._states)
            self._states.append(key)
            self._alive.append([-1, -1, -1, -1])
            self.rows.append([-1] * (self._alphabet.edge + 1))
        return number

    def key(self, state: int) -> tuple[int, int]:
        """What `state` takes to give this number."""
        return self._states[state]

    def first(self, after: int) -> int:
        """The state at the end of a stretch."""
        return self.state(self._end, after)

    def step(self, state: int, cell: int) -> int:
        """The state in front of a character, doubled, plus 1 if a match begins behind it."""
        alphabet = self._alphabet
        kind = alphabet.kinds[cell]
        alive = self.alive(state, kind)
        core = (alive >> 1) & alphabet.readers[cell] | self._end
        entry = self.rows[state][cell] = 2 * self.state(core, kind) + (alive & 1)
        return entry

    def alive(self, state: int, before: int) -> int:
        """The set of instructions that lead to the end from a place with that in front."""
        known = self._alive[state]
        alive = known[before]
        if alive < 0:
            alive, after = self._states[state]
            for number in self._order:
                kind, first, second = self._code[number]
                if kind == SPLIT:
                    leads = alive >> first | alive >> second
                elif kind == JUMP:
                    leads = alive >> first
                elif kind == SAVE or _holds(first, before, after):
                    leads = alive >> (number + 1)
                else:
                    continue
                alive |= (leads & 1) << number
            known[before] = alive
        return alive

    def follow(
        self, path: _Path, place: int, kinds: Sequence[int], cells: Sequence[int]
    ) -> tuple[int, list[int]]:
        """Walk the preferred way from where a match begins; its end and the places saved."""
        slots = [-1] * self._slots
        code = self._code
        before = kinds[path.before if place == 0 else cells[place - 1]]
        number = 0
        while True:
            kind, first, second = code[number]
            if kind == CHARACTER:
                before = kinds[cells[place]]
                place += 1
                number += 1
            elif kind == SPLIT:
                alive = self.alive(path.state_at(place), before)
                number = first if alive >> first & 1 else second
            elif kind == JUMP:
                number = first
            elif kind == MATCH:
                return place, slots
            else:
                if kind == SAVE:
                    slots[first] = place
                number += 1

    def path_kinds(self) -> Sequence[int]:
        """The kind of each cell."""
        return self._alphabet.kinds


class _Path:
    """The states of a stretch, block by block from its end."""

    def __init__(self, automaton: Automaton, cells: Sequence[int], before: int, after: int) -> None:
        self._automaton = automaton
        self._cells = cells
        self.before = before
        self.starts: list[int] = []
        """Where matches begin, from the last to the first."""
        self._states = [0] * (len(cells) + 1)
        self._ends: list[tuple[int, tuple[int, int], int]] = []
        """Of each block, from the last: its end, that place's state, and in which generation."""
        automaton.forget_if_large()
        state = automaton.first(after)
        high = len(cells)
        while True:
            low = max(0, high - _BLOCK)
            self._ends.append((high, automaton.key(state), automaton.generation))
            state = self._backwards(state, low, high, self.starts)
            if low == 0:
                break
            key = automaton.key(state)
            if automaton.forget_if_large():
                state = automaton.state(*key)
            high = low
        self._states[0] = state
        entry = automaton.rows[state][before]
        if (entry if entry >= 0 else automaton.step(state, before)) & 1:
            self.starts.append(0)
        self._loaded = -1

    def _backwards(self, state: int, low: int, high: int, starts: list[int]) -> int:
        rows, step, cells, states = (
            self._automaton.rows,
            self._automaton.step,
            self._cells,
            self._states,
        )
        for place in range(high, low, -1):
            states[place] = state
            cell = cells[place - 1]
            entry = rows[state][cell]
            if entry < 0:
                entry = step(state, cell)
            if entry & 1:
                starts.append(place)
            state = entry >> 1
        states[low] = state
        return state

    def state_at(self, place: int) -> int:
        """The state of a place; blocks whose states were forgotten are gone through again."""
        block = (len(self._cells) - place) // _BLOCK
        if block >= len(self._ends):
            block -= 1
        if block != self._loaded:
            end, key, generation = self._ends[block]
            if generation != self._automaton.generation:
                self._automaton.forget_if_large()
                low = max(0, end - _BLOCK)
                self._backwards(self._automaton.state(*key), low, end, [])
                self._ends[block] = (end, key, self._automaton.generation)
            self._loaded = block
        return self._states[place]

    def follow(self, place: int) -> tuple[int, list[int]]:
        """The end of the match that begins at `place`, and the places saved."""
        return self._automaton.follow(self, place, self._automaton.path_kinds(), self._cells)


class _Alphabet:
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
        if len(known) > _BLOCK:
            known.clear()
        return cells, text


def _of_classes(classes: int, readers: list[int]) -> int:
    found = 0
    while classes:
        number = classes.bit_length() - 1
        found |= readers[number]
        classes ^= 1 << number
    return found


def _width(character: str) -> int:
    point = ord(character)
    if point < 0x80 or 0xDC80 <= point <= 0xDCFF:
        return 1
    return 2 if point < 0x800 else 3 if point < 0x10000 else 4


def _kind(point: int) -> int:
    if point == 10:
        return _NEWLINE
    is_word = 0x30 <= point <= 0x39 or 0x41 <= point <= 0x5A or point == 0x5F
    return _WORD if is_word or 0x61 <= point <= 0x7A else _OTHER


def _holds(assertion: int, before: int, after: int) -> bool:
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
