"""Schemas at random: valid JSON Schema 2020-12, from plain ones to contradictory and recursive ones."""

from __future__ import annotations

import random
from typing import Any

__all__ = ["random_schema"]

_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_NAMES = ("a", "b", "id", "email", "price", "created_at", "x1")
_PATTERNS = (
    *("^[a-c]{2,4}$", "x", "^\\d+(\\.\\d{2})?$", "^(foo|bar)-[A-Z]$", "[^a]", "^$", "é+", "a.c$"),
    *("^(?=.*\\d).{4,8}$", "\\bq\\w*", "^[\\w.]+@[a-z]+\\.com$"),
)
_FORMATS = (
    "uuid",
    "email",
    "date",
    "date-time",
    "time",
    "ipv4",
    "ipv6",
    "uri",
    "hostname",
    "regex",
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2.5, 1.0, 10**20, "", "a", "foo", "2024-02-29"),
    *([], [1], ["a", None], {}, {"a": 1}, {"b": "x", "a": None}),
)


def random_schema(seed: int) -> Any:
    """A schema that depends on the seed only."""
    draw = random.Random(seed)
    schema = _schema(draw, draw.choice((1, 2, 3)))
    if isinstance(schema, dict) and draw.random() < 0.3:
        schema["$defs"] = {"d": _schema(draw, 2), "e": _schema(draw, 1)}
    elif isinstance(schema, dict):
        schema["$defs"] = {"d": {"type": "string"}, "e": {"type": ["object", "null"]}}
    return schema


def _schema(draw: random.Random, depth: int) -> Any:
    if draw.random() < 0.06:
        return draw.choice((True, True, False))
    makers = [_typed, _text, _number, _array, _object]
    schema: dict[str, Any] = {}
    for _ in range(draw.choice((1, 1, 2, 3))):
        schema.update(draw.choice(makers)(draw, depth))
    if depth and draw.random() < 0.35:
        schema.update(_combined(draw, depth - 1))
    return schema


def _typed(draw: random.Random, depth: int) -> dict[str, Any]:
    kind = draw.randrange(6)
    if kind < 4:
        return {"type": draw.choice(_TYPES)}
    if kind == 4:
        return {"type": draw.sample(_TYPES, draw.randint(1, 3))}
    if draw.random() < 0.5:
        return {"enum": draw.sample(_VALUES, draw.randint(1, 5))}
    return {"const": draw.choice(_VALUES)}


def _text(draw: random.Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw.random() < 0.4:
        found["minLength"] = draw.randint(0, 5)
    if draw.random() < 0.4:
        found["maxLength"] = draw.randint(0, 12)
    if draw.random() < 0.4:
        found["pattern"] = draw.choice(_PATTERNS)
    elif draw.random() < 0.4:
        found["format"] = draw.choice(_FORMATS)
    return found


def _number(draw: random.Random, depth: int) -> dict[str, Any]:
    limits = (0, 1, -1, 5, 10, 2.5, -100, 1000, 0.1, 1e6, 2**60)
    found: dict[str, Any] = {}
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if draw.random() < 0.25:
            found[name] = draw.choice(limits)
    if draw.random() < 0.2:
        found["multipleOf"] = draw.choice((1, 2, 3, 7, 10, 0.5, 0.25, 0.01, 2.5))
    return found


def _array(draw: random.Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw.random() < 0.3:
        found["minItems"] = draw.randint(0, 3)
    if draw.random() < 0.3:
        found["maxItems"] = draw.randint(0, 5)
    if draw.random() < 0.2:
        found["uniqueItems"] = True
    if not depth:
        return found
    if draw.random() < 0.4:
        found["items"] = _schema(draw, depth - 1)
    if draw.random() < 0.2:
        found["prefixItems"] = [_schema(draw, depth - 1) for _ in range(draw.randint(1, 3))]
    if draw.random() < 0.2:
        found["contains"] = _schema(draw, depth - 1)
        if draw.random() < 0.5:
            found["minContains"] = draw.randint(0, 2)
        if draw.random() < 0.4:
            found["maxContains"] = draw.randint(0, 3)
    if draw.random() < 0.08:
        found["unevaluatedItems"] = draw.choice((False, {"type": "string"}))
    return found


def _object(draw: random.Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    names = draw.sample(_NAMES, draw.randint(0, 3))
    if draw.random() < 0.4:
        found["required"] = draw.sample(_NAMES, draw.randint(0, 2))
    if draw.random() < 0.15:
        found["minProperties"] = draw.randint(0, 4)
    if draw.random() < 0.15:
        found["maxProperties"] = draw.randint(0, 4)
    if draw.random() < 0.15:
        found["dependentRequired"] = {draw.choice(_NAMES): draw.sample(_NAMES, 2)}
    if not depth:
        return found
    if names:
        found["properties"] = {name: _schema(draw, depth - 1) for name in names}
    if draw.random() < 0.15:
        found["patternProperties"] = {draw.choice(_PATTERNS): _schema(draw, depth - 1)}
    if draw.random() < 0.2:
        found["additionalProperties"] = draw.choice((False, _schema(draw, depth - 1)))
    if draw.random() < 0.08:
        found["propertyNames"] = {"pattern": draw.choice(_PATTERNS)}
    if draw.random() < 0.1:
        found["dependentSchemas"] = {draw.choice(_NAMES): _schema(draw, depth - 1)}
    if draw.random() < 0.08:
        found["unevaluatedProperties"] = draw.choice((False, {"type": "integer"}))
    return found


def _combined(draw: random.Random, depth: int) -> dict[str, Any]:
    kind = draw.randrange(7)
    if kind < 3:
        name = ("allOf", "anyOf", "oneOf")[kind]
        return {name: [_schema(draw, depth) for _ in range(draw.randint(1, 3))]}
    if kind == 3:
        return {"not": _schema(draw, depth)}
    if kind == 4:
        return {name: _schema(draw, depth) for name in ("if", "then", "else")}
    if kind == 5:
        return {"$ref": draw.choice(("#/$defs/d", "#/$defs/e"))}
    return {"properties": {"next": {"$ref": "#"}, "all": {"type": "array", "items": {"$ref": "#"}}}}
