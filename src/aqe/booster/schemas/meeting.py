"""The ways to meet a schema: what each of its keywords asks for, joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from aqe.booster.schemas.documents import bound
from aqe.booster.schemas.readings import Reading
from aqe.booster.schemas.shapes import (
    KINDS,
    Contained,
    ItemRule,
    Limit,
    Need,
    Rest,
    Shape,
    both,
)
from aqe.booster.schemas.values import kind_of

__all__ = ["Meeting"]


class Meeting(Reading):
    """The ways to meet a schema."""

    def ways(self) -> list[Shape]:
        first = both(self.typed(), self.plain())
        ways = [] if first is None else [first]
        for more in self.combinations():
            ways = self.owner.product(ways, more())
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
        return self.owner.few(ways, len(needs))

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
        return self.owner.few(ways, len(needs))

    def conditional(self) -> list[Shape]:
        yes, no = self.inner("if"), self.inner("if", wanted=False)
        then = [self.inner("then")] if "then" in self.schema else []
        other = [self.inner("else")] if "else" in self.schema else []
        return self.owner.few(self.expand(yes, *then) + self.expand(no, *other))

    def dependent(self, name: str) -> list[Shape]:
        there = [Shape(required=frozenset((name,)))]
        need = self.inner("dependentSchemas", name)
        return [*self.owner.product(there, self.expand(need)), Shape().forbidding(name)]

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
