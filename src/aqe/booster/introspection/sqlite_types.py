"""Declared types of SQLite as JSON Schema, by affinity (datatype3.html, section 3.1) and by name."""

from __future__ import annotations

import re

from aqe.booster.introspection.drafts import Schema

__all__ = ["BASE64", "sqlite_schema"]

BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
"""Bytes in texts (RFC 4648, section 4)."""

_ARGUMENTS = re.compile(r"\(\s*(\d{1,9})\s*(?:,\s*(\d{1,3})\s*)?\)")
_NAMED: tuple[tuple[str, Schema], ...] = (
    ("BOOL", {"type": "integer", "enum": [0, 1]}),
    ("DATETIME", {"type": "string", "format": "date-time"}),
    ("TIMESTAMP", {"type": "string", "format": "date-time"}),
    ("DATE", {"type": "string", "format": "date"}),
    ("TIME", {"type": "string", "format": "time"}),
    ("UUID", {"type": "string", "format": "uuid"}),
    ("JSON", {"type": "object"}),
)


def sqlite_schema(declared: str, *, is_strict: bool = False) -> Schema:
    """The schema of a column's values.

    Args:
        declared: Its type as it stands in CREATE TABLE; SQLite takes any words.
        is_strict: Whether the table holds values to the type.
    """
    schema = dict(_schema(declared.upper(), is_strict))
    return {**schema, "$comment": f"sql: {declared.lower()}"} if declared else schema


def _schema(kind: str, is_strict: bool) -> Schema:
    for word, schema in _NAMED:
        if word in kind and not is_strict:
            return schema
    if "INT" in kind:
        return {"type": "integer"}
    if any(word in kind for word in ("CHAR", "CLOB", "TEXT", "STRING")):
        match = _ARGUMENTS.search(kind)
        return {"type": "string", "maxLength": int(match[1])} if match else {"type": "string"}
    if "BLOB" in kind:
        return {"type": "string", "contentEncoding": "base64", "pattern": BASE64}
    if any(word in kind for word in ("REAL", "FLOA", "DOUB")):
        return {"type": "number"}
    if kind in ("", "ANY"):
        return {}
    return _numeric(kind)


def _numeric(kind: str) -> Schema:
    match = _ARGUMENTS.search(kind)
    if match is None:
        return {"type": "number"}
    digits, places = int(match[1]), int(match[2] or 0)
    limit = 10 ** max(0, min(digits, 18) - places)
    if places == 0:
        return {"type": "integer", "minimum": 1 - limit, "maximum": limit - 1}
    step = 10.0**-places
    return {
        "type": "number",
        "exclusiveMinimum": -limit,
        "exclusiveMaximum": limit,
        "multipleOf": step,
    }
