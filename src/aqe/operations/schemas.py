"""JSON Schema (2020-12) of requests and results, derived from their dataclasses.

The text under a field becomes its description, so that a tool's schema and the source never differ.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import textwrap
import types
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from aqe.domain.syntax_trees import parsed_module
from aqe.errors import AqeError
from aqe.operations.ranges import range_schema

__all__ = ["field_docs", "schema_of"]

_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """The schema of a dataclass; nested dataclasses stand in ``$defs``."""
    definitions: dict[str, Any] = {}
    schema = dict(_object_schema(kind, definitions))
    if f"#/$defs/{kind.__name__}" not in repr(definitions):
        definitions.pop(kind.__name__)
    if definitions:
        schema["$defs"] = dict(sorted(definitions.items()))
    return schema


def field_docs(kind: type[Any]) -> dict[str, str]:
    """The docstring under each field of a class and of its bases, where its source can be read."""
    docs: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if dataclasses.is_dataclass(each):
            docs.update(_own_field_docs(each))
    return docs


def _own_field_docs(kind: type[Any]) -> dict[str, str]:
    try:
        tree = parsed_module(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    docs = {}
    for field, text in itertools.pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            docs[field.target.id] = " ".join(text.value.value.replace("``", "").split())
    return docs


def _object_schema(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    hints, docs = get_type_hints(kind), field_docs(kind)
    definitions[kind.__name__] = {}  # a class may refer to itself
    properties: dict[str, Any] = {}
    required: list[str] = []
    for field in dataclasses.fields(kind):
        if field.name.startswith("_"):
            continue
        schema = dict(_schema(hints[field.name], definitions))
        if field.name in docs:
            schema["description"] = docs[field.name]
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            required.append(field.name)
        elif isinstance(field.default, str | int | float | bool):
            schema["default"] = (
                field.default.value if isinstance(field.default, Enum) else field.default
            )
        properties[field.name] = schema | range_schema(field)
    for name in getattr(kind, "json_properties", ()):
        getter = getattr(kind, name).fget
        properties[name] = dict(_schema(get_type_hints(getter)["return"], definitions))
        if getter.__doc__:
            properties[name]["description"] = " ".join(getter.__doc__.split())
    result: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        result["required"] = required
    result["additionalProperties"] = False
    definitions[kind.__name__] = result
    return result


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return {}
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if origin in (Union, types.UnionType):
        return _union(arguments, definitions)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return _tuple(arguments, definitions)
    if origin in (list, frozenset, set):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is dict or hint is dict or "Mapping" in str(origin):
        values = _schema(arguments[1], definitions) if len(arguments) == 2 else {}
        return {"type": "object", "additionalProperties": values or True}
    if isinstance(hint, type):
        return _class_schema(hint, definitions)
    return {}


def _class_schema(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if issubclass(kind, PurePath | Path):
        return {"type": "string", "format": "path"}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [each.value for each in kind]}
    if issubclass(kind, AqeError):
        return {
            "type": "object",
            "properties": {
                "slug": {"type": "string"},
                "message": {"type": "string"},
                "hint": {"type": ["string", "null"]},
            },
            "required": ["slug", "message", "hint"],
            "additionalProperties": False,
        }
    if dataclasses.is_dataclass(kind):
        if kind.__name__ not in definitions:
            _object_schema(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return {}


def _union(arguments: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    options = [_schema(each, definitions) for each in arguments]
    if all(set(each) == {"type"} for each in options):
        return {"type": [each["type"] for each in options]}
    return {"anyOf": options}


def _tuple(arguments: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    return {
        "type": "array",
        "prefixItems": [_schema(each, definitions) for each in arguments],
        "minItems": len(arguments),
        "maxItems": len(arguments),
    }
