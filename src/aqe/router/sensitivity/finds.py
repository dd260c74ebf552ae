"""What the rules hand to one another: a find, and how finds that overlap become one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aqe.domain.routing import SensitiveKind, SensitiveSpan

__all__ = ["Find", "merged", "spans"]


class Find(NamedTuple):
    """A place in a text and the rule that found it."""

    start: int
    end: int
    kind: SensitiveKind
    rule: str
    weight: int = 0
    """Of finds that overlap, the name of the heaviest stays."""


def merged(finds: Iterable[Find]) -> list[Find]:
    """Finds in the order of the text; those that overlap become one that covers them all."""
    result: list[Find] = []
    for find in sorted(finds, key=lambda find: (find.start, -find.end)):
        if result and find.start < result[-1].end:
            last = result[-1]
            name = find if find.weight > last.weight else last
            result[-1] = name._replace(start=last.start, end=max(last.end, find.end))
        else:
            result.append(find)
    return result


def spans(text: str, finds: Iterable[Find]) -> tuple[SensitiveSpan, ...]:
    """Finds, in the order of the text, with the lines that they are on."""
    result = []
    line, place = 1, 0
    for find in finds:
        line += text.count("\n", place, find.start)
        place = find.start
        result.append(SensitiveSpan(find.kind, find.rule, find.start, find.end, line))
    return tuple(result)
