"""Patterns to a program, and a program with texts to matches."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aqe.booster.encoding import Writer
from aqe.booster.ports import Engine, EngineFailure, FailureCode, Limits, Operation
from aqe.booster.scanning.assembly import FORMAT, TooLarge, write_pattern
from aqe.booster.scanning.parser import Flags, parse
from aqe.booster.scanning.places import characters_before
from aqe.booster.scanning.refusal import PatternRefused
from aqe.errors import BoosterError

__all__ = [
    "BATCH_BYTES",
    "MOST_PATTERNS",
    "MOST_TOTAL",
    "Match",
    "ScanLimit",
    "ScanProgram",
    "TextPattern",
    "compile_patterns",
    "scan",
]

MOST_PATTERNS = 1000
"""Patterns of one program."""
MOST_TOTAL = 65_536
"""Of all patterns of a program: instructions, classes with their ranges, bytes of literals, each."""
BATCH_BYTES = 1024 * 1024
"""Texts that are handed to an engine at once, unless one alone is longer."""

_UNSET = 0xFFFFFFFF
_CANNOT_SCAN = (FailureCode.OUTPUT_LIMIT, FailureCode.STEP_LIMIT)


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A regular expression of the linear subset."""

    pattern: str
    ignore_case: bool = False
    """ASCII letters stand for both cases, as with `(?i)`."""
    dot_all: bool = False
    """The dot reads line ends too, as with `(?s)`."""


@dataclass(frozen=True, slots=True)
class ScanProgram:
    """Patterns ready for an engine."""

    patterns: tuple[TextPattern, ...]
    encoded: bytes
    groups: tuple[int, ...]
    """Number of groups of each pattern."""
    names: tuple[Mapping[str, int], ...]
    """Numbers of the named groups of each pattern, from 1."""


class Match(NamedTuple):
    """A place where a pattern matches.

    Places count characters where the text was given as str, and bytes where it was given as bytes.
    """

    pattern: int
    """Index into the patterns of the program."""
    start: int
    end: int
    groups: tuple[tuple[int, int] | None, ...]
    """Start and end of group 1 and so on; None for one that took no part."""


class ScanLimit(BoosterError):
    """A text cannot be searched within the limits."""

    slug = "scan-limit"

    def __init__(self, text: int, code: FailureCode) -> None:
        what = "steps" if code is FailureCode.STEP_LIMIT else "bytes of matches"
        super().__init__(
            f"text {text!r}, counted from 0, needs more {what} than the limits allow",
            hint="raise the limits, split the text, or search with fewer patterns at once",
        )
        self.text = text


def compile_patterns(patterns: Sequence[TextPattern]) -> ScanProgram:
    """Read the patterns and write them as one program.

    Raises:
        PatternRefused: One is malformed, outside of the language or too large.
    """
    writer = Writer().byte(FORMAT).number(len(patterns))
    groups, names = [], []
    instructions = classes = literal_bytes = 0
    for number, each in enumerate(patterns):
        parsed = parse(each.pattern, Flags(each.ignore_case, each.dot_all))
        try:
            written = write_pattern(writer, parsed.tree, parsed.groups, MOST_TOTAL - literal_bytes)
        except TooLarge as error:
            hint = "make the bounds smaller, or leave the upper one out"
            raise PatternRefused(each.pattern, 0, str(error), hint) from error
        instructions += written.instructions
        classes += written.classes
        literal_bytes += written.literal_bytes
        if max(instructions, classes) > MOST_TOTAL or number >= MOST_PATTERNS:
            hint = "compile the patterns in several programs"
            reason = f"the program of {number + 1} patterns is too large"
            raise PatternRefused(each.pattern, 0, reason, hint)
        groups.append(parsed.groups)
        names.append(parsed.names)
    return ScanProgram(tuple(patterns), writer.done(), tuple(groups), tuple(names))


def scan(
    engine: Engine,
    program: ScanProgram,
    texts: Iterable[str | bytes],
    limits: Limits = Limits(),
) -> Iterator[list[Match]]:
    """The matches in each text: by pattern, and for one pattern from left to right, not overlapping.

    Texts are asked for as the matches are taken, about a megabyte at a time.

    Raises:
        ScanLimit: A text does not fit the limits.
        EngineTrap: The engine broke off.
    """
    batch: list[str | bytes] = []
    encoded: list[bytes] = []
    first = size = 0
    for text in texts:
        data = _encoded(text)
        if batch and size + len(data) > BATCH_BYTES:
            yield from _scan_batch(engine, program, batch, encoded, first, limits)
            first += len(batch)
            batch, encoded, size = [], [], 0
        batch.append(text)
        encoded.append(data)
        size += len(data)
    yield from _scan_batch(engine, program, batch, encoded, first, limits)


def _encoded(text: str | bytes) -> bytes:
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # A surrogate that stands for no byte has no encoding; another character keeps its place.
        kept = ("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)
        return "".join(kept).encode()


def _scan_batch(
    engine: Engine,
    program: ScanProgram,
    texts: Sequence[str | bytes],
    encoded: Sequence[bytes],
    first: int,
    limits: Limits,
) -> Iterator[list[Match]]:
    writer = Writer().number(len(encoded))
    for data in encoded:
        writer.block(data)
    try:
        output = engine.run(Operation.SCAN, program.encoded, writer.done(), limits)
    except EngineFailure as failure:
        if failure.code not in _CANNOT_SCAN:
            raise
        if len(texts) == 1:
            raise ScanLimit(first, failure.code) from failure
        for number, text in enumerate(texts):
            each = (encoded[number],)
            yield from _scan_batch(engine, program, (text,), each, first + number, limits)
        return
    words = _words(output)
    at = 0
    for text, data in zip(texts, encoded, strict=True):
        found, at = _matches(words, at, program.groups)
        if isinstance(text, str) and found and not data.isascii():
            found = _in_characters(found, data)
        yield found


def _words(output: bytes) -> list[int]:
    words = array("I", output)
    if sys.byteorder == "big":
        words.byteswap()
    return words.tolist()


def _matches(words: list[int], at: int, groups: Sequence[int]) -> tuple[list[Match], int]:
    found: list[Match] = []
    runs = words[at]
    at += 1
    for _ in range(runs):
        pattern, count = words[at : at + 2]
        at += 2
        width = 2 + 2 * groups[pattern]
        end = at + count * width
        starts, ends = words[at:end:width], words[at + 1 : end : width]
        if width == 2:
            found += [
                Match(pattern, start, stop, ()) for start, stop in zip(starts, ends, strict=True)
            ]
        else:
            for place in range(at, end, width):
                spans = words[place + 2 : place + width]
                found.append(Match(pattern, words[place], words[place + 1], _spans(spans)))
        at = end
    return found, at


def _spans(words: list[int]) -> tuple[tuple[int, int] | None, ...]:
    return tuple(
        None if start == _UNSET or end == _UNSET else (start, end)
        for start, end in zip(words[::2], words[1::2], strict=True)
    )


def _in_characters(found: list[Match], data: bytes) -> list[Match]:
    places = {place for each in found for place in each[1:3]}
    places |= {place for each in found for span in each.groups if span for place in span}
    at = characters_before(data, places)
    return [
        Match(
            each.pattern,
            at[each.start],
            at[each.end],
            tuple(span and (at[span[0]], at[span[1]]) for span in each.groups),
        )
        for each in found
    ]
