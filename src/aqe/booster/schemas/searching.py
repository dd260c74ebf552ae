"""Whether a schema's expression matches in a text, in bounded time whatever the two are.

A schema comes from anywhere, and Python's `re` tries alternatives one by one: `^(a|a)*$` takes time
exponential in the text. So `re` is asked only where the tree of the expression shows that it cannot
take long. Everything else goes over the text with sets of places, one bit for each place, as Thompson's
search does ("Regular Expression Search Algorithm", 1968); its steps are counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from aqe.booster.schemas.regexes import (
    Alternatives,
    Anchor,
    CharacterSet,
    Expression,
    ExpressionError,
    Look,
    Ranges,
    Repeated,
    Sequenced,
    parse,
)

__all__ = ["python_pattern", "search", "usable"]

_MOST_TRIED = 1_000_000
"""Ways that `re` may have to try; above, places are counted instead."""
_MOST_RANGES = 2_000
"""Ranges of an expression that `re` compiles in no time."""
_MOST_STEPS = 4_000_000
"""Words of all sets of places of one search: about a second."""
_ANCHORS = {"start": r"\A", "end": r"\Z", "boundary": r"(?a:\b)", "inside": r"(?a:\B)"}
_WORDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def python_pattern(tree: Expression) -> str:
    """The expression as Python's `re` writes it."""
    match tree:
        case CharacterSet(ranges):
            if not ranges:
                return "(?!)"
            return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]"
        case Sequenced(parts):
            return "".join(map(python_pattern, parts))
        case Alternatives(ways):
            return "(?:" + "|".join(map(python_pattern, ways)) + ")"
        case Repeated(part, low, high):
            return f"(?:{python_pattern(part)}){{{low},{'' if high is None else high}}}"
        case Anchor(kind):
            return _ANCHORS[kind]
        case Look(prefix, part):
            return f"({prefix}{python_pattern(part)})"


def _tried(tree: Expression, size: int) -> float:
    """How many ways through an expression there are at most, from one place of a text of that size."""
    match tree:
        case Sequenced(parts):
            product = 1.0
            for part in parts:
                product = min(product * _tried(part, size), 1e18)
            return product
        case Alternatives(ways):
            return sum(_tried(way, size) for way in ways)
        case Repeated(part, low, high):
            most = size if high is None else min(high, size)
            inner = _tried(part, size)
            if inner <= 1:
                return max(most - low, 0) + 1
            return float(min(inner + 1, 1e6) ** min(most, 4)) if most < 4 else 1e18
        case Look(_, part):
            return _tried(part, size)
        case _:
            return 1


def _ranges(tree: Expression) -> int:
    match tree:
        case CharacterSet(ranges):
            return len(ranges)
        case Sequenced(parts) | Alternatives(parts):
            return sum(map(_ranges, parts))
        case Repeated(part) | Look(_, part):
            return _ranges(part)
        case _:
            return 0


@lru_cache(maxsize=512)
def _compiled(text: str) -> re.Pattern[str] | None:
    """The expression for `re`; none where it cannot be compiled, or only slowly."""
    tree = parse(text)
    if _ranges(tree) > _MOST_RANGES:
        return None
    try:
        return re.compile(python_pattern(tree))
    except (re.error, OverflowError, RecursionError):
        return None


class _Search:
    """One text under an expression: sets of places as bits, the start of the text the lowest."""

    def __init__(self, pattern: str, text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._left = _MOST_STEPS
        self.everywhere = (1 << (len(text) + 1)) - 1
        self._read: dict[Ranges, int] = {}

    def behind(self, tree: Expression, places: int) -> int:
        """Where what the expression reads can end, if it begins at one of some places."""
        self._left -= len(self._text) // 64 + 4
        if self._left < 0:
            raise ExpressionError(
                f"{self._pattern!r} takes too long on a text of {len(self._text)} characters"
            )
        match tree:
            case CharacterSet(ranges):
                return (places & self._readable(ranges)) << 1
            case Sequenced(parts):
                for part in parts:
                    places = self.behind(part, places)
                    if not places:
                        break
                return places
            case Alternatives(ways):
                found = 0
                for way in ways:
                    found |= self.behind(way, places)
                return found
            case Repeated(part, low, high):
                return self._repeated(part, low, high, places)
            case Anchor(kind):
                return places & self._anchored(kind)
            case Look(prefix, part):
                return self._looked(prefix, part, places)

    def _repeated(self, part: Expression, low: int, high: int | None, places: int) -> int:
        for _ in range(low):
            before, places = places, self.behind(part, places)
            if places in (0, before):
                break
        if isinstance(part, CharacterSet) and (high is None or high - low >= len(self._text)):
            # Adding carries along a run of readable places (Cameron et al., "Parabix", 2014).
            readable = self._readable(part.ranges)
            return (((places & readable) + readable) ^ readable) | places
        found = new = places
        turns = 0
        while new and (high is None or turns < high - low):
            new = self.behind(part, new) & ~found
            found |= new
            turns += 1
        return found

    def _looked(self, prefix: str, part: Expression, places: int) -> int:
        if "<" in prefix:
            found = self.behind(part, self.everywhere)
        else:
            found, left = 0, places
            while left:
                place = left & -left
                found |= place if self.behind(part, place) else 0
                left ^= place
        return places & (~found if "!" in prefix else found)

    def _readable(self, ranges: Ranges) -> int:
        """Places in front of a character of the ranges."""
        known = self._read.get(ranges)
        if known is None:
            starts = [low for low, _ in ranges]
            held = {
                each: (at := bisect_right(starts, ord(each)) - 1) >= 0
                and ord(each) <= ranges[at][1]
                for each in set(self._text)
            }
            bits = "".join("1" if held[each] else "0" for each in reversed(self._text))
            known = self._read[ranges] = int(bits or "0", 2)
        return known

    def _anchored(self, kind: str) -> int:
        if kind == "start":
            return 1
        if kind == "end":
            return 1 << len(self._text)
        words = int(
            "".join("1" if each in _WORDS else "0" for each in reversed(self._text)) or "0", 2
        )
        edges = words ^ (words << 1)
        return edges if kind == "boundary" else self.everywhere & ~edges


def usable(pattern: str) -> None:
    """Tell whether a pattern can be read.

    Raises:
        ExpressionError: It cannot.
    """
    parse(pattern)


def search(pattern: str, text: str) -> bool:
    """Whether a pattern matches anywhere in a text.

    Raises:
        ExpressionError: The pattern is malformed, or takes too many steps on that text.
    """
    tree = parse(pattern)
    # In an empty text, `re` of Python before 3.14 finds no place that is no edge of a word.
    if text and _tried(tree, len(text)) * (len(text) + 1) <= _MOST_TRIED:
        compiled = _compiled(pattern)
        if compiled is not None:
            return compiled.search(text) is not None
    looking = _Search(pattern, text)
    return looking.behind(tree, looking.everywhere) != 0
