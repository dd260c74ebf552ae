"""Cells of CSV as the values that a schema wants: a number, a truth value, JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["CellTypes"]


class CellTypes:
    """Turns texts into values, column by column; what does not fit stays text, for the validator."""

    def __init__(self, schema: Mapping[str, object]) -> None:
        properties = schema.get("properties")
        self._schemas = properties if isinstance(properties, Mapping) else {}
        required = schema.get("required")
        self._required = frozenset(required if isinstance(required, list | tuple) else ())

    def record(self, row: Mapping[str, str | None]) -> dict[str, Any]:
        """A row as an object; an empty cell is null where that is allowed, else not there."""
        result: dict[str, Any] = {}
        for name, text in row.items():
            kinds = _kinds(self._schemas.get(name))
            if text is not None:
                result[name] = _value(text, kinds)
            elif not kinds or "null" in kinds:
                if name in self._required or name not in self._schemas:
                    result[name] = None
            elif name in self._required and kinds == {"string"}:
                result[name] = ""
        return result


def _value(text: str, kinds: set[str]) -> Any:
    if kinds and kinds <= {"string", "null"}:
        return text
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    if not kinds or kinds & {"integer", "number", "array", "object"}:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        wanted = {
            "integer": isinstance(value, int) and not isinstance(value, bool),
            "number": isinstance(value, int | float) and not isinstance(value, bool),
            "array": isinstance(value, list),
            "object": isinstance(value, dict),
        }
        if any(wanted[each] for each in kinds if each in wanted):
            return value
        if not kinds and not isinstance(value, str | float):
            return value
    return text


def _kinds(schema: object) -> set[str]:
    """The types that a schema names, also behind ``anyOf`` and in the values of ``enum``."""
    if not isinstance(schema, Mapping):
        return set()
    kind = schema.get("type")
    if isinstance(kind, str):
        return {kind}
    if isinstance(kind, list):
        return {str(each) for each in kind}
    if isinstance(schema.get("enum"), list):
        return {_TYPES.get(type(each), "object") for each in schema["enum"]}
    found: set[str] = set()
    for key in ("anyOf", "oneOf"):
        for each in schema.get(key, ()):
            found |= _kinds(each)
    return found


_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
}
