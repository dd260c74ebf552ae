"""A schema with its addresses: identifiers, anchors and references resolved inside the document.

Nothing is fetched. Places are JSON Pointers from the root (RFC 6901); references follow JSON Schema
2020-12 Core, sections 8 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isfinite
from urllib.parse import unquote, urljoin

from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.regexes import ExpressionError
from aqe.booster.schemas.searching import usable

__all__ = ["FALSE", "TRUE", "Document", "Place"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TRUE = "#true"
FALSE = "#false"
_BASE = "http://schema.invalid/"
_MOST_SCHEMAS = 20_000
_MOST_DEPTH = 64
Place = tuple[str, tuple[str, ...]]
"""A pointer, and the resources with dynamic anchors through which it was reached."""

_ONE = (
    "additionalProperties propertyNames items contains not if then else unevaluatedItems "
    "unevaluatedProperties contentSchema"
).split()
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_OLDER = {
    "dependencies": "use dependentSchemas or dependentRequired",
    "additionalItems": "use items beside prefixItems",
    "$recursiveRef": "use $dynamicRef",
    "$recursiveAnchor": "use $dynamicAnchor",
    "id": "use $id",
    "divisibleBy": "use multipleOf",
    "extends": "use allOf",
    "disallow": "use not",
}
_SIZES = (
    "minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains"
).split()
_INDEX = re.compile("0|[1-9][0-9]{0,8}")
"""Of a list, in a JSON Pointer (RFC 6901, section 4)."""
_MOST_DIGITS = 1000
_MOST_SHOWN = 200
_TYPES = {"null", "boolean", "integer", "number", "string", "array", "object"}


def _is_size(value: object) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)  # type: ignore[call-overload,operator]


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isfinite(value) if isinstance(value, float) else abs(value) < 10**_MOST_DIGITS


def _is_above_0(value: object) -> bool:
    return _is_number(value) and value > 0  # type: ignore[operator]


def _is_json(value: object) -> bool:
    """Whether a value can be written as JSON: finite numbers, texts as names."""
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(each, str) for each in value) and all(map(_is_json, value.values()))
    return value is None or isinstance(value, (bool, str)) or _is_number(value)


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_type(value: object) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(each, str) and each in _TYPES for each in names)


_NUMBER = (_is_number, "a number of at most 1,000 digits")
_SHAPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "type": (_is_type, "a type or a list of types"),
    "enum": (lambda value: isinstance(value, list) and _is_json(value), "a list of JSON values"),
    "const": (_is_json, "a JSON value"),
    "multipleOf": (_is_above_0, "a number above 0, of at most 1,000 digits"),
    "required": (_is_names, "a list of names"),
    "pattern": (lambda value: isinstance(value, str), "a text"),
    "format": (lambda value: isinstance(value, str), "a text"),
    "uniqueItems": (lambda value: isinstance(value, bool), "true or false"),
    "dependentRequired": (
        lambda value: isinstance(value, dict) and all(map(_is_names, value.values())),
        "an object of lists of names",
    ),
    **{
        name: (lambda value: isinstance(value, str), "a text")
        for name in ("$id", "$ref", "$dynamicRef", "$anchor", "$dynamicAnchor")
    },
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        _NUMBER,
    ),
    **dict.fromkeys(_SIZES, (_is_size, "a whole number from 0")),
    **{name: (lambda value: isinstance(value, list), "a list of schemas") for name in _MANY},
    **{name: (lambda value: isinstance(value, dict), "an object") for name in _NAMED},
}


def _joined(base: str, text: str, keyword: str, pointer: str) -> str:
    """An address as seen from another one (RFC 3986, section 5)."""
    try:
        return urljoin(base, text)
    except ValueError as error:
        raise SchemaRefused(
            f"{keyword} {text!r} is no address: {error}",
            pointer=pointer,
            keyword=keyword,
            slug="schema-malformed",
        ) from error


def _shown(value: object) -> str:
    text = (
        repr(value) if not isinstance(value, int) or abs(value) < 10**_MOST_DIGITS else "too long"
    )
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _step(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


class Document:
    """One schema document, checked and indexed."""

    def __init__(self, schema: object) -> None:
        self._schemas: dict[str, object] = {TRUE: True, FALSE: False}
        self._bases: dict[str, str] = {TRUE: _BASE, FALSE: _BASE}
        self._resources: dict[str, str] = {}
        self._anchors: dict[tuple[str, str], str] = {}
        self._dynamic: dict[tuple[str, str], str] = {}
        self.ranks: dict[str, int] = {}
        """Names of properties in the order in which the document first says them."""
        self.root = schema
        self._resources[_BASE] = ""
        self._visit(schema, "", _BASE, 0)
        self._moving = {base for base, _ in self._dynamic}

    def start(self) -> Place:
        """The place of the whole schema."""
        return self.enter("", ())

    def schema(self, place: Place) -> bool | Mapping[str, object]:
        """What stands at a place: true, false or an object of keywords."""
        return self._schemas[place[0]]  # type: ignore[return-value]

    def enter(self, pointer: str, scope: tuple[str, ...]) -> Place:
        """A place reached from another one, whose scope comes along."""
        base = self._bases[pointer]
        if base in self._moving and base not in scope:
            scope = (*scope, base)
        return pointer, scope

    def inner(self, place: Place, *steps: str) -> Place:
        """A subschema of the schema at a place."""
        return self.enter(place[0] + "".join(map(_step, steps)), place[1])

    def referred(self, place: Place, keyword: str) -> Place:
        """Where `$ref` or `$dynamicRef` of a place leads."""
        schema = self.schema(place)
        assert isinstance(schema, dict)
        text = schema[keyword]
        base = self._bases[place[0]]
        target = base + text if text.startswith("#") else _joined(base, text, keyword, place[0])
        address, _, fragment = target.partition("#")
        if keyword == "$dynamicRef" and (address, fragment) in self._dynamic:
            for outer in place[1]:
                if (outer, fragment) in self._dynamic:
                    return self.enter(self._dynamic[outer, fragment], place[1])
        return self.enter(self._resolved(address, fragment, text, place[0], keyword), place[1])

    def _resolved(self, address: str, fragment: str, text: str, at: str, keyword: str) -> str:
        root = self._resources.get(address)
        if root is None:
            raise SchemaRefused(
                f"{keyword} {text!r} leads out of the document, and nothing is fetched",
                pointer=at,
                keyword=keyword,
                hint="put the schema it means under $defs",
                slug="schema-remote",
            )
        if fragment and not fragment.startswith("/"):
            found = self._anchors.get((address, unquote(fragment)))
        else:
            found = self._pointed(root, unquote(fragment))
        if found is None:
            raise SchemaRefused(f"{keyword} {text!r} leads nowhere", pointer=at, keyword=keyword)
        return found

    def _pointed(self, root: str, fragment: str) -> str | None:
        pointer = root + fragment
        if pointer in self._schemas:
            return pointer
        here: object = self._schemas[root]
        base, at = self._bases[root], root
        for part in fragment.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict) and name in here:
                here = here[name]
            elif isinstance(here, list) and _INDEX.fullmatch(name) and int(name) < len(here):
                here = here[int(name)]
            else:
                return None
            at += "/" + part
            base = self._bases.get(at, base)
        if not isinstance(here, (dict, bool)):
            return None
        self._visit(here, pointer, base, 0)
        return pointer

    def _visit(self, schema: object, pointer: str, base: str, depth: int) -> None:
        if pointer in self._schemas:
            return
        if len(self._schemas) > _MOST_SCHEMAS or depth > _MOST_DEPTH:
            raise SchemaRefused(
                f"the schema has more than {_MOST_SCHEMAS} parts or {_MOST_DEPTH} levels",
                pointer=pointer,
                slug="schema-too-large",
            )
        if isinstance(schema, Mapping):
            base = self._identify(schema, pointer, base)
            self._check(schema, pointer)
        elif not isinstance(schema, bool):
            raise SchemaRefused(f"{schema!r} is no schema", pointer=pointer)
        self._schemas[pointer] = schema
        self._bases[pointer] = base
        if isinstance(schema, Mapping):
            self._descend(schema, pointer, base, depth + 1)

    def _identify(self, schema: Mapping[str, object], pointer: str, base: str) -> str:
        for keyword in ("$id", "$anchor", "$dynamicAnchor"):
            self._require(schema, keyword, pointer)
        if "$id" in schema:
            base = _joined(base, str(schema["$id"]), "$id", pointer).partition("#")[0]
            self._resources[base] = pointer
        if "$anchor" in schema:
            self._anchors[base, str(schema["$anchor"])] = pointer
        if "$dynamicAnchor" in schema:
            self._anchors[base, str(schema["$dynamicAnchor"])] = pointer
            self._dynamic[base, str(schema["$dynamicAnchor"])] = pointer
        return base

    def _require(self, schema: Mapping[str, object], keyword: str, pointer: str) -> None:
        if keyword in schema and not _SHAPES[keyword][0](schema[keyword]):
            raise SchemaRefused(
                f"{keyword} is {_shown(schema[keyword])} and must be {_SHAPES[keyword][1]}",
                pointer=pointer,
                keyword=keyword,
                slug="schema-malformed",
            )

    def _check(self, schema: Mapping[str, object], pointer: str) -> None:
        dialect = schema.get("$schema", DIALECT)
        if dialect not in (DIALECT, DIALECT + "#"):
            raise SchemaRefused(
                f"$schema is {dialect!r}; only JSON Schema 2020-12 is understood",
                pointer=pointer,
                keyword="$schema",
                hint=f"write it for {DIALECT}",
            )
        for keyword, hint in _OLDER.items():
            if keyword in schema:
                raise SchemaRefused(
                    f"the keyword {keyword!r} is not part of JSON Schema 2020-12",
                    pointer=pointer,
                    keyword=keyword,
                    hint=hint,
                )
        for keyword in schema:
            if keyword in _SHAPES:
                self._require(schema, keyword, pointer)
        patterns = [("pattern", schema["pattern"])] if "pattern" in schema else []
        patterns += [("patternProperties", each) for each in schema.get("patternProperties", ())]  # type: ignore[attr-defined]
        for keyword, pattern in patterns:
            self._read(str(pattern), keyword, pointer)

    def _read(self, pattern: str, keyword: str, pointer: str) -> None:
        try:
            usable(pattern)
        except ExpressionError as error:
            raise SchemaRefused(
                f"{keyword}: {error}", pointer=pointer, keyword=keyword, slug="schema-pattern"
            ) from error

    def _descend(self, schema: Mapping[str, object], pointer: str, base: str, depth: int) -> None:
        for keyword, value in schema.items():
            at = pointer + _step(keyword)
            if keyword in _ONE:
                self._visit(value, at, base, depth)
            elif keyword in _MANY and isinstance(value, list):
                for index, each in enumerate(value):
                    self._visit(each, f"{at}/{index}", base, depth)
            elif keyword in _NAMED and isinstance(value, dict):
                for name, each in value.items():
                    if keyword == "properties":
                        self.ranks.setdefault(name, len(self.ranks))
                    self._visit(each, at + _step(name), base, depth)
            elif keyword == "required" and isinstance(value, list):
                for name in value:
                    self.ranks.setdefault(name, len(self.ranks))


def bound(value: object) -> Fraction:
    """A bound of a schema as the number that its text says."""
    assert isinstance(value, (int, float))
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))
