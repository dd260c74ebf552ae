"""Whether a value meets part of a schema: what drawn candidates are held against.

Follows JSON Schema 2020-12 with annotations, so that unevaluated properties and items are known.
For users' data there is `validation`, which is faster and tells more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aqe.booster.schemas.documents import Document, Place, bound
from aqe.booster.schemas.formats import conforms
from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.regexes import ExpressionError
from aqe.booster.schemas.searching import search
from aqe.booster.schemas.values import exact, kind_of, same, spelled

__all__ = ["Checker", "Doubtful", "is_multiple"]

_DEEP = 100


@dataclass(slots=True)
class _Seen:
    """Names and places that the keywords of a schema have evaluated."""

    names: set[str] = field(default_factory=set)
    places: set[int] = field(default_factory=set)

    def add(self, other: _Seen) -> None:
        self.names |= other.names
        self.places |= other.places


class Doubtful(Exception):
    """Whether a value is valid depends on how a validator rounds."""


def is_multiple(value: float, of: float) -> bool:
    """Whether a number is a multiple, as text and in binary floating point alike.

    Raises:
        Doubtful: The two do not agree.
    """
    as_text = exact(value) % exact(of) == 0
    if isinstance(value, int) and isinstance(of, int):
        return as_text
    try:
        quotient = value / of
        as_double = quotient == int(quotient)
    except OverflowError:
        as_double = False
    if as_double is not as_text:
        raise Doubtful
    return as_text


class Checker:
    """Holds values against places of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def valid(self, value: object, place: Place) -> bool:
        """Whether a value meets the schema at a place."""
        return self._evaluated(value, place, 0) is not None

    def meets(self, value: object, demands: Iterable[tuple[bool, Place]]) -> bool:
        """Whether a value meets every schema that it must, and none that it must not, without doubt."""
        try:
            return all(self.valid(value, place) is wanted for wanted, place in demands)
        except Doubtful:
            return False

    def _evaluated(self, value: object, place: Place, depth: int) -> _Seen | None:
        schema = self._document.schema(place)
        if isinstance(schema, bool):
            return _Seen() if schema else None
        if depth > _DEEP:
            raise SchemaRefused("references go round in circles", pointer=place[0])
        check = _Check(self, self._document, schema, place, value, depth + 1)
        return check.seen if check.run() else None


@dataclass(slots=True)
class _Check:
    """One schema against one value."""

    checker: Checker
    document: Document
    schema: Mapping[str, Any]
    place: Place
    value: Any
    depth: int
    seen: _Seen = field(default_factory=_Seen)

    def run(self) -> bool:
        kind = kind_of(self.value)
        try:
            return (
                self.assertions(kind)
                and self.applied()
                and (kind != "object" or self.members())
                and (kind != "array" or self.items())
                and self.unevaluated(kind)
            )
        except ExpressionError as error:
            raise SchemaRefused(
                f"pattern: {error}", pointer=self.place[0], keyword="pattern"
            ) from error

    def inner(self, value: object, *steps: str) -> _Seen | None:
        place = self.document.inner(self.place, *steps)
        # Only schemas of the same value can go round in circles.
        return self.checker._evaluated(value, place, self.depth if value is self.value else 0)

    def holds(self, value: object, *steps: str) -> bool:
        return self.inner(value, *steps) is not None

    def assertions(self, kind: str) -> bool:
        schema, value = self.schema, self.value
        if "type" in schema and not self.typed(kind):
            return False
        if "const" in schema and not same(schema["const"], value):
            return False
        if "enum" in schema and not any(same(each, value) for each in schema["enum"]):
            return False
        if kind == "number":
            return self.number()
        if kind == "string":
            return self.string()
        return True

    def typed(self, kind: str) -> bool:
        wanted = self.schema["type"]
        names = wanted if isinstance(wanted, list) else [wanted]
        whole = kind == "number" and (isinstance(self.value, int) or self.value.is_integer())
        return kind in names or (whole and "integer" in names)

    def number(self) -> bool:
        value = exact(self.value)
        limits: tuple[tuple[str, Callable[[Any], bool]], ...] = (
            ("minimum", lambda limit: value >= bound(limit)),
            ("maximum", lambda limit: value <= bound(limit)),
            ("exclusiveMinimum", lambda limit: value > bound(limit)),
            ("exclusiveMaximum", lambda limit: value < bound(limit)),
            ("multipleOf", lambda limit: is_multiple(self.value, limit)),
        )
        return all(test(self.schema[name]) for name, test in limits if name in self.schema)

    def string(self) -> bool:
        schema, text = self.schema, self.value
        if not self.sized(len(text), "minLength", "maxLength"):
            return False
        if "pattern" in schema and not search(schema["pattern"], text):
            return False
        return "format" not in schema or conforms(schema["format"], text)

    def sized(self, size: int, least: str, most: str) -> bool:
        return bool(self.schema.get(least, 0) <= size <= self.schema.get(most, size))

    def applied(self) -> bool:
        """References and combinations, in place."""
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in self.schema:
                place = self.document.referred(self.place, keyword)
                if not self.noted(self.checker._evaluated(self.value, place, self.depth)):
                    return False
        for index in range(len(self.schema.get("allOf", ()))):
            if not self.noted(self.inner(self.value, "allOf", str(index))):
                return False
        for keyword in ("anyOf", "oneOf"):
            if keyword in self.schema:
                held = 0
                for index, way in enumerate(self.schema[keyword]):
                    if not self.is_another_constant(way):
                        held += self.noted(self.inner(self.value, keyword, str(index)))
                if not held or (keyword == "oneOf" and held != 1):
                    return False
        if "not" in self.schema and self.holds(self.value, "not"):
            return False
        if "if" in self.schema:
            way = "then" if self.noted(self.inner(self.value, "if")) else "else"
            if way in self.schema:
                return self.noted(self.inner(self.value, way))
        return True

    def is_another_constant(self, way: object) -> bool:
        """Whether a branch allows one text, and that is not the value: seen without going there.

        Lists of a thousand constants are written so, and each of them is held against all.
        """
        constant = way.get("const") if isinstance(way, dict) else None
        return isinstance(constant, str) and not same(constant, self.value)

    def noted(self, seen: _Seen | None) -> bool:
        if seen is not None:
            self.seen.add(seen)
        return seen is not None

    def members(self) -> bool:
        schema, value = self.schema, self.value
        if not self.sized(len(value), "minProperties", "maxProperties"):
            return False
        if not all(name in value for name in schema.get("required", ())):
            return False
        for name, needed in schema.get("dependentRequired", {}).items():
            if name in value and not all(each in value for each in needed):
                return False
        for name in schema.get("dependentSchemas", {}):
            if name in value and not self.noted(self.inner(value, "dependentSchemas", name)):
                return False
        if "propertyNames" in schema and not all(
            self.holds(name, "propertyNames") for name in value
        ):
            return False
        return all(self.member(name, each) for name, each in value.items())

    def member(self, name: str, value: object) -> bool:
        known = False
        if name in self.schema.get("properties", {}):
            known = True
            if not self.holds(value, "properties", name):
                return False
        for pattern in self.schema.get("patternProperties", {}):
            if search(pattern, name):
                known = True
                if not self.holds(value, "patternProperties", pattern):
                    return False
        if not known and "additionalProperties" in self.schema:
            known = True
            if not self.holds(value, "additionalProperties"):
                return False
        if known:
            self.seen.names.add(name)
        return True

    def items(self) -> bool:
        schema, value = self.schema, self.value
        if not self.sized(len(value), "minItems", "maxItems"):
            return False
        if schema.get("uniqueItems") and len({spelled(each) for each in value}) < len(value):
            return False
        fixed = len(schema.get("prefixItems", ()))
        for index, each in enumerate(value[:fixed]):
            if not self.holds(each, "prefixItems", str(index)):
                return False
            self.seen.places.add(index)
        if "items" in schema:
            for index, each in enumerate(value[fixed:], fixed):
                if not self.holds(each, "items"):
                    return False
                self.seen.places.add(index)
        return "contains" not in schema or self.contained()

    def contained(self) -> bool:
        found = [index for index, each in enumerate(self.value) if self.holds(each, "contains")]
        self.seen.places.update(found)
        least = self.schema.get("minContains", 1)
        return bool(least <= len(found) <= self.schema.get("maxContains", len(found)))

    def unevaluated(self, kind: str) -> bool:
        if kind == "object" and "unevaluatedProperties" in self.schema:
            for name, each in self.value.items():
                if name not in self.seen.names and not self.holds(each, "unevaluatedProperties"):
                    return False
            self.seen.names.update(self.value)
        if kind == "array" and "unevaluatedItems" in self.schema:
            for index, each in enumerate(self.value):
                if index not in self.seen.places and not self.holds(each, "unevaluatedItems"):
                    return False
            self.seen.places.update(range(len(self.value)))
        return True
