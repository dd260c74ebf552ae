"""Keys that never repeat, by construction: a row's number decides its value.

A text is unique where its last part is numbered: parts of fixed width that are together another
combination for every row (mixed radix over a permutation). Nothing is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import lcm, prod

from aqe.booster.schemas.numbers import number_range
from aqe.booster.schemas.program import (
    Characters,
    Choice,
    Literal,
    Node,
    Numbered,
    Permuted,
    Pool,
    Repeat,
    Sequence,
    Serial,
    Stamp,
    Uuid,
    children,
)
from aqe.booster.schemas.shapes import Shape
from aqe.booster.schemas.texts import extent
from aqe.booster.schemas.values import exact

__all__ = ["Key", "finite_key", "number_key", "text_key"]

_ENOUGH = 1 << 44
_HEX = tuple(b"%x" % digit for digit in range(16))
_DIGITS = tuple(b"%d" % digit for digit in range(10))
_WIDEST = 64


@dataclass(frozen=True, slots=True)
class Key:
    """Values by row number: the first `size` rows differ."""

    size: int
    node: Node


def finite_key(salt: int, texts: tuple[bytes, ...]) -> Key:
    """Each of some values once."""
    different = tuple(dict.fromkeys(texts))
    return Key(len(different), Numbered(salt, (different,)))


def number_key(salt: int, shape: Shape, *, serial: bool) -> Key | None:
    """Whole numbers: counted up for a primary key, else in a random order."""
    step = 1
    for each in shape.multiples:
        step = lcm(step, exact(each).numerator)
    low, high = number_range(shape, Fraction(step))
    if low is None:
        low = 1 if high is None or high >= 1 else high - (1 << 31)
    elif low <= 1 and (high is None or high >= 1):
        low = 1
    high = low + (1 << 31) if high is None else high
    high = min(high, (2**63 - 1) // step)
    if low > high or low * step < -(2**63):
        return None
    count = min(high - low + 1, 1 << 62)
    node = Serial(low * step, count, step) if serial else Permuted(salt, low * step, count, step)
    return Key(count, node)


def _fixed(text: bytes) -> tuple[bytes, ...]:
    return (text,)


def _parts(node: Node) -> list[tuple[bytes, ...] | Node]:
    """A text's parts from left to right: alternatives of one width, or nodes of other kinds."""
    match node:
        case Literal(text):
            return [_fixed(text)]
        case Pool(texts):
            different = tuple(dict.fromkeys(texts))
            return [different] if len(set(map(len, different))) == 1 else [node]
        case Characters(alphabet, low, high) if high <= _WIDEST:
            return [_of_one_width(alphabet)] * max(high, low)
        case Repeat(child, _, high, separator) if high <= _WIDEST:
            parts: list[tuple[bytes, ...] | Node] = []
            for place in range(high):
                parts += [_fixed(separator)] if place and separator else []
                parts += _parts(child)
            return parts
        case Sequence(nodes):
            return [part for each in nodes for part in _parts(each)]
        case Choice(ways):
            return max((_parts(way) for _, way in ways), key=_size)
        case Uuid():
            hexes = [_HEX] * 16
            head: list[tuple[bytes, ...] | Node] = [*hexes[:8], _fixed(b"-"), *hexes[:4]]
            head += [_fixed(b"-4"), *hexes[:3], _fixed(b"-"), _HEX[8:12], *hexes[:3]]
            return [*head, _fixed(b"-"), *hexes[:12]]
        case Stamp(base, count, form):
            return _stamp_parts(base, count, form)
        case _:
            return [node]


def _of_one_width(alphabet: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The most characters that are equally wide, so that no two rows can write the same text.

    An open class of a pattern, such as a point, also has characters of several bytes and escaped ones.
    """
    by_width: dict[int, dict[bytes, None]] = {}
    for each in alphabet:
        by_width.setdefault(len(each), {})[each] = None
    widest = max(by_width, key=lambda width: (len(by_width[width]), -width))
    return tuple(by_width[widest])


def _stamp_parts(base: int, count: int, form: int) -> list[tuple[bytes, ...] | Node]:
    first = date(1970, 1, 1) + timedelta(days=-(-base // 86_400))
    days = tuple(
        (first + timedelta(days=day)).isoformat().encode()
        for day in range(max(min(count // 86_400, 20_000), 1))
    )
    sixty = tuple(b"%02d" % each for each in range(60))
    time = [sixty[:24], _fixed(b":"), sixty, _fixed(b":"), sixty]
    tail = [_fixed(b"."), _DIGITS, _DIGITS, _DIGITS] if form == 3 else []
    if form == 0:
        return [days]
    return [*time, *tail] if form == 1 else [days, _fixed(b"T"), *time, *tail]


def _size(parts: list[tuple[bytes, ...] | Node]) -> int:
    size = 1
    for part in reversed(parts):
        if not isinstance(part, tuple):
            break
        size *= len(part)
    return size


def _drawn(part: tuple[bytes, ...] | Node) -> Node:
    if not isinstance(part, tuple):
        return part
    return Literal(part[0]) if len(part) == 1 else Pool(part)


def _numbered(salt: int, parts: list[tuple[bytes, ...] | Node]) -> Key | None:
    """The longest end of fixed widths numbered, what stands before it drawn."""
    numbered: list[tuple[bytes, ...]] = []
    left = list(parts)
    while left and isinstance(left[-1], tuple) and prod(map(len, numbered)) < _ENOUGH:
        numbered.insert(0, left.pop())  # type: ignore[arg-type]
    size = prod(map(len, numbered))
    if size < 2:
        return None
    node = Sequence((*map(_drawn, left), Numbered(salt, tuple(numbered))))
    return Key(size, node)


def text_key(salt: int, node: Node, shape: Shape, rows: int) -> Key | None:
    """Texts between quotes that never repeat, in the manner of `node`; none where that fails.

    `node` writes what stands between the quotes.
    """
    found = _numbered(salt, _parts(node))
    if found is None or found.size < rows:
        found = _with_number(salt, node, shape, rows) or found
    if found is None:
        return None
    return Key(found.size, Sequence((Literal(b'"'), found.node, Literal(b'"'))))


def _with_number(salt: int, node: Node, shape: Shape, rows: int) -> Key | None:
    """A text with a number of fixed width in it, where pattern and format leave room for one."""
    width = max(len(str(rows)), 4)
    number = Numbered(salt, (_DIGITS,) * width)
    formats = set(shape.formats)
    if (
        shape.patterns
        or shape.check
        or formats - {"email", "idn-email", "uri", "uri-reference", "iri"}
    ):
        return None
    least = max(3, shape.least_length - width - len(".@example.com"))
    if formats & {"email", "idn-email"} or (not formats and _holds(node, b"@")):
        name = Characters(
            tuple(bytes((each,)) for each in b"abcdefghijklmnopqrstuvwxyz"), least, least + 5
        )
        made: Node = Sequence((name, Literal(b"."), number, Literal(b"@example.com")))
    elif formats:
        made = Sequence((Literal(b"https://example.com/"), number))
    else:
        made = Sequence((node, Literal(b" "), number))
        if shape.most_length is not None and extent_of(made, width) > shape.most_length:
            made = number
            if width < shape.least_length:
                return None
    if shape.most_length is not None and extent_of(made, width) > shape.most_length:
        return None
    return Key(10**width, made)


def _holds(node: Node, mark: bytes) -> bool:
    """Whether some text of a node has a mark in it."""
    match node:
        case Literal(text):
            return mark in text
        case Pool(texts):
            return any(mark in text for text in texts)
        case _:
            return any(_holds(each, mark) for each in children(node))


def extent_of(node: Node, width: int) -> int:
    """The most characters of a text in which a number of a fixed width stands."""
    if isinstance(node, Numbered):
        return width
    if isinstance(node, Sequence):
        return sum(extent_of(part, width) for part in node.parts)
    return extent(node)[1]
