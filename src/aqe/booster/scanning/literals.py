"""Which texts a pattern cannot match without: what is looked for before the pattern itself.

A set of literals is required when every match holds at least one of them. Several are found on the
way through the normal form, and the one that is likely to be rarest is kept. (The idea is old; see
Navarro and Raffinot, "Flexible Pattern Matching in Strings", 2002, section 5.)
"""

from __future__ import annotations

from itertools import product

from aqe.booster.scanning.code_points import members
from aqe.booster.scanning.nodes import (
    Assertions,
    Characters,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
)

__all__ = ["MOST_BYTES", "MOST_LITERALS", "required_literals"]

MOST_LITERALS = 16
"""Literals of one pattern."""
MOST_BYTES = 32
"""Length of a literal."""
_FEWEST_BYTES = 2
"""A shorter literal stands almost everywhere."""
_MOST_MEMBERS = 4
"""Characters of a class that is written out."""

_Texts = tuple[bytes, ...]
_NOTHING: _Texts = (b"",)


def required_literals(tree: Node) -> _Texts:
    """The literals, none where there is no useful set."""
    exact, inner = _found(tree)
    best = _better(inner, exact) or ()
    return tuple(
        each for each in best if not any(other != each and other in each for other in best)
    )


def _found(node: Node) -> tuple[_Texts | None, _Texts | None]:
    """All texts that the node matches, if few; and the best set required within it."""
    match node:
        case Characters(ranges):
            characters = members(ranges, _MOST_MEMBERS)
            if not characters:
                return None, None
            return tuple(each.encode() for each in characters), None
        case Assertions():
            return _NOTHING, None
        case Sequence(items):
            return _in_sequence(items)
        case Choice(branches):
            return _in_choice(branches)
        case Repeat(body, low, high, _):
            return _in_repeat(body, low, high)
        case Group(_, body):
            return _found(body)


def _in_sequence(items: tuple[Node, ...]) -> tuple[_Texts | None, _Texts | None]:
    run, best, is_exact = _NOTHING, None, True
    for item in items:
        exact, inner = _found(item)
        best = _better(best, inner)
        longer = _joined(run, exact)
        if longer is None:
            best = _better(best, run)
            is_exact = False
            run = exact or _NOTHING
        else:
            run = longer
    return (run if is_exact else None), _better(best, run)


def _in_choice(branches: tuple[Node, ...]) -> tuple[_Texts | None, _Texts | None]:
    found = [_found(each) for each in branches]
    exact = [each for texts, _ in found for each in texts or ()]
    is_exact = all(texts is not None for texts, _ in found)
    required: list[bytes] = []
    for texts, inner in found:
        best = _better(inner, texts)
        if best is None:
            return (_few(exact) if is_exact else None), None
        required += best
    return (_few(exact) if is_exact else None), _few(required)


def _in_repeat(body: Node, low: int, high: int | None) -> tuple[_Texts | None, _Texts | None]:
    if high == 0:
        return _NOTHING, None
    exact, inner = _found(body)
    if low == 0:
        return (_few([*exact, b""]) if exact and high == 1 else None), None
    run = _NOTHING
    for _ in range(min(low, MOST_BYTES)):
        longer = _joined(run, exact)
        if longer is None:
            return None, _better(inner, run)
        run = longer
    return (run if low == high and low <= MOST_BYTES else None), _better(inner, run)


def _joined(before: _Texts, after: _Texts | None) -> _Texts | None:
    if after is None or len(before) * len(after) > MOST_LITERALS:
        return None
    joined = tuple(first + second for first, second in product(before, after))
    return None if max(map(len, joined)) > MOST_BYTES else _few(list(joined))


def _few(texts: list[bytes]) -> _Texts | None:
    distinct = tuple(dict.fromkeys(texts))
    return distinct if len(distinct) <= MOST_LITERALS else None


def _better(one: _Texts | None, other: _Texts | None) -> _Texts | None:
    usable = [each for each in (one, other) if each and min(map(len, each)) >= _FEWEST_BYTES]
    return max(usable, key=lambda texts: (min(8, *map(len, texts)), -len(texts)), default=None)
