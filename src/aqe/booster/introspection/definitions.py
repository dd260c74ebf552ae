"""Schemas that refer to one another, each made whole with those that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aqe.booster.introspection.drafts import Schema

__all__ = ["DEFINITIONS", "reference_to", "whole"]

DEFINITIONS = "#/$defs/"


def reference_to(name: str) -> Schema:
    """A reference to a definition (RFC 6901: ``~`` and ``/`` are escaped)."""
    return {"$ref": DEFINITIONS + name.replace("~", "~0").replace("/", "~1")}


def whole(name: str, schemas: Mapping[str, Any]) -> Schema:
    """One of several schemas, with those that it refers to in ``$defs``."""
    schema = schemas[name]
    needed: set[str] = set()
    waiting = list(_references(schema))
    while waiting:
        other = waiting.pop()
        if other in schemas and other not in needed:
            needed.add(other)
            waiting.extend(_references(schemas[other]))
    if not isinstance(schema, dict):
        return {} if schema is True else {"not": {}}
    if not needed:
        return dict(schema)
    return {**schema, "$defs": {each: schemas[each] for each in schemas if each in needed}}


def _references(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            target = current.get("$ref")
            if isinstance(target, str) and target.startswith(DEFINITIONS):
                part = target.removeprefix(DEFINITIONS).split("/")[0]
                yield part.replace("~1", "/").replace("~0", "~")
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
