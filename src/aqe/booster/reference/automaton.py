"""All matches of one pattern in a stretch of text, in time linear in its length.

Two passes (Frisch and Cardelli, "Greedy Regular Expression Matching", ICALP 2004). From right to
left, a lazily built deterministic automaton keeps for each place the set of instructions from which
the end of the pattern can be reached, so that every place where a match begins is known. From left
to right, each match then follows the preferred instruction among those that lead to the end: never
back, never in vain. So neither a pattern such as `(a+)+$` nor one that looks far ahead for each short
match takes more than a constant times length of text and number of instructions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from aqe.booster.reference.alphabet import Alphabet, holds, width
from aqe.booster.reference.instructions import (
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


class Automaton:
    """Prepared for one pattern; it grows while it searches, to about so many words of memory."""

    def __init__(self, pattern: Pattern, most_words: int) -> None:
        self._most_words = most_words
        self.code = pattern.code
        self.slots = 2 * pattern.groups
        self.generation = 0
        self._order = pattern.order
        self._end = sum(
            1 << number for number, (kind, _, _) in enumerate(pattern.code) if kind == MATCH
        )
        self._alphabet = Alphabet(pattern)
        self.kinds = self._alphabet.kinds
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
                    offsets = offsets or [0, *accumulate(map(width, decoded))]
                    yield tuple(offsets[each] + start if each >= 0 else each for each in found)

    # -- the automaton -------------------------------------------------------------------

    def _forget(self) -> None:
        self.generation += 1
        self._numbers: dict[tuple[int, int], int] = {}
        self._states: list[tuple[int, int]] = []
        self._alive: list[list[int]] = []
        self.rows: list[list[int]] = []

    def forget_if_large(self) -> bool:
        """Give the memory back where there is too much of it; states lose their numbers."""
        if len(self.rows) * self._words_of_state <= self._most_words:
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
                kind, first, second = self.code[number]
                if kind == SPLIT:
                    leads = alive >> first | alive >> second
                elif kind == JUMP:
                    leads = alive >> first
                elif kind == SAVE or holds(first, before, after):
                    leads = alive >> (number + 1)
                else:
                    continue
                alive |= (leads & 1) << number
            known[before] = alive
        return alive


class _Path:
    """The states of a stretch, block by block from its end."""

    def __init__(self, automaton: Automaton, cells: Sequence[int], before: int, after: int) -> None:
        self._automaton = automaton
        self._cells = cells
        self._before = before
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

    def _state_at(self, place: int) -> int:
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
        """Walk the preferred way from where a match begins; its end and the places saved."""
        automaton, cells = self._automaton, self._cells
        code, kinds = automaton.code, automaton.kinds
        slots = [-1] * automaton.slots
        before = kinds[self._before if place == 0 else cells[place - 1]]
        number = 0
        while True:
            kind, first, second = code[number]
            if kind == CHARACTER:
                before = kinds[cells[place]]
                place += 1
                number += 1
            elif kind == SPLIT:
                alive = automaton.alive(self._state_at(place), before)
                number = first if alive >> first & 1 else second
            elif kind == JUMP:
                number = first
            elif kind == MATCH:
                return place, slots
            else:
                if kind == SAVE:
                    slots[first] = place
                number += 1
