"""One way to meet a schema: all that a value must be, without any alternative left open.

A shape is a conjunction. Constraints of a type bind values of that type only, as in JSON Schema, so
a shape with several types is several shapes at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from aqe.booster.schemas.documents import FALSE, Place
from aqe.booster.schemas.values import kind_of, spelled

__all__ = ["KINDS", "Contained", "Demand", "ItemRule", "Limit", "Need", "Rest", "Shape", "both"]

KINDS = ("string", "number", "boolean", "null", "array", "object")
Need = tuple[bool, Place]
"""Whether the schema at a place must hold, or must not."""
Demand = frozenset[Need]
NEVER: Need = (True, (FALSE, ()))


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound of numbers."""

    value: Fraction
    open: bool = False
    """Whether the bound itself is left out."""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Items from `start` to before `stop` must meet a need."""

    start: int
    stop: int | None
    need: Need


@dataclass(frozen=True, slots=True)
class Contained:
    """So many items must meet a need."""

    need: Need
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Rest:
    """Properties that have none of the names, and match none of the patterns, must meet a need."""

    names: frozenset[str]
    patterns: tuple[str, ...]
    need: Need


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must be."""

    kinds: frozenset[str] = frozenset(KINDS)
    integral: bool = False
    fractional: bool = False
    values: tuple[Any, ...] | None = None
    """The only values there are, where they can be counted."""
    low: Limit | None = None
    high: Limit | None = None
    multiples: tuple[float, ...] = ()
    least_length: int = 0
    most_length: int | None = None
    patterns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    least_items: int = 0
    most_items: int | None = None
    rules: tuple[ItemRule, ...] = ()
    contains: tuple[Contained, ...] = ()
    unique: bool = False
    repeated: bool = False
    """Whether two items must be equal."""
    properties: Mapping[str, Demand] = field(default_factory=dict)
    pattern_rules: tuple[tuple[str, Need], ...] = ()
    rests: tuple[Rest, ...] = ()
    names: Demand = frozenset()
    required: frozenset[str] = frozenset()
    least_properties: int = 0
    most_properties: int | None = None
    check: bool = False
    """Whether something is left that only a check can tell."""
    seen_names: frozenset[str] = frozenset()
    seen_patterns: tuple[str, ...] = ()
    seen_all: bool = False
    seen_items: int = 0
    seen_all_items: bool = False
    seen_contains: tuple[Need, ...] = ()

    def only(self, kind: str) -> Shape:
        """The same for one type."""
        return replace(self, kinds=frozenset((kind,)))

    def forbidding(self, name: str) -> Shape:
        """The same without a property."""
        found = self.properties.get(name, frozenset())
        return replace(self, properties={**self.properties, name: found | {NEVER}})


def _higher(left: Limit | None, right: Limit | None) -> Limit | None:
    if left is None or right is None:
        return left or right
    return max(left, right, key=lambda limit: (limit.value, limit.open))


def _lower(left: Limit | None, right: Limit | None) -> Limit | None:
    if left is None or right is None:
        return left or right
    return min(left, right, key=lambda limit: (limit.value, not limit.open))


def _least(left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return right if left is None else left
    return min(left, right)


def _merged(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*left, *right)))


def _common(left: tuple[Any, ...] | None, right: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if left is None or right is None:
        return right if left is None else left
    known = {spelled(each) for each in right}
    return tuple(each for each in left if spelled(each) in known)


def both(left: Shape, right: Shape) -> Shape | None:
    """What meets two shapes; none where they contradict each other at first sight."""
    kinds = left.kinds & right.kinds
    values = _common(left.values, right.values)
    if values is not None:
        values = tuple(each for each in values if kind_of(each) in kinds)
        kinds &= {kind_of(each) for each in values}
    properties = dict(left.properties)
    for name, demand in right.properties.items():
        properties[name] = properties.get(name, frozenset()) | demand
    shape = Shape(
        kinds=kinds,
        integral=left.integral or right.integral,
        fractional=left.fractional or right.fractional,
        values=values,
        low=_higher(left.low, right.low),
        high=_lower(left.high, right.high),
        multiples=_merged(left.multiples, right.multiples),
        least_length=max(left.least_length, right.least_length),
        most_length=_least(left.most_length, right.most_length),
        patterns=_merged(left.patterns, right.patterns),
        formats=_merged(left.formats, right.formats),
        least_items=max(left.least_items, right.least_items),
        most_items=_least(left.most_items, right.most_items),
        rules=_merged(left.rules, right.rules),
        contains=_merged(left.contains, right.contains),
        unique=left.unique or right.unique,
        repeated=left.repeated or right.repeated,
        properties=properties,
        pattern_rules=_merged(left.pattern_rules, right.pattern_rules),
        rests=_merged(left.rests, right.rests),
        names=left.names | right.names,
        required=left.required | right.required,
        least_properties=max(left.least_properties, right.least_properties),
        most_properties=_least(left.most_properties, right.most_properties),
        check=left.check or right.check,
        seen_names=left.seen_names | right.seen_names,
        seen_patterns=_merged(left.seen_patterns, right.seen_patterns),
        seen_all=left.seen_all or right.seen_all,
        seen_items=max(left.seen_items, right.seen_items),
        seen_all_items=left.seen_all_items or right.seen_all_items,
        seen_contains=_merged(left.seen_contains, right.seen_contains),
    )
    return _possible(shape)


def _possible(shape: Shape) -> Shape | None:
    impossible = set()
    if shape.low and shape.high:
        low, high = shape.low, shape.high
        if low.value > high.value or (low.value == high.value and (low.open or high.open)):
            impossible.add("number")
    if shape.integral and shape.fractional:
        impossible.add("number")
    if shape.most_length is not None and shape.least_length > shape.most_length:
        impossible.add("string")
    if shape.most_items is not None and shape.least_items > shape.most_items:
        impossible.add("array")
    most = shape.most_properties
    if most is not None and max(shape.least_properties, len(shape.required)) > most:
        impossible.add("object")
    if any(NEVER in shape.properties.get(name, ()) for name in shape.required):
        impossible.add("object")
    kinds = shape.kinds - impossible
    return replace(shape, kinds=kinds) if kinds else None
