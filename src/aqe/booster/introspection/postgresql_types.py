"""Types of PostgreSQL as JSON Schema: those that come with it, its enums, domains and arrays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from aqe.booster.introspection.drafts import Schema, nullable
from aqe.booster.introspection.sql_tokens import SqlToken
from aqe.booster.introspection.sqlite_types import BASE64

__all__ = ["BASE_TYPES", "NARROWER", "type_schema", "type_text"]

_DAY = "20[0-2][0-9]-0[1-9]-[12][0-8]"
_LATER = "20[3-8][0-9]-0[1-9]-[12][0-8]"

BASE_TYPES: Mapping[str, Schema] = {
    "smallint": {"type": "integer", "minimum": -(2**15), "maximum": 2**15 - 1},
    "integer": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "bigint": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "smallserial": {"type": "integer", "minimum": 1, "maximum": 2**15 - 1},
    "serial": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    "bigserial": {"type": "integer", "minimum": 1},
    "oid": {"type": "integer", "minimum": 0, "maximum": 2**32 - 1},
    "real": {"type": "number"},
    "double precision": {"type": "number"},
    "numeric": {"type": "number"},
    "money": {"type": "number", "multipleOf": 0.01},
    "boolean": {"type": "boolean"},
    "text": {"type": "string"},
    "citext": {"type": "string"},
    "name": {"type": "string", "maxLength": 63},
    "character varying": {"type": "string"},
    "character": {"type": "string", "maxLength": 1},
    '"char"': {"type": "string", "maxLength": 1, "pattern": "^[ -~]*$"},
    "bytea": {"type": "string", "contentEncoding": "base64", "pattern": BASE64},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "time without time zone": {
        "type": "string",
        "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?$",
    },
    "time with time zone": {"type": "string", "format": "time"},
    "timestamp without time zone": {"type": "string", "format": "date-time"},
    "timestamp with time zone": {"type": "string", "format": "date-time"},
    "interval": {"type": "string", "format": "duration"},
    "json": {"type": "object"},
    "jsonb": {"type": "object"},
    "xml": {"type": "string", "pattern": "^<[a-z]{1,8}/>$"},
    "inet": {"type": "string", "format": "ipv4"},
    "cidr": {"type": "string", "pattern": "^10\\.[0-9]\\.[0-9]\\.0/24$"},
    "macaddr": {"type": "string", "pattern": "^[0-9a-f]{2}(:[0-9a-f]{2}){5}$"},
    "int4range": {"type": "string", "pattern": "^\\[[1-9][0-9],[1-9][0-9]{2}\\)$"},
    "int8range": {"type": "string", "pattern": "^\\[[1-9][0-9],[1-9][0-9]{2}\\)$"},
    "numrange": {"type": "string", "pattern": "^\\[[1-9][0-9],[1-9][0-9]{2}\\)$"},
    "daterange": {"type": "string", "pattern": f"^\\[{_DAY},{_LATER}\\)$"},
    "tsrange": {"type": "string", "pattern": f"^\\[{_DAY},{_LATER}\\)$"},
    "tstzrange": {"type": "string", "pattern": f"^\\[{_DAY},{_LATER}\\)$"},
    "bit": {"type": "string", "pattern": "^[01]$"},
    "bit varying": {"type": "string", "pattern": "^[01]*$"},
}

NARROWER = frozenset(
    "cidr inet xml int4range int8range numrange daterange tsrange tstzrange".split()
)
"""Types of which the schema allows a part only."""

_ALIASES = {
    "int2": "smallint",
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "serial2": "smallserial",
    "serial4": "serial",
    "serial8": "bigserial",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "decimal": "numeric",
    "dec": "numeric",
    "bool": "boolean",
    "varchar": "character varying",
    "char varying": "character varying",
    "char": "character",
    "bpchar": "character varying",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "varbit": "bit varying",
}
_DIMENSION = re.compile(r"\[\s*\d*\s*\]")
_PARTS = re.compile(r"^(.*?)\s*(?:\(([\d\s,-]+)\))?\s*((?:with|without) time zone)?\s*$")
_INTERVAL = re.compile(r"^interval\b.*$")

Named = Callable[[str], Schema | None]


def type_text(tokens: list[SqlToken]) -> str:
    """A type out of its tokens, in the one spelling that `type_schema` reads."""
    text = ""
    for token in tokens:
        if token.kind == "sign" or text.endswith((".", "(", "[")):
            text += token.text
        elif token.kind == "name":
            text += f" {token.text}"
        else:
            text += f" {token.text.lower()}"
    return text.strip().removeprefix("public.").removeprefix("pg_catalog.")


def type_schema(text: str, named: Named) -> Schema | None:
    """The schema of a type; None where it is not known.

    Args:
        text: As ``format_type`` writes it: ``numeric(8,2)``, ``character varying(20)[]``.
        named: Gives the schema of an enum or a domain.
    """
    dimensions = len(_DIMENSION.findall(text))
    plain = _DIMENSION.sub("", text).strip()
    if plain.lower().endswith(" array"):
        plain, dimensions = plain[: -len(" array")].strip(), 1
    schema = named(plain)
    if schema is None:
        schema = _base(plain)
    if schema is None:
        return None
    if dimensions:
        # PostgreSQL keeps no count of dimensions; inner arrays have to be equally long.
        return {"type": "array", "items": nullable(schema), "maxItems": 5}
    return schema


def _base(text: str) -> Schema | None:
    text = _INTERVAL.sub("interval", text)
    match = _PARTS.match(text)
    if match is None:
        return None
    name = f"{match[1]} {match[3]}" if match[3] else match[1]
    name = _ALIASES.get(name, name)
    known = BASE_TYPES.get(name)
    if known is None:
        return None
    arguments = [int(each) for each in (match[2] or "").split(",") if each.strip()]
    return _narrowed(dict(known), name, arguments) if arguments else dict(known)


def _narrowed(schema: Schema, name: str, arguments: list[int]) -> Schema:
    first = arguments[0]
    if name == "character varying":
        return {**schema, "maxLength": first}
    if name == "character":  # shorter ones are filled up with spaces
        return {**schema, "maxLength": first}
    if name == "bit":
        return {**schema, "pattern": f"^[01]{{{first}}}$"}
    if name == "bit varying":
        return {**schema, "pattern": f"^[01]{{0,{first}}}$"}
    if name != "numeric":
        return schema
    places = arguments[1] if len(arguments) > 1 else 0
    limit = 10 ** max(0, min(first, 18) - max(places, 0))
    if places <= 0:
        return {"type": "integer", "minimum": 1 - limit, "maximum": limit - 1}
    return {
        "type": "number",
        "exclusiveMinimum": -limit,
        "exclusiveMaximum": limit,
        "multipleOf": float(f"1e-{min(places, 18)}"),
    }
