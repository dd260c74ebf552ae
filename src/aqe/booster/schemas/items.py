"""Arrays of a shape: fixed places, a tail, and items that must be contained."""

from __future__ import annotations

from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.program import (
    Choice,
    Integer,
    Literal,
    Node,
    Pool,
    Repeat,
    Sequence,
    Subset,
    Unique,
)
from aqe.booster.schemas.sampling import is_open, pooled
from aqe.booster.schemas.shapes import Contained, Demand, Need, Shape
from aqe.booster.schemas.workshop import Workshop

__all__ = ["ArrayMaker", "cardinality"]

_MOST_ITEMS = 4096
_MOST_FIXED = 64
_OPEN, _CLOSE, _COMMA = Literal(b"["), Literal(b"]"), Literal(b",")


def cardinality(node: Node) -> int | None:
    """How many values a node has at most; none where that is not known."""
    match node:
        case Literal():
            return 1
        case Pool(texts):
            return len(set(texts))
        case Integer(_, count):
            return count
        case Choice(ways):
            sizes = [cardinality(way) for _, way in ways]
            known = [size for size in sizes if size is not None]
            return sum(known) if len(known) == len(sizes) else None
        case _:
            return None


class ArrayMaker:
    """Makes nodes for arrays."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._options = workshop.options

    def node(self, shape: Shape, name: str) -> tuple[Node | None, bool]:
        """A node for the arrays of a shape, and whether all of them meet it."""
        if shape.least_items > _MOST_ITEMS:
            raise SchemaRefused(
                f"arrays of {shape.least_items} items are longer than {_MOST_ITEMS}",
                pointer="",
                keyword="minItems",
                slug="schema-too-large",
            )
        self._shape = shape
        self._name = name[:-1] if name.endswith("s") else name
        self._contains = _combined(shape.contains)
        if any(each.most is not None and each.most < each.least for each in self._contains):
            return None, True
        if shape.repeated:
            return self._twice()
        starts = [rule.start for rule in shape.rules] + [rule.stop or 0 for rule in shape.rules]
        fixed = max(starts, default=0)
        if fixed > _MOST_FIXED:
            fixed = _MOST_FIXED
        return self._placed(fixed)

    def _demand(self, place: int) -> Demand:
        rules = self._shape.rules
        return frozenset(
            rule.need
            for rule in rules
            if rule.start <= place and (rule.stop is None or place < rule.stop)
        )

    def _item(self, demand: Demand) -> Node | None:
        return self._workshop.parts.build(demand, self._name)

    def _twice(self) -> tuple[Node | None, bool]:
        demand = self._demand(0) | self._demand(1)
        item = self._item(demand)
        if item is None:
            return None, True
        values = self._workshop.sampler.some(item) if not is_open(item) else []
        if not values:
            return None, False
        return pooled([[each, each] for each in values]), False

    def _placed(self, fixed: int) -> tuple[Node | None, bool]:
        """Fixed places first, then places for what must be contained, then the tail."""
        limits = self._barred()
        demands = [self._demand(place) | limits for place in range(fixed)]
        tail = self._demand(fixed) | limits
        most = self._shape.most_items
        extra, demands = self._containing(demands, tail, most)
        if extra is None:
            return None, False
        nodes: list[Node] = []
        for demand in demands:
            node = self._item(demand)
            if node is None:
                most = len(nodes) if most is None else min(most, len(nodes))
                break
            nodes.append(node)
        if most is not None and most < max(self._shape.least_items, self._needed(demands, fixed)):
            return None, True
        return self._assembled(nodes, tail, most, self._needed(demands, fixed))

    def _needed(self, demands: list[Demand], fixed: int) -> int:
        """Places up to the last one that must be there, for something must be contained in it."""
        needs = {each.need for each in self._contains if each.least}
        last = 0
        for place, demand in enumerate(demands):
            if demand & needs and not (
                place < fixed and self._demand(place) & needs == demand & needs
            ):
                last = place + 1
        return last

    def _barred(self) -> Demand:
        """What no item but those placed on purpose may meet."""
        return frozenset(
            (not each.need[0], each.need[1]) for each in self._contains if each.most is not None
        )

    def _containing(
        self, demands: list[Demand], tail: Demand, most: int | None
    ) -> tuple[bool | None, list[Demand]]:
        """The demands with what must be contained at some place; none where there is no room."""
        limits = self._barred()
        places = list(demands)
        taken: set[int] = set()
        for each in self._contains:
            for _ in range(min(each.least, _MOST_ITEMS)):
                if not self._put(each, places, taken, tail, limits, most):
                    return None, places
        return True, places

    def _put(
        self,
        each: Contained,
        places: list[Demand],
        taken: set[int],
        tail: Demand,
        limits: Demand,
        most: int | None,
    ) -> bool:
        barred = (not each.need[0], each.need[1])
        if most is None or len(places) < most:
            wanted = (tail - {barred}) | {each.need}
            if self._item(wanted) is not None:
                taken.add(len(places))
                places.append(wanted)
                return True
        order = [place for place in range(len(places)) if place not in taken]
        order += [place for place in sorted(taken) if each.need not in places[place]]
        for place in order:
            wanted = (places[place] - {barred}) | {each.need}
            if (most is None or place < most) and self._item(wanted) is not None:
                places[place] = wanted
                taken.add(place)
                return True
        return False

    def _assembled(
        self, nodes: list[Node], tail_demand: Demand, most: int | None, needed: int
    ) -> tuple[Node | None, bool]:
        shape, count = self._shape, len(nodes)
        least = max(shape.least_items, needed)
        tail = self._item(tail_demand) if most is None or most > count else None
        if tail is None:
            most = count if most is None else min(most, count)
        if most is not None and least > most:
            return None, True
        most = self._most(least, most, count)
        if shape.unique and not nodes:
            return self._different(tail, least, most)
        ways: list[tuple[int, Node]] = []
        for length in range(least, min(count, most + 1)):
            if length >= count or count - length <= 3 or length == least:
                ways.append((1, _array(nodes[:length], None)))
        if most >= count:
            low = max(least - count, 0)
            rest = Repeat(tail, low, most - count) if tail is not None and most > count else None
            ways.append((8, _array(nodes, rest)))
        node = ways[0][1] if len(ways) == 1 else Choice(tuple(ways))
        return node, not (shape.unique and most > 1)

    def _most(self, least: int, most: int | None, count: int) -> int:
        """How long arrays get: as the schema says, but short where it leaves that open."""
        usual = max(least, count) + (self._options.most_items if least < 64 else 0)
        if self._contains and count:
            usual = max(least, count) + 1
        if self._options.edge_cases and most is not None:
            usual = max(usual, min(most, 64))
        return usual if most is None else min(most, usual)

    def _different(self, tail: Node | None, least: int, most: int) -> tuple[Node | None, bool]:
        if tail is None or most == 0:
            return (Literal(b"[]") if least == 0 else None), True
        size = cardinality(tail)
        if size is not None:
            if size < least:
                return None, True
            most = min(most, size)
        if isinstance(tail, Pool):
            texts = tuple(dict.fromkeys(tail.texts))
            inner: Node = Subset(texts, least, min(most, len(texts)))
        else:
            inner = Unique(tail, least, most)
        return Sequence((_OPEN, inner, _CLOSE)), True


def _combined(contains: tuple[Contained, ...]) -> list[Contained]:
    """One entry for each need."""
    found: dict[Need, Contained] = {}
    for each in contains:
        known = found.get(each.need, Contained(each.need, 0, None))
        limits = [most for most in (known.most, each.most) if most is not None]
        found[each.need] = Contained(
            each.need, max(known.least, each.least), min(limits, default=None)
        )
    return [each for each in found.values() if each.least or each.most is not None]


def _array(nodes: list[Node], rest: Node | None) -> Node:
    parts: list[Node] = [_OPEN]
    for place, node in enumerate(nodes):
        if place:
            parts.append(_COMMA)
        parts.append(node)
    if rest is not None and nodes:
        assert isinstance(rest, Repeat)
        tail = Repeat(Sequence((_COMMA, rest.child)), rest.low, rest.high, b"")
        parts.append(tail)
    elif rest is not None:
        parts.append(rest)
    parts.append(_CLOSE)
    return Literal(b"[]") if len(parts) == 2 else Sequence(tuple(parts))
