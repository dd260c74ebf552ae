"""Texts and bytes with a piece put where a condition looks: ``value[1:3] == ":x"``, ``data[0] == 0x80``.

Where an input is too short or holds nothing there, no part of it is what was met; but the condition says
where it looked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import AnyStr

from aqe.domain.recipe import Literal
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.scenario import Scenario

__all__ = ["spliced"]

_LOOK = re.compile(r"\w\[(?P<start>-?\d{0,2})(?P<colon>:-?\d{0,4})?\]")
_FARTHEST = 40
"""Places from either end that are filled up to."""
_LONGEST = 200
"""Characters of a text that is changed."""


def spliced(scenario: Scenario, text: str, targets: Sequence[object]) -> Iterator[Scenario]:
    """The scenario with what was looked for in the place where a condition looks.

    Args:
        scenario: its texts and bytes are changed one at a time.
        text: source of the condition.
        targets: what would take the other side of the condition.
    """
    starts = list(dict.fromkeys(_starts(text)))
    if not starts:
        return
    for place, part in parts_of(scenario):
        if not isinstance(part, Literal):
            continue
        value = part.value
        for start in starts:
            for target in targets:
                if isinstance(value, str) and isinstance(target, str):
                    for changed in _ways(value, start, target, "a"):
                        yield with_part(scenario, place, Literal(changed))
                elif isinstance(value, bytes) and (piece := _piece(target)) is not None:
                    for data in _ways(value, start, piece, b"a"):
                        yield with_part(scenario, place, Literal(data))


def _starts(text: str) -> Iterator[int]:
    """Where subscripts with constant places begin, from the front or, below zero, from the end."""
    for found in _LOOK.finditer(text):
        start = found["start"] or ("0" if found["colon"] else "")
        if start not in ("", "-") and abs(int(start)) <= _FARTHEST:
            yield int(start)


def _piece(target: object) -> bytes | None:
    """What stands in bytes where a condition met an operand: bytes, or one of them."""
    if isinstance(target, bytes):
        return target
    if isinstance(target, int) and not isinstance(target, bool) and 0 <= target <= 255:
        return bytes([target])
    return None


def _ways(value: AnyStr, start: int, piece: AnyStr, filler: AnyStr) -> Iterator[AnyStr]:
    """The piece in its place, also where what stands at both ends is taken off first, as quotes are."""
    yield _put(value, start, piece, filler)
    if len(value) > 1 and not value[:1].isalnum() and not value[-1:].isalnum():
        yield value[:1] + _put(value[1:-1], start, piece, filler) + value[-1:]


def _put(value: AnyStr, start: int, piece: AnyStr, filler: AnyStr) -> AnyStr:
    value = value[:_LONGEST]
    if start < 0:
        before = value[:start] if len(value) >= -start else value
        return before + piece + filler * (-start - len(piece))
    before = value[:start] + filler * (start - len(value))
    return before + piece + value[start + len(piece) :]
