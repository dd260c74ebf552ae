"""How often values come: real ones are seldom as frequent as each other.

Of a few kinds one is usual, few customers have many orders, and amounts have a long tail. Nothing is
estimated from anybody's data: these are shapes that hold of most of it (Newman: Power laws, Pareto
distributions and Zipf's law, 2005; Limpert, Stahel, Abbt: Log-normal distributions across the sciences,
2001). Whoever knows better says so in the schema: a `default` is the most frequent value.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from zlib import crc32

from aqe.booster.schemas.program import Choice, Decimal, Integer, Literal, Node, Pool
from aqe.booster.schemas.values import escaped, rendered, spelled

__all__ = [
    "EARLIER_POWER",
    "REFERENCE_POWER",
    "VALUE_POWER",
    "by_rank",
    "flag",
    "is_flag",
    "listed",
    "long_tailed",
    "scattered",
]

VALUE_POWER = 2
"""Of two values the first has 71 % of the records, of three 58 %, of four 50 %."""
REFERENCE_POWER = 3
"""A tenth of the rows is referred to by 46 % of the others, a fifth by 58 %."""
EARLIER_POWER = 2
"""Of rows that refer to their own table: the first tenth has 32 % of those behind it."""

_SORTED_BY_CHANCE = 4
"""So few values may be in the order of the alphabet and stand there by frequency all the same."""

_MOSTLY_TRUE = frozenset(
    "active enabled valid verified confirmed visible available published approved public accepted "
    "subscribed success successful ok online required in_stock".split()
)
_MOSTLY_FALSE = frozenset(
    "deleted archived removed disabled inactive blocked banned locked suspended hidden expired cancelled "
    "canceled failed error refunded admin superuser staff test internal fraud fraudulent spam duplicate "
    "deprecated revoked overdue vip draft".split()
)
_MOSTLY = 7
"""To one."""

_TAIL = (0, 107, 158, 205, 254, 305, 362, 425, 498, 583, 685, 812, 977, 1209, 1572, 2309)
"""Ten thousandths of a span at every sixteenth: log-normal, sigma 1, the span ends at three sigma."""
_TIP = ((4, 3208), (2, 4292), (1, 5587), (1, 10_000))
"""The last sixteenth, in eighths of it."""
_LEAST_SPAN = 200


def by_rank(texts: tuple[bytes, ...], *, power: int = VALUE_POWER) -> Node:
    """One of some texts, the first ones most often."""
    return Literal(texts[0]) if len(texts) == 1 else Pool(texts, power)


def scattered(texts: Iterable[str]) -> Node:
    """One of some texts of which nobody knows which ones are usual, some much more often than others.

    Lists of names are sorted by the alphabet; so the frequent ones are taken from anywhere in it.
    """
    found = sorted(dict.fromkeys(texts), key=lambda text: crc32(text.encode()))
    return by_rank(tuple(map(escaped, found)))


def listed(values: list[object], default: Hashable | None = None) -> Node:
    """One of the values that a schema lists, as spelled in JSON.

    Lists are mostly written with the usual value first. Not so where they are sorted, or a scale of
    numbers. `default` is the spelling of the most frequent one, where there is one; null is last.
    """
    if _is_scale(values):
        order = list(values)
        if default is None:
            return by_rank(tuple(map(rendered, order)), power=1)
    elif _is_sorted(values):
        order = sorted(values, key=lambda value: crc32(rendered(value)))
    else:
        order = list(values)
    order.sort(key=lambda value: (value is None, spelled(value) != default))
    return by_rank(tuple(map(rendered, order)))


def _is_scale(values: Sequence[object]) -> bool:
    """Whether values are whole numbers that follow each other, as of a rating."""
    return len(values) > 2 and all(
        type(low) is int and type(high) is int and high == low + 1
        for low, high in itertools.pairwise(values)
    )


def _is_sorted(values: Sequence[object]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return len(texts) > _SORTED_BY_CHANCE and texts == sorted(texts)


def is_flag(values: Sequence[object]) -> bool:
    """Whether values are true and false, or the numbers that stand for them in a database."""
    return len(values) == 2 and (
        all(isinstance(value, bool) for value in values)
        or {value for value in values if type(value) is int} == {0, 1}
    )


def flag(values: Sequence[object], words: Sequence[str], default: object = None) -> Node:
    """True or false, by what the words of a name say: accounts are mostly active, seldom deleted.

    A default goes before words. Where neither says anything, both are as frequent.
    """
    ways = tuple(Literal(rendered(value)) for value in sorted(values, key=bool, reverse=True))
    likely = None if default is None else bool(default)
    if likely is None:
        names = {*words, "_".join(words[-2:])}
        often, seldom = bool(names & _MOSTLY_TRUE), bool(names & _MOSTLY_FALSE)
        likely = often if often != seldom else None
        if likely is not None and names & {"not", "no", "non"}:
            likely = not likely
    if likely is None:
        return Choice(((1, ways[0]), (1, ways[1])))
    weights = (_MOSTLY, 1) if likely else (1, _MOSTLY)
    return Choice(tuple(zip(weights, ways, strict=True)))


def long_tailed(node: Node) -> Node | None:
    """Numbers of the same span, most of them near its beginning: log-normal within the bounds.

    None where the span is too small, or begins below zero.
    """
    if not isinstance(node, (Integer, Decimal)) or node.base < 0 or node.count < _LEAST_SPAN:
        return None
    pieces = [(8, edge) for edge in _TAIL[1:]] + list(_TIP)
    ways: list[tuple[int, Node]] = []
    start = 0
    for weight, edge in pieces:
        end = node.count * edge // 10_000
        if end > start:
            piece = replace(node, base=node.base + node.step * start, count=end - start)
            ways.append((weight, piece))
            start = end
    return Choice(tuple(ways))
