"""The ways to meet a schema, or not to: its disjunctive normal form, one level at a time.

Subschemas of properties and items stay unexpanded needs, so recursion ends here. Where there are
more ways than a limit, some are left out: what is made still meets the schema, but there is less of
it; `incomplete` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from aqe.booster.schemas.breaking import Breaking
from aqe.booster.schemas.documents import Document, Place
from aqe.booster.schemas.meeting import Meeting
from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.readings import MOST, matches
from aqe.booster.schemas.shapes import Demand, Need, Shape, both

__all__ = ["Ways"]

_DEEPEST_LOOK = 4
_OBJECT = frozenset(("object",))
_FRESH = ("extra", "other", "additional", "more", "further", "spare")
Names = Callable[[Demand], Sequence[str]]
"""Finds some names of properties that meet a demand."""


class Ways:
    """Expands needs of one document."""

    def __init__(self, document: Document, names: Callable[[str | Demand], Sequence[str]]) -> None:
        self._document = document
        self._names = names
        self._known: dict[Need, list[Shape]] = {}
        self._open: set[Need] = set()
        self._partial: set[Need] = set()
        """Needs of which some ways were left out."""
        self._apart: dict[Demand, bool] = {}
        self.incomplete = False

    def of(self, demand: Demand) -> list[Shape]:
        """The shapes that meet all needs of a demand."""
        ways = [Shape()]
        for need in sorted(demand):
            ways = self.product(ways, self._expanded(need))
        return ways

    def product(self, left: list[Shape], right: list[Shape]) -> list[Shape]:
        result: list[Shape] = []
        for way in left:
            for other in right:
                merged = both(way, other)
                if merged is not None:
                    result.append(merged)
        return self.few(result, max(len(left), len(right)))

    def apart(self, one: Need, other: Need) -> bool:
        """Whether it is plain that no value meets two needs, such as branches with a kind each."""
        pair = frozenset((one, other))
        known = self._apart.get(pair)
        if known is None:
            known = self._apart[pair] = not self._may_hold(pair, 0)
        return known

    def _may_hold(self, demand: Demand, depth: int) -> bool:
        """Whether a value may meet a demand, as far as a look at kinds, limits and lists tells."""
        if len(demand) < 2 or depth > _DEEPEST_LOOK:
            return True
        ways = [Shape()]
        for need in sorted(demand):
            try:
                found = self._expanded(need)
            except SchemaRefused:  # it leads back to where this began
                return True
            if need in self._partial:
                return True
            ways = [
                merged for way in ways for each in found if (merged := both(way, each)) is not None
            ]
            if len(ways) > MOST:
                return True
        return any(self._is_likely(way, depth) for way in ways)

    def _is_likely(self, shape: Shape, depth: int = 0) -> bool:
        """Whether a shape may be met: what it demands of properties that must be there is looked at."""
        if shape.kinds != _OBJECT:
            return True
        return all(
            self._may_hold(shape.properties.get(name, frozenset()), depth + 1)
            for name in shape.required
        )

    def few(self, ways: list[Shape], most: int = 0) -> list[Shape]:
        """At most so many ways, or as many as there may always be."""
        most = max(most, MOST)
        if len(ways) > most:
            ways = [way for way in ways if self._is_likely(way)]
        if len(ways) > most:
            self.incomplete = True
            step = len(ways) / most
            return [ways[int(index * step)] for index in range(most)]
        return ways

    def _expanded(self, need: Need) -> list[Shape]:
        known = self._known.get(need)
        if known is not None:
            self.incomplete = self.incomplete or need in self._partial
            return known
        wanted, place = need
        if need in self._open:
            raise SchemaRefused(
                "the schema refers to itself before it says anything",
                pointer=place[0],
                keyword="$ref",
                slug="schema-circular",
            )
        before, self.incomplete = self.incomplete, False
        self._open.add(need)
        try:
            ways = self._known[need] = self._ways(wanted, place)
            if self.incomplete:
                self._partial.add(need)
        finally:
            self._open.discard(need)
            self.incomplete = self.incomplete or before
        return ways

    def _ways(self, wanted: bool, place: Place) -> list[Shape]:
        schema = self._document.schema(place)
        if isinstance(schema, bool):
            return [Shape()] if schema is wanted else []
        if wanted:
            return Meeting(self, self._document, place, schema).ways()
        return [unseen(way) for way in Breaking(self, self._document, place, schema).ways()]

    def fresh(self, names: Iterable[str], patterns: Iterable[str], place: Place) -> str | None:
        """A name that is none of some and matches none of the patterns."""
        known, patterns = set(names), list(patterns)
        for number in range(60):
            name = _FRESH[number % 6] + (str(number) if number > 5 else "")
            if name not in known and not any(matches(each, name, place) for each in patterns):
                return name
        return None

    def named(self, wanted: str | Demand) -> Sequence[str]:
        """Some names that match a pattern or meet a demand."""
        return self._names(wanted)


def unseen(shape: Shape) -> Shape:
    """The shape without what was evaluated: negation keeps no annotations."""
    return replace(
        shape,
        seen_names=frozenset(),
        seen_patterns=(),
        seen_all=False,
        seen_items=0,
        seen_all_items=False,
        seen_contains=(),
    )
