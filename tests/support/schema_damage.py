"""Schemas in which something was replaced by what nobody would write there."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from schema_builders import random_schema

__all__ = ["damaged_schema"]

_HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.0, -0.0, 0.1, 1e308, 5e-324, 2**63, -(2**63) - 1, 10**400, 4097),
    *("", "a" * 3000, "^(a|a)*$", "(", "\\", "^[\\p{L}]{3,}$", "(?<!a)b(?=c)", "^(\\w+\\s?)+$"),
    *("\ud800", "#", "#/", "#/allOf/²", "http://[x", "regex", "idn-email", "object", "integer"),
    *([], {}, [[]], {"": {}}, {"$ref": "#"}, {"not": {}}, {"items": {"$ref": "#"}}),
    {"minItems": 4096, "items": {"minLength": 65_535, "type": "string"}},
    {"contains": {"type": "integer"}, "minContains": 4000},
    {"enum": [1, 1.0, True, "1"]},
    {"oneOf": [{"$ref": "#"}, {"type": "null"}]},
    {"anyOf": [{"items": {"$ref": "#"}}, {"properties": {"a": {"$ref": "#"}}, "required": ["a"]}]},
)
_KEYWORDS = (
    "type enum const multipleOf exclusiveMaximum minimum maxLength minLength pattern maxItems minItems "
    "uniqueItems maxContains minContains minProperties required dependentRequired properties not if "
    "patternProperties additionalProperties propertyNames items prefixItems contains allOf anyOf "
    "oneOf then else dependentSchemas unevaluatedItems unevaluatedProperties format $ref $dynamicRef "
    "$anchor $dynamicAnchor $id $defs having TYPE $not"
).split()
_MOST_CHARACTERS = 20_000


def damaged_schema(seed: int) -> Any:
    """A schema that depends on the seed only; it may be none."""
    draw = random.Random(seed)
    schema = random_schema(seed)
    for _ in range(draw.choice((1, 1, 2, 3, 5))):
        schema = _changed(schema, draw)
        if len(json.dumps(schema)) > _MOST_CHARACTERS:
            break
    return schema


def _changed(schema: Any, draw: random.Random) -> Any:
    places = list(_places(schema, ()))
    path = draw.choice(places)
    part = _at(schema, path)
    value = copy.deepcopy(draw.choice(_HOSTILE))
    if draw.random() < 0.3:
        value = copy.deepcopy(_at(schema, draw.choice(places)))
    if isinstance(part, dict) and draw.random() < 0.4:
        part[draw.choice(_KEYWORDS)] = value
    elif path:
        _at(schema, path[:-1])[path[-1]] = value
    return schema


def _places(part: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield path
    keys = part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    for key in keys:
        yield from _places(part[key], (*path, key))


def _at(schema: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        schema = schema[key]
    return schema
