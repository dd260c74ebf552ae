"""Reads the program of a search; offsets of failures are those of the crate (`scan/pattern.rs`)."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.booster.encoding import Reader
from aqe.booster.ports import FailureCode

__all__ = [
    "ASSERT",
    "CHARACTER",
    "JUMP",
    "MATCH",
    "SAVE",
    "SPLIT",
    "Code",
    "Pattern",
    "read_patterns",
]

CHARACTER, SPLIT, JUMP, SAVE, ASSERT, MATCH = range(6)
_FALLS_THROUGH = (CHARACTER, SAVE, ASSERT)

_FORMAT = 1
_LAST = 0x10FFFF
_PATTERNS = 1000
_GROUPS = 64
_CLASSES = 512
_RANGES = 512
_INSTRUCTIONS = 2000
_ASSERTIONS = 6
_LITERALS = 16
_LITERAL_BYTES = 32
_TOTAL = 65_536
"""Of all patterns: instructions, classes with their ranges, and bytes of literals, each."""

Code = tuple[int, int, int]
"""A number and its operands; 0 where there is none. The second of a split is the less preferred."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a program."""

    groups: int
    classes: tuple[tuple[tuple[int, int], ...], ...]
    code: tuple[Code, ...]
    order: tuple[int, ...]
    """The instructions that read nothing, each behind those that it leads to."""
    literals: tuple[bytes, ...]


def read_patterns(program: bytes) -> list[Pattern]:
    """The patterns of a program.

    Raises:
        EngineFailure: It is malformed, larger than allowed, or searches for the empty text.
    """
    reader = Reader(program, FailureCode.MALFORMED_PROGRAM)
    if reader.byte() != _FORMAT:
        raise reader.failure(0)
    left = _Left()
    patterns = [_pattern(reader, left) for _ in range(reader.count(_PATTERNS))]
    if not reader.finished:
        raise reader.failure()
    return patterns


@dataclass(slots=True)
class _Left:
    """What further patterns may hold."""

    classes: int = _TOTAL
    instructions: int = _TOTAL
    literal_bytes: int = _TOTAL


def _pattern(reader: Reader, left: _Left) -> Pattern:
    groups = reader.count(_GROUPS)
    classes = _classes(reader, left)
    at = reader.at
    code = _code(reader, left, groups, len(classes))
    order = _order(code)
    if order is None or _reaches_end(code):
        raise reader.failure(at)
    return Pattern(groups, classes, code, order, _literals(reader, left))


def _classes(reader: Reader, left: _Left) -> tuple[tuple[tuple[int, int], ...], ...]:
    count = reader.count(min(_CLASSES, left.classes))
    left.classes -= count
    ranges_left = _RANGES
    classes = []
    for _ in range(count):
        length = reader.count(min(ranges_left, left.classes))
        ranges_left -= length
        left.classes -= length
        ranges: list[tuple[int, int]] = []
        for _ in range(length):
            at = reader.at
            low = reader.count(_LAST)
            if ranges and low <= ranges[-1][1]:
                raise reader.failure(at)
            at = reader.at
            high = reader.count(_LAST)
            if high < low:
                raise reader.failure(at)
            ranges.append((low, high))
        classes.append(tuple(ranges))
    return tuple(classes)


def _code(reader: Reader, left: _Left, groups: int, classes: int) -> tuple[Code, ...]:
    at = reader.at
    count = reader.count(min(_INSTRUCTIONS, left.instructions))
    if count == 0:
        raise reader.failure(at)
    left.instructions -= count
    below = {CHARACTER: classes, JUMP: count, SAVE: 2 * groups, ASSERT: _ASSERTIONS}
    code = []
    for number in range(count):
        at = reader.at
        kind = reader.byte()
        if kind > MATCH or (number == count - 1 and kind in _FALLS_THROUGH):
            raise reader.failure(at)
        first = second = 0
        if kind == SPLIT:
            first, second = _below(reader, count), _below(reader, count)
        elif kind != MATCH:
            first = _below(reader, below[kind])
        code.append((kind, first, second))
    return tuple(code)


def _below(reader: Reader, limit: int) -> int:
    at = reader.at
    value = reader.number()
    if value >= limit:
        raise reader.failure(at)
    return value


def _literals(reader: Reader, left: _Left) -> tuple[bytes, ...]:
    literals = []
    for _ in range(reader.count(_LITERALS)):
        at = reader.at
        literal = reader.block()
        if not 0 < len(literal) <= min(_LITERAL_BYTES, left.literal_bytes):
            raise reader.failure(at)
        left.literal_bytes -= len(literal)
        literals.append(literal)
    return tuple(literals)


def _leads_to(code: tuple[Code, ...], number: int) -> tuple[int, ...]:
    """Where the instruction leads without reading a character."""
    kind, first, second = code[number]
    if kind == SPLIT:
        return first, second
    if kind == JUMP:
        return (first,)
    return (number + 1,) if kind in (SAVE, ASSERT) else ()


def _order(code: tuple[Code, ...]) -> tuple[int, ...] | None:
    """Instructions that read nothing, targets first; None where they run in a circle (Kahn 1962)."""
    sources: list[list[int]] = [[] for _ in code]
    waits = [0] * len(code)
    for number in range(len(code)):
        for target in _leads_to(code, number):
            sources[target].append(number)
            waits[number] += 1
    ready = [number for number, count in enumerate(waits) if count == 0]
    order = []
    while ready:
        number = ready.pop()
        if code[number][0] not in (CHARACTER, MATCH):
            order.append(number)
        for source in sources[number]:
            waits[source] -= 1
            if waits[source] == 0:
                ready.append(source)
    return None if any(waits) else tuple(order)


def _reaches_end(code: tuple[Code, ...]) -> bool:
    """Whether the pattern could match without reading a character."""
    seen = {0}
    open_ = [0]
    while open_:
        number = open_.pop()
        if code[number][0] == MATCH:
            return True
        for target in _leads_to(code, number):
            if target not in seen:
                seen.add(target)
                open_.append(target)
    return False
