"""The ways to meet a schema, or not to: its disjunctive normal form, one level at a time.

Subschemas of properties and items stay unexpanded needs, so recursion ends here. Where there are
more ways than a limit, some are left out: what is made still meets the schema, but there is less of
it; `incomplete` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from aqe.booster.schemas.documents import Document, Place, bound
from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.regexes import ExpressionError
from aqe.booster.schemas.searching import search
from aqe.booster.schemas.shapes import (
    KINDS,
    Contained,
    Demand,
    ItemRule,
    Limit,
    Need,
    Rest,
    Shape,
    both,
)
from aqe.booster.schemas.values import kind_of

__all__ = ["Ways"]

_MOST = 48
_DEEPEST_LOOK = 4
_OBJECT = frozenset(("object",))
_FRESH = ("extra", "other", "additional", "more", "further", "spare")
Names = Callable[[Demand], Sequence[str]]
"""Finds some names of properties that meet a demand."""


def _just(kind: str, **fields: Any) -> Shape:
    return Shape(kinds=frozenset((kind,)), **fields)


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
            ways = self._product(ways, self._expanded(need))
        return ways

    def _product(self, left: list[Shape], right: list[Shape]) -> list[Shape]:
        result: list[Shape] = []
        for way in left:
            for other in right:
                merged = both(way, other)
                if merged is not None:
                    result.append(merged)
        return self._few(result, max(len(left), len(right)))

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
            if len(ways) > _MOST:
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

    def _few(self, ways: list[Shape], most: int = 0) -> list[Shape]:
        """At most so many ways, or as many as there may always be."""
        most = max(most, _MOST)
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
            return _Positive(self, self._document, place, schema).ways()
        return [unseen(way) for way in _Negative(self, self._document, place, schema).ways()]

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


def matches(pattern: str, name: str, place: Place) -> bool:
    """Whether a name matches a pattern of the schema."""
    try:
        return search(pattern, name)
    except ExpressionError as error:
        raise SchemaRefused(f"{error}", pointer=place[0], keyword="patternProperties") from error


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


class _Reading:
    def __init__(self, owner: Ways, document: Document, place: Place, schema: Any) -> None:
        self.owner = owner
        self.document = document
        self.place = place
        self.schema = schema

    def inner(self, *steps: str, wanted: bool = True) -> Need:
        return wanted, self.document.inner(self.place, *steps)

    def every(self, keyword: str, *, wanted: bool = True) -> list[Need]:
        return [
            self.inner(keyword, str(index), wanted=wanted)
            for index in range(len(self.schema.get(keyword, ())))
        ]

    def expand(self, *needs: Need) -> list[Shape]:
        return self.owner.of(frozenset(needs))

    def size(self, keyword: str) -> int | None:
        value = self.schema.get(keyword)
        return None if value is None else int(value)

    @property
    def fixed(self) -> int:
        return len(self.schema.get("prefixItems", ()))


class _Positive(_Reading):
    """The ways to meet a schema."""

    def ways(self) -> list[Shape]:
        first = both(self.typed(), self.plain())
        ways = [] if first is None else [first]
        for more in self.combinations():
            ways = self.owner._product(ways, more())
            if not ways:
                return []
        return [shape for way in ways for shape in self.unevaluated(way)]

    def typed(self) -> Shape:
        kinds: Any = self.schema.get("type", list(KINDS))
        names = [kinds] if isinstance(kinds, str) else kinds
        integral = "integer" in names and "number" not in names
        fields: dict[str, Any] = {}
        if "const" in self.schema:
            fields["values"] = (self.schema["const"],)
        if "enum" in self.schema:
            listed = tuple(self.schema["enum"])
            if "const" not in self.schema:
                fields["values"] = listed
            else:
                narrowed = both(Shape(values=fields["values"]), Shape(values=listed))
                fields["values"] = () if narrowed is None else narrowed.values
        found = frozenset("number" if each == "integer" else each for each in names)
        values = fields.get("values")
        if values is not None:
            fields["values"] = tuple(
                each
                for each in values
                if kind_of(each) in found
                and not (integral and kind_of(each) == "number" and each != int(each))
            )
        return Shape(kinds=found, integral=integral, **fields)

    def plain(self) -> Shape:
        schema = self.schema
        lows = [
            Limit(bound(schema[name]), name != "minimum")
            for name in ("minimum", "exclusiveMinimum")
            if name in schema
        ]
        highs = [
            Limit(bound(schema[name]), name != "maximum")
            for name in ("maximum", "exclusiveMaximum")
            if name in schema
        ]
        numbers = Shape()
        for low in lows:
            numbers = both(numbers, Shape(low=low)) or numbers
        for high in highs:
            numbers = both(numbers, Shape(high=high)) or Shape(kinds=frozenset(KINDS) - {"number"})
        rest = Shape(
            multiples=(schema["multipleOf"],) if "multipleOf" in schema else (),
            least_length=self.size("minLength") or 0,
            most_length=self.size("maxLength"),
            patterns=(schema["pattern"],) if "pattern" in schema else (),
            formats=(schema["format"],) if "format" in schema else (),
            **self.array(),
            **self.object(),
        )
        return both(numbers, rest) or Shape(kinds=frozenset())

    def array(self) -> dict[str, Any]:
        schema = self.schema
        rules = [
            ItemRule(index, index + 1, need) for index, need in enumerate(self.every("prefixItems"))
        ]
        if "items" in schema:
            rules.append(ItemRule(self.fixed, None, self.inner("items")))
        contains: tuple[Contained, ...] = ()
        seen: tuple[Need, ...] = ()
        if "contains" in schema:
            least = self.size("minContains")
            need = self.inner("contains")
            contains = (Contained(need, 1 if least is None else least, self.size("maxContains")),)
            seen = (need,)
        return {
            "least_items": self.size("minItems") or 0,
            "most_items": self.size("maxItems"),
            "rules": tuple(rules),
            "contains": contains,
            "unique": bool(schema.get("uniqueItems", False)),
            "seen_items": self.fixed,
            "seen_all_items": "items" in schema,
            "seen_contains": seen,
        }

    def object(self) -> dict[str, Any]:
        schema = self.schema
        names = frozenset(schema.get("properties", ()))
        patterns = tuple(schema.get("patternProperties", ()))
        rests: tuple[Rest, ...] = ()
        if "additionalProperties" in schema:
            rests = (Rest(names, patterns, self.inner("additionalProperties")),)
        return {
            "properties": {
                name: frozenset((self.inner("properties", name),))
                for name in schema.get("properties", ())
            },
            "pattern_rules": tuple(
                (pattern, self.inner("patternProperties", pattern)) for pattern in patterns
            ),
            "rests": rests,
            "names": frozenset((self.inner("propertyNames"),) if "propertyNames" in schema else ()),
            "required": frozenset(schema.get("required", ())),
            "least_properties": self.size("minProperties") or 0,
            "most_properties": self.size("maxProperties"),
            "seen_names": names,
            "seen_patterns": patterns,
            "seen_all": "additionalProperties" in schema,
        }

    def combinations(self) -> Iterable[Callable[[], list[Shape]]]:
        schema = self.schema
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in schema:
                place = self.document.referred(self.place, keyword)
                yield lambda place=place: self.expand((True, place))  # type: ignore[misc]
        for need in self.every("allOf"):
            yield lambda need=need: self.expand(need)  # type: ignore[misc]
        if "anyOf" in schema:
            yield lambda: self.any_of(self.every("anyOf"))
        if "oneOf" in schema:
            yield self.one_of
        if "not" in schema:
            yield lambda: self.expand(self.inner("not", wanted=False))
        if "if" in schema and ("then" in schema or "else" in schema):
            yield self.conditional
        for name, needed in schema.get("dependentRequired", {}).items():
            yield lambda name=name, needed=needed: [  # type: ignore[misc]
                *([Shape(required=frozenset((name, *needed)))]),
                Shape().forbidding(name),
            ]
        for name in schema.get("dependentSchemas", {}):
            yield lambda name=name: self.dependent(name)  # type: ignore[misc]

    def any_of(self, needs: list[Need]) -> list[Shape]:
        ways = [way for need in needs for way in self.expand(need)]
        return self.owner._few(ways, len(needs))

    def one_of(self) -> list[Shape]:
        needs = self.every("oneOf")
        ways: list[Shape] = []
        for index, need in enumerate(needs):
            others = [
                (False, other[1])
                for at, other in enumerate(needs)
                if at != index and not self.owner.apart(need, other)
            ]
            ways += self.expand(need, *others)
        return self.owner._few(ways, len(needs))

    def conditional(self) -> list[Shape]:
        yes, no = self.inner("if"), self.inner("if", wanted=False)
        then = [self.inner("then")] if "then" in self.schema else []
        other = [self.inner("else")] if "else" in self.schema else []
        return self.owner._few(self.expand(yes, *then) + self.expand(no, *other))

    def dependent(self, name: str) -> list[Shape]:
        there = [Shape(required=frozenset((name,)))]
        need = self.inner("dependentSchemas", name)
        return [*self.owner._product(there, self.expand(need)), Shape().forbidding(name)]

    def unevaluated(self, shape: Shape) -> list[Shape]:
        if "unevaluatedProperties" in self.schema:
            if not shape.seen_all:
                # Other branches may have evaluated more names than the chosen ones.
                self.owner.incomplete = True
                need = self.inner("unevaluatedProperties")
                rest = Rest(shape.seen_names, shape.seen_patterns, need)
                shape = replace(shape, rests=(*shape.rests, rest))
            shape = replace(shape, seen_all=True)
        if "unevaluatedItems" not in self.schema:
            return [shape]
        if shape.seen_all_items:
            return [shape]
        self.owner.incomplete = True
        need = self.inner("unevaluatedItems")
        ways = []
        for each in (need, *shape.seen_contains):
            rule = ItemRule(shape.seen_items, None, each)
            ways.append(replace(shape, rules=(*shape.rules, rule), seen_all_items=True))
        return ways


class _Negative(_Reading):
    """The ways not to meet a schema: one keyword broken is enough."""

    def ways(self) -> list[Shape]:
        ways: list[Shape] = []
        for keyword in self.schema:
            method = getattr(self, "_" + keyword.replace("$", "").lower(), None)
            if method is not None:
                ways += method()
        return self.owner._few(ways)

    def negated(self, need: Need) -> Need:
        return not need[0], need[1]

    def some(self, ways: list[Shape]) -> list[Shape]:
        """Ways among others that are not listed."""
        self.owner.incomplete = True
        return ways

    def _type(self) -> list[Shape]:
        names = self.schema["type"]
        names = [names] if isinstance(names, str) else names
        kinds = frozenset(KINDS) - {"number" if each == "integer" else each for each in names}
        ways = [Shape(kinds=kinds)] if kinds else []
        if "integer" in names and "number" not in names:
            ways.append(_just("number", fractional=True, check=True))
        return ways

    def _const(self) -> list[Shape]:
        return self._without([self.schema["const"]])

    def _enum(self) -> list[Shape]:
        return self._without(self.schema["enum"])

    def _without(self, values: list[Any]) -> list[Shape]:
        hit = frozenset(kind_of(each) for each in values)
        free = frozenset(KINDS) - hit
        ways = [Shape(kinds=free)] if free else []
        return ways + [_just(kind, check=True) for kind in KINDS if kind in hit]

    def _minimum(self) -> list[Shape]:
        return [_just("number", high=Limit(bound(self.schema["minimum"]), True))]

    def _maximum(self) -> list[Shape]:
        return [_just("number", low=Limit(bound(self.schema["maximum"]), True))]

    def _exclusiveminimum(self) -> list[Shape]:
        return [_just("number", high=Limit(bound(self.schema["exclusiveMinimum"])))]

    def _exclusivemaximum(self) -> list[Shape]:
        return [_just("number", low=Limit(bound(self.schema["exclusiveMaximum"])))]

    def _multipleof(self) -> list[Shape]:
        return [_just("number", check=True)]

    def _minlength(self) -> list[Shape]:
        size = self.size("minLength") or 0
        return [_just("string", most_length=size - 1)] if size else []

    def _maxlength(self) -> list[Shape]:
        return [_just("string", least_length=(self.size("maxLength") or 0) + 1)]

    def _pattern(self) -> list[Shape]:
        return [_just("string", check=True)]

    _format = _pattern

    def _minitems(self) -> list[Shape]:
        size = self.size("minItems") or 0
        return [_just("array", most_items=size - 1)] if size else []

    def _maxitems(self) -> list[Shape]:
        return [_just("array", least_items=(self.size("maxItems") or 0) + 1)]

    def _uniqueitems(self) -> list[Shape]:
        if not self.schema["uniqueItems"]:
            return []
        return [_just("array", least_items=2, repeated=True, check=True)]

    def _broken_item(self, index: int, need: Need) -> Shape:
        return _just("array", least_items=index + 1, rules=(ItemRule(index, index + 1, need),))

    def _prefixitems(self) -> list[Shape]:
        needs = self.every("prefixItems", wanted=False)
        return [self._broken_item(index, need) for index, need in enumerate(needs)]

    def _items(self) -> list[Shape]:
        return self.some([self._broken_item(self.fixed, self.inner("items", wanted=False))])

    def _contains(self) -> list[Shape]:
        need, least = self.inner("contains"), self.size("minContains")
        least = 1 if least is None else least
        most = self.size("maxContains")
        ways = []
        if least == 1:
            ways.append(_just("array", rules=(ItemRule(0, None, self.negated(need)),)))
        elif least:
            ways.append(_just("array", contains=(Contained(need, 0, least - 1),)))
        if most is not None:
            ways.append(_just("array", contains=(Contained(need, most + 1, None),)))
        return ways

    def _unevaluateditems(self) -> list[Shape]:
        need = self.inner("unevaluatedItems", wanted=False)
        rule = ItemRule(self.fixed, self.fixed + 1, need)
        return self.some([_just("array", least_items=self.fixed + 1, rules=(rule,), check=True)])

    def _minproperties(self) -> list[Shape]:
        size = self.size("minProperties") or 0
        return [_just("object", most_properties=size - 1)] if size else []

    def _maxproperties(self) -> list[Shape]:
        return [_just("object", least_properties=(self.size("maxProperties") or 0) + 1)]

    def _required(self) -> list[Shape]:
        return [_just("object").forbidding(name) for name in self.schema["required"]]

    def _having(self, name: str, *needs: Need, check: bool = False) -> Shape:
        return _just(
            "object",
            required=frozenset((name,)),
            properties={name: frozenset(needs)},
            check=check,
        )

    def _properties(self) -> list[Shape]:
        return [
            self._having(name, self.inner("properties", name, wanted=False))
            for name in self.schema["properties"]
        ]

    def _patternproperties(self) -> list[Shape]:
        ways = [
            self._having(name, self.inner("patternProperties", pattern, wanted=False))
            for pattern in self.schema["patternProperties"]
            for name in self.owner.named(pattern)[:2]
        ]
        return self.some(ways)

    def _additionalproperties(self, keyword: str = "additionalProperties") -> list[Shape]:
        names = self.schema.get("properties", {})
        patterns = self.schema.get("patternProperties", {})
        name = self.owner.fresh(names, patterns, self.place)
        if name is None:
            return self.some([])
        checked = keyword != "additionalProperties"
        return self.some([self._having(name, self.inner(keyword, wanted=False), check=checked)])

    def _unevaluatedproperties(self) -> list[Shape]:
        return self._additionalproperties("unevaluatedProperties")

    def _propertynames(self) -> list[Shape]:
        demand: Demand = frozenset((self.inner("propertyNames", wanted=False),))
        return self.some([self._having(name) for name in self.owner.named(demand)[:2]])

    def _dependentrequired(self) -> list[Shape]:
        return [
            _just("object", required=frozenset((name,))).forbidding(each)
            for name, needed in self.schema["dependentRequired"].items()
            for each in needed
        ]

    def _dependentschemas(self) -> list[Shape]:
        ways: list[Shape] = []
        for name in self.schema["dependentSchemas"]:
            there = [_just("object", required=frozenset((name,)))]
            need = self.inner("dependentSchemas", name, wanted=False)
            ways += self.owner._product(there, self.expand(need))
        return ways

    def _ref(self, keyword: str = "$ref") -> list[Shape]:
        return self.expand((False, self.document.referred(self.place, keyword)))

    def _dynamicref(self) -> list[Shape]:
        return self._ref("$dynamicRef")

    def _allof(self) -> list[Shape]:
        return [way for need in self.every("allOf", wanted=False) for way in self.expand(need)]

    def _anyof(self) -> list[Shape]:
        return self.expand(*self.every("anyOf", wanted=False))

    def _oneof(self) -> list[Shape]:
        ways = self.expand(*self.every("oneOf", wanted=False))
        for one, other in combinations(self.every("oneOf"), 2):
            if self.owner.apart(one, other):
                continue
            ways += self.expand(one, other)
            if len(ways) > _MOST:
                return self.some(ways)
        return ways

    def _not(self) -> list[Shape]:
        return self.expand(self.inner("not"))

    def _if(self) -> list[Shape]:
        ways: list[Shape] = []
        if "then" in self.schema:
            ways += self.expand(self.inner("if"), self.inner("then", wanted=False))
        if "else" in self.schema:
            ways += self.expand(self.inner("if", wanted=False), self.inner("else", wanted=False))
        return ways
