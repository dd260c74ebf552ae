"""The ways not to meet a schema: one keyword broken is enough."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

from aqe.booster.schemas.documents import bound
from aqe.booster.schemas.readings import MOST, Reading, just
from aqe.booster.schemas.shapes import KINDS, Contained, Demand, ItemRule, Limit, Need, Shape
from aqe.booster.schemas.values import kind_of

__all__ = ["Breaking"]


class Breaking(Reading):
    """The ways not to meet a schema: one keyword broken is enough."""

    def ways(self) -> list[Shape]:
        ways: list[Shape] = []
        for keyword in self.schema:
            breaking = _BREAKING.get(keyword)
            if breaking is not None:
                ways += breaking(self)
        return self.owner.few(ways)

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
            ways.append(just("number", fractional=True, check=True))
        return ways

    def _const(self) -> list[Shape]:
        return self._without([self.schema["const"]])

    def _enum(self) -> list[Shape]:
        return self._without(self.schema["enum"])

    def _without(self, values: list[Any]) -> list[Shape]:
        hit = frozenset(kind_of(each) for each in values)
        free = frozenset(KINDS) - hit
        ways = [Shape(kinds=free)] if free else []
        return ways + [just(kind, check=True) for kind in KINDS if kind in hit]

    def _minimum(self) -> list[Shape]:
        return [just("number", high=Limit(bound(self.schema["minimum"]), True))]

    def _maximum(self) -> list[Shape]:
        return [just("number", low=Limit(bound(self.schema["maximum"]), True))]

    def _exclusiveminimum(self) -> list[Shape]:
        return [just("number", high=Limit(bound(self.schema["exclusiveMinimum"])))]

    def _exclusivemaximum(self) -> list[Shape]:
        return [just("number", low=Limit(bound(self.schema["exclusiveMaximum"])))]

    def _multipleof(self) -> list[Shape]:
        return [just("number", check=True)]

    def _minlength(self) -> list[Shape]:
        size = self.size("minLength") or 0
        return [just("string", most_length=size - 1)] if size else []

    def _maxlength(self) -> list[Shape]:
        return [just("string", least_length=(self.size("maxLength") or 0) + 1)]

    def _pattern(self) -> list[Shape]:
        return [just("string", check=True)]

    _format = _pattern

    def _minitems(self) -> list[Shape]:
        size = self.size("minItems") or 0
        return [just("array", most_items=size - 1)] if size else []

    def _maxitems(self) -> list[Shape]:
        return [just("array", least_items=(self.size("maxItems") or 0) + 1)]

    def _uniqueitems(self) -> list[Shape]:
        if not self.schema["uniqueItems"]:
            return []
        return [just("array", least_items=2, repeated=True, check=True)]

    def _broken_item(self, index: int, need: Need) -> Shape:
        return just("array", least_items=index + 1, rules=(ItemRule(index, index + 1, need),))

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
            ways.append(just("array", rules=(ItemRule(0, None, self.negated(need)),)))
        elif least:
            ways.append(just("array", contains=(Contained(need, 0, least - 1),)))
        if most is not None:
            ways.append(just("array", contains=(Contained(need, most + 1, None),)))
        return ways

    def _unevaluateditems(self) -> list[Shape]:
        need = self.inner("unevaluatedItems", wanted=False)
        rule = ItemRule(self.fixed, self.fixed + 1, need)
        return self.some([just("array", least_items=self.fixed + 1, rules=(rule,), check=True)])

    def _minproperties(self) -> list[Shape]:
        size = self.size("minProperties") or 0
        return [just("object", most_properties=size - 1)] if size else []

    def _maxproperties(self) -> list[Shape]:
        return [just("object", least_properties=(self.size("maxProperties") or 0) + 1)]

    def _required(self) -> list[Shape]:
        return [just("object").forbidding(name) for name in self.schema["required"]]

    def _having(self, name: str, *needs: Need, check: bool = False) -> Shape:
        return just(
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
            just("object", required=frozenset((name,))).forbidding(each)
            for name, needed in self.schema["dependentRequired"].items()
            for each in needed
        ]

    def _dependentschemas(self) -> list[Shape]:
        ways: list[Shape] = []
        for name in self.schema["dependentSchemas"]:
            there = [just("object", required=frozenset((name,)))]
            need = self.inner("dependentSchemas", name, wanted=False)
            ways += self.owner.product(there, self.expand(need))
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
            if len(ways) > MOST:
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


_BREAKING: dict[str, Callable[[Breaking], list[Shape]]] = {
    "type": Breaking._type,
    "const": Breaking._const,
    "enum": Breaking._enum,
    "minimum": Breaking._minimum,
    "maximum": Breaking._maximum,
    "exclusiveMinimum": Breaking._exclusiveminimum,
    "exclusiveMaximum": Breaking._exclusivemaximum,
    "multipleOf": Breaking._multipleof,
    "minLength": Breaking._minlength,
    "maxLength": Breaking._maxlength,
    "pattern": Breaking._pattern,
    "minItems": Breaking._minitems,
    "maxItems": Breaking._maxitems,
    "uniqueItems": Breaking._uniqueitems,
    "prefixItems": Breaking._prefixitems,
    "items": Breaking._items,
    "contains": Breaking._contains,
    "unevaluatedItems": Breaking._unevaluateditems,
    "minProperties": Breaking._minproperties,
    "maxProperties": Breaking._maxproperties,
    "required": Breaking._required,
    "properties": Breaking._properties,
    "patternProperties": Breaking._patternproperties,
    "additionalProperties": Breaking._additionalproperties,
    "unevaluatedProperties": Breaking._unevaluatedproperties,
    "propertyNames": Breaking._propertynames,
    "dependentRequired": Breaking._dependentrequired,
    "dependentSchemas": Breaking._dependentschemas,
    "$ref": Breaking._ref,
    "$dynamicRef": Breaking._dynamicref,
    "allOf": Breaking._allof,
    "anyOf": Breaking._anyof,
    "oneOf": Breaking._oneof,
    "not": Breaking._not,
    "if": Breaking._if,
    "format": Breaking._format,
}
"""By keyword; all others say nothing that could be broken."""
