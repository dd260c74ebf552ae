"""Nodes for numbers: ranges, multiples and the shapes that numbers have in real data."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Protocol

from aqe.booster.schemas.frequencies import long_tailed
from aqe.booster.schemas.options import SchemaOptions
from aqe.booster.schemas.program import Choice, Decimal, Integer, Literal, Node, Pool
from aqe.booster.schemas.shapes import Limit, Shape
from aqe.booster.schemas.values import exact

__all__ = ["NumberMeanings", "number_node", "number_range"]

_SAFE = 2**53 - 1
"""Beyond it, software that keeps numbers as doubles loses digits."""
_USUAL = 1000
_MOST_DIGITS = 15


class NumberMeanings(Protocol):
    """Gives values to names that mean something."""

    def number(self, name: str, *, integral: bool) -> Node | None:
        """A number called so."""

    def has_long_tail(self, name: str) -> bool:
        """Whether most numbers called so are small and few of them large."""


def number_range(shape: Shape, scale: Fraction) -> tuple[int | None, int | None]:
    """The least and greatest n for which `n * scale` lies within the limits of a shape."""
    low = high = None
    if shape.low is not None:
        edge = shape.low.value / scale
        low = floor(edge) + 1 if shape.low.open else ceil(edge)
    if shape.high is not None:
        edge = shape.high.value / scale
        high = ceil(edge) - 1 if shape.high.open else floor(edge)
    return low, high


def _window(low: int | None, high: int | None, step: int) -> tuple[int, int] | None:
    """Bounds where the schema sets none: some values from the bound that there is."""
    if low is None and high is None:
        return 0, max(_USUAL // step, 8)
    if low is None:
        assert high is not None
        return (0 if high >= 0 else high - _USUAL), high
    if high is None:
        first = 0 if low < -_USUAL else low
        return first, first + max(_USUAL // step, 8)
    return (low, high) if low <= high else None


def number_node(
    shape: Shape, name: str, options: SchemaOptions, meanings: NumberMeanings
) -> tuple[Node | None, bool]:
    """A node for the numbers of a shape, and whether all of them meet it."""
    if shape.multiples and not shape.integral and not options.edge_cases:
        stepped = _stepped(shape)
        if stepped is not None:
            return stepped, False
    if shape.integral or (shape.multiples and not shape.fractional):
        node, sure = _whole(shape, options)
        if node is not None or shape.integral:
            return _meant(node, shape, name, options, meanings) if sure else node, sure
    found = _fraction(shape, options)
    sure = found is not None and not shape.multiples
    return _meant(found, shape, name, options, meanings), sure


def _meant(
    node: Node | None, shape: Shape, name: str, options: SchemaOptions, meanings: NumberMeanings
) -> Node | None:
    if node is None or not name or shape.multiples or options.edge_cases:
        return node
    found = meanings.number(name, integral=shape.integral)
    clipped = None if found is None else _clipped(found, shape)
    if clipped is None and not options.even and meanings.has_long_tail(name):
        clipped = long_tailed(node)
    return node if clipped is None else clipped


def _clipped(node: Node, shape: Shape) -> Node | None:
    """The part of a table of quantiles within the limits; none where little is left."""
    ways = node.ways if isinstance(node, Choice) else ((1, node),)
    kept: list[tuple[int, Node]] = []
    for weight, way in ways:
        if not isinstance(way, (Integer, Decimal)):
            return None
        digits = way.digits if isinstance(way, Decimal) else 0
        low, high = number_range(shape, Fraction(1, 10**digits))
        first = way.base
        last = way.base + way.step * (way.count - 1)
        if low is not None and low > first:
            first += -(-(low - first) // way.step) * way.step
        if high is not None and high < last:
            last = high
        count = (last - first) // way.step + 1
        if count > 0:
            kept.append(
                (max(weight * count // way.count, 1), replace(way, base=first, count=count))
            )
    if not kept or len(kept) * 3 < len(ways):
        return None
    return kept[0][1] if len(kept) == 1 else Choice(tuple(kept))


def _edged(node: Node, edges: list[bytes], options: SchemaOptions) -> Node:
    if not options.edge_cases:
        return node
    texts = tuple(dict.fromkeys(edges))
    return Choice(((1, node), (2, Pool(texts))))


def _whole(shape: Shape, options: SchemaOptions) -> tuple[Node | None, bool]:
    """Whole numbers that are multiples of everything; sure unless a multiple is a fraction."""
    step = 1
    for each in shape.multiples:
        step = lcm(step, exact(each).numerator)
    sure = all(exact(each).denominator == 1 for each in shape.multiples)
    if step > 2**62:
        return (Literal(b"0") if _has_zero(shape) else None), False
    low, high = number_range(shape, Fraction(step))
    if options.edge_cases:
        low, high = _extreme(low, high, step)
    window = _window(low, high, step)
    if window is None:
        return None, True
    low, high = window
    # As many as there are numbers of 64 bits do not fit the program's count of them either.
    if low * step < -(2**63) or high * step >= 2**63 or high - low + 1 >= 2**64:
        return _large(low, high, step), sure
    node: Node = Integer(low * step, high - low + 1, step)
    values = [low, high, low + 1, high - 1, 0, 1, -1]
    edges = [b"%d" % (each * step) for each in values if low <= each <= high]
    return _edged(node, edges, options), sure


def _stepped(shape: Shape) -> Node | None:
    """Decimals in steps of less than one, such as hundredths: prices are seldom whole numbers."""
    steps = [exact(each) for each in shape.multiples]
    if all(each.denominator == 1 for each in steps):
        return None
    digits = next((d for d in range(1, 10) if all((10**d * e).denominator == 1 for e in steps)), 0)
    if not digits:
        return None
    step = lcm(*(int(10**digits * each) for each in steps))
    window = _window(*number_range(shape, Fraction(step, 10**digits)), 1)
    if window is None:
        return None
    low, high = window
    if shape.low is None or shape.high is None:  # as wide as without steps
        high = max(high, low + _USUAL * 10**digits // step) if shape.high is None else high
    if max(abs(low), abs(high)) * step >= 10**_MOST_DIGITS or high - low < 2:
        return None
    return Decimal(low * step, high - low + 1, step, digits)


def _extreme(low: int | None, high: int | None, step: int) -> tuple[int, int]:
    most = _SAFE // step
    return (
        (min(-most, high) if high is not None else -most) if low is None else low,
        (max(most, low) if low is not None else most) if high is None else high,
    )


def _large(low: int, high: int, step: int) -> Node:
    """Numbers beyond 64 bits: a window at small values, or texts."""
    inner_low, inner_high = max(low, -_SAFE // step), min(high, _SAFE // step)
    if inner_low <= inner_high:
        return Integer(inner_low * step, inner_high - inner_low + 1, step)
    values = sorted({low, high, min(low + 1, high), (low + high) // 2})
    return Pool(tuple(b"%d" % (each * step) for each in values))


def _has_zero(shape: Shape) -> bool:
    low, high = number_range(shape, Fraction(1))
    return (low is None or low <= 0) and (high is None or high >= 0)


def _fraction(shape: Shape, options: SchemaOptions) -> Node | None:
    """Decimals with as few digits as leave a choice."""
    if shape.low is None and shape.high is None:
        shape = replace(shape, low=Limit(Fraction(0)), high=Limit(Fraction(_USUAL)))
    elif shape.low is None:
        assert shape.high is not None
        high = shape.high.value
        least = Fraction(0) if high > 0 else high - _room(high)
        shape = replace(shape, low=Limit(least))
    elif shape.high is None:
        if shape.low.value < -_USUAL:
            shape = replace(shape, low=Limit(Fraction(0)))
        assert shape.low is not None
        shape = replace(shape, high=Limit(shape.low.value + _room(shape.low.value)))
    best: Node | None = None
    for digits in (2, 1, 0, 3, 4, 6, 9, 12, 15, 18):
        first, last = number_range(shape, Fraction(1, 10**digits))
        assert first is not None
        assert last is not None
        size = max(abs(first), abs(last))
        if first > last or size >= 10**_MOST_DIGITS:
            continue
        node = _edged(
            Decimal(first, last - first + 1, 1, digits),
            [_decimal(each, digits) for each in (first, last)],
            options,
        )
        if best is None or last - first >= 100:
            best = node
        if last - first >= 100:
            break
    return best if best is not None else _huge(shape)


def _room(bound: Fraction) -> Fraction:
    """How far from a bound numbers go: far enough that doubles can tell some of them apart."""
    return max(Fraction(_USUAL), abs(bound) / 10**12)


def _decimal(value: int, digits: int) -> bytes:
    whole, rest = divmod(abs(value), 10**digits)
    text = f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".") if digits else str(whole)
    return (("-" if value < 0 else "") + text).encode()


def _huge(shape: Shape) -> Node | None:
    """Numbers beyond 15 digits: the limits themselves, and what lies between them."""
    assert shape.low is not None
    assert shape.high is not None
    texts = []
    for value in (
        shape.low.value,
        shape.high.value,
        (shape.low.value + shape.high.value) / 2,
    ):
        try:
            number = float(value)
        except OverflowError:
            continue
        text = repr(int(number) if number.is_integer() and abs(number) < 1e21 else number)
        # What is written counts, and what a reader makes of it that keeps numbers as doubles.
        if _is_within(Fraction(text), shape.low, shape.high) and _is_within(
            number, _as_double(shape.low), _as_double(shape.high)
        ):
            texts.append(text)
    return Pool(tuple(dict.fromkeys(text.encode() for text in texts))) if texts else None


def _as_double(limit: Limit) -> Limit:
    try:
        return Limit(Fraction(float(limit.value)), limit.open)
    except OverflowError:
        return limit


def _is_within(number: Fraction | float, low: Limit, high: Limit) -> bool:
    return low.value <= number <= high.value and not (
        (low.open and number == low.value) or (high.open and number == high.value)
    )
