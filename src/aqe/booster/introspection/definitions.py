"""Schemas that refer to one another, each made whole with those that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aqe.booster.introspection.drafts import Schema
from aqe.booster.introspection.refusal import IntrospectionRefused

__all__ = ["DEFINITIONS", "reference_to", "wholes"]

DEFINITIONS = "#/$defs/"
_MOST = 2_000_000
"""Definitions in all schemas together."""


def reference_to(name: str) -> Schema:
    """A reference to a definition (RFC 6901: ``~`` and ``/`` are escaped)."""
    return {"$ref": DEFINITIONS + name.replace("~", "~0").replace("/", "~1")}


def wholes(names: Iterable[str], schemas: Mapping[str, Any]) -> dict[str, Schema]:
    """Some of the schemas, each with those that it refers to in ``$defs``.

    Raises:
        IntrospectionRefused: They refer to one another beyond all measure.
    """
    direct = {name: frozenset(_references(schema)) for name, schema in schemas.items()}
    found: dict[str, Schema] = {}
    count = 0
    for name in names:
        needed = _reachable(direct, name)
        count += len(needed)
        if count > _MOST:
            raise IntrospectionRefused(
                f"the types refer to one another more than {_MOST} times",
                hint="give a part of them",
            )
        schema = schemas[name]
        if not isinstance(schema, dict):
            found[name] = {} if schema is True else {"not": {}}
        elif needed:
            inner = {each: schemas[each] for each in schemas if each in needed}
            found[name] = {**schema, "$defs": inner}
        else:
            found[name] = dict(schema)
    return found


def _reachable(direct: Mapping[str, frozenset[str]], name: str) -> set[str]:
    found: set[str] = set()
    waiting = list(direct[name])
    while waiting:
        other = waiting.pop()
        if other in direct and other not in found:
            found.add(other)
            waiting.extend(direct[other])
    return found


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
