"""Checks plain data against the part of JSON Schema (2020-12) that agents use.

Known keywords: ``type``, ``enum``, ``items``, ``minimum``, ``maximum``, ``default``, ``description``
and, for objects, ``properties``, ``required`` and ``additionalProperties``. A schema with another
keyword is refused rather than half obeyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["defaults_of", "problems_of_schema", "problems_of_value"]

_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list, tuple),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_KEYWORDS = {
    "additionalProperties",
    "default",
    "description",
    "enum",
    "items",
    "maximum",
    "minimum",
    "properties",
    "required",
    "type",
}


def problems_of_schema(schema: Any, place: str = "inputs") -> list[str]:
    """What is wrong with a schema; empty when it can be used."""
    if not isinstance(schema, Mapping):
        return [f"{place}: a schema is a table, not {schema!r}"]
    problems = [f"{place}: unknown keyword {name!r}" for name in schema if name not in _KEYWORDS]
    if schema.get("type") not in _TYPES:
        problems.append(f"{place}: type must be one of {', '.join(_TYPES)}")
    for name, each in schema.get("properties", {}).items():
        problems += problems_of_schema(each, f"{place}.{name}")
    if "items" in schema:
        problems += problems_of_schema(schema["items"], f"{place}[]")
    for name in schema.get("required", ()):
        if name not in schema.get("properties", {}):
            problems.append(f"{place}: required {name!r} is not among the properties")
    if not problems and "default" in schema:
        problems += problems_of_value(schema["default"], schema, f"{place}: default")
    return problems


def problems_of_value(value: Any, schema: Mapping[str, Any], place: str) -> list[str]:
    """Where a value departs from its schema; empty when it does not."""
    kind = schema["type"]
    if not _is(value, kind):
        return [f"{place}: expected {kind}, got {value!r}"]
    problems = []
    if "enum" in schema and value not in schema["enum"]:
        known = ", ".join(repr(each) for each in schema["enum"])
        problems.append(f"{place}: {value!r} is not one of {known}")
    if "minimum" in schema and value < schema["minimum"]:
        problems.append(f"{place}: {value!r} is below {schema['minimum']!r}")
    if "maximum" in schema and value > schema["maximum"]:
        problems.append(f"{place}: {value!r} is above {schema['maximum']!r}")
    if kind == "array" and "items" in schema:
        for index, each in enumerate(value):
            problems += problems_of_value(each, schema["items"], f"{place}[{index}]")
    if kind == "object":
        problems += _problems_of_object(value, schema, place)
    return problems


def defaults_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults that an object's properties declare."""
    properties = schema.get("properties", {})
    return {name: each["default"] for name, each in properties.items() if "default" in each}


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _problems_of_object(
    value: Mapping[str, Any], schema: Mapping[str, Any], place: str
) -> list[str]:
    properties = schema.get("properties", {})
    problems = [
        f"{place}: {name!r} is missing" for name in schema.get("required", ()) if name not in value
    ]
    for name, each in value.items():
        if name in properties:
            problems += problems_of_value(each, properties[name], f"{place}.{name}")
        elif schema.get("additionalProperties", False) is False:
            known = ", ".join(properties) or "none"
            problems.append(f"{place}: unknown {name!r}; known: {known}")
    return problems
