"""Searches for text patterns: which texts and lines are looked at, and what is written.

A pattern that needs one of some literals is tried only where one stands: on that line if the pattern
reads no line feed, else on the whole text. The same rules, counts and failures are in the crate
(`scan.rs`); a hostile program whose literals are not needed thus gets the same answer from both.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterator

from aqe.booster.encoding import Reader
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.automaton import Automaton
from aqe.booster.reference.instructions import Pattern, read_patterns

__all__ = ["prepare"]

_NEWLINE = 10
_UNSET = 0xFFFFFFFF
_STEP_WEIGHT = 8
"""Instructions of a pattern that make a character cost a step more, where the pattern is tried."""
_LITERAL_WEIGHT = 32
"""Literals of all patterns that make a character of each text cost a step more."""
_MOST_WORDS = 4_000_000
_FEWEST_WORDS = 20_000
"""Words of memory that the patterns share, and that each may take at least."""


def prepare(program: bytes) -> Callable[[bytes, Limits], bytes]:
    """Read a program; the result takes inputs.

    Raises:
        EngineFailure: The program is malformed.
    """
    patterns = read_patterns(program)
    words = max(_FEWEST_WORDS, _MOST_WORDS // max(1, len(patterns)))
    searches = [_Search(number, each, words) for number, each in enumerate(patterns)]
    literals = sum(each.literals for each in searches)

    def run(data: bytes, limits: Limits) -> bytes:
        work = _Work(limits)
        for number, text in enumerate(_texts(data)):
            weight = 1 + literals // _LITERAL_WEIGHT
            work.spend(number, (len(text) + 1) * weight + len(searches))
            work.search(number, text, searches)
        return work.output()

    return run


def _texts(data: bytes) -> list[bytes]:
    reader = Reader(data, FailureCode.MALFORMED_INPUT)
    texts = [reader.block() for _ in range(reader.count(len(data)))]
    if not reader.finished:
        raise reader.failure()
    return texts


class _Search:
    """One pattern and where it is tried."""

    def __init__(self, number: int, pattern: Pattern, most_words: int) -> None:
        self.number = number
        self.literals = len(pattern.literals)
        self.weight = 1 + len(pattern.code) // _STEP_WEIGHT
        self.automaton = Automaton(pattern, most_words)
        self._literals = pattern.literals
        self._reads_newlines = any(
            low <= _NEWLINE <= high for ranges in pattern.classes for low, high in ranges
        )

    def windows(self, text: bytes) -> list[tuple[int, int]]:
        """The stretches of the text on which the pattern is tried, in order."""
        if not self._literals:
            return [(0, len(text))]
        if self._reads_newlines:
            is_there = any(each in text for each in self._literals)
            return [(0, len(text))] if is_there else []
        return sorted({line for each in self._literals for line in _lines_with(each, text)})


def _lines_with(literal: bytes, text: bytes) -> Iterator[tuple[int, int]]:
    at = text.find(literal)
    while at >= 0:
        start = text.rfind(b"\n", 0, at) + 1
        end = text.find(b"\n", at)
        if end < 0:
            end = len(text)
        yield start, end
        at = text.find(literal, end + 1)


class _Work:
    """One run: what it has used and written."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._steps = 0
        self._words = array("I")

    def output(self) -> bytes:
        """Everything that was found, as 32-bit words, least byte first."""
        if sys.byteorder == "big":
            self._words.byteswap()
        return self._words.tobytes()

    def search(self, number: int, text: bytes, searches: list[_Search]) -> None:
        """Append what the patterns find in the text."""
        head = len(self._words)
        self._write(number, 0)
        for search in searches:
            run = len(self._words)
            for start, end in search.windows(text):
                self.spend(number, (end - start + 1) * search.weight)
                for match in search.automaton.matches(text, start, end):
                    if len(self._words) == run:
                        self._words.extend((search.number, 0))
                        self._words[head] += 1
                    self._write(number, *match)
                    self._words[run + 1] += 1
            search.automaton.forget_if_large()

    def spend(self, text: int, steps: int) -> None:
        """Count steps; the text is named where they are too many."""
        self._steps += steps
        if self._steps > self._limits.steps:
            raise EngineFailure(FailureCode.STEP_LIMIT, text)

    def _write(self, text: int, *words: int) -> None:
        self._words.extend(_UNSET if word < 0 else word for word in words)
        if 4 * len(self._words) > self._limits.output_bytes:
            raise EngineFailure(FailureCode.OUTPUT_LIMIT, text)
