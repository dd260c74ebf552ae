"""Results as JSON values, and requests from JSON values.

Dataclasses become objects, enums their value, paths text relative to the project root with forward
slashes, decimals numbers, errors their message, hint and slug; None stays, for unknown is not zero.
Properties that a class lists in ``json_properties`` are written beside its fields.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, Union, get_args, get_origin, get_type_hints

from aqe.errors import AqeError, UsageError
from aqe.operations.operation import SCHEMA_VERSION
from aqe.operations.ranges import check_range

__all__ = ["error_object", "from_json", "result_document", "to_json"]


def to_json(value: Any, root: Path) -> Any:
    """A value that `json.dumps` takes, with paths relative to `root`."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, date):  # a moment is a date, too
        return value.isoformat()
    if isinstance(value, PurePath):
        return _path(value, root)
    if isinstance(value, AqeError):
        return error_object(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _object(value, root)
    if isinstance(value, Mapping):
        return {str(key): to_json(each, root) for key, each in value.items()}
    if isinstance(value, Set):
        return sorted((to_json(each, root) for each in value), key=repr)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [to_json(each, root) for each in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def error_object(error: AqeError) -> dict[str, Any]:
    """An error as faces print it."""
    return {"slug": error.slug, "message": error.message, "hint": error.hint}


def from_json(kind: type[Any], value: Mapping[str, Any]) -> Any:
    """A request of class `kind` from a JSON object.

    Raises:
        UsageError: A field is unknown, missing, of another type or out of its range.
    """
    if not isinstance(value, Mapping):
        raise UsageError(f"expected an object, got {value!r}", slug="bad-argument")
    hints = get_type_hints(kind)
    fields = {each.name: each for each in dataclasses.fields(kind) if each.init}
    unknown = [name for name in value if name not in fields]
    if unknown:
        raise UsageError(
            f"unknown argument {unknown[0]!r}",
            hint=f"known: {', '.join(fields)}",
            slug="bad-argument",
        )
    for name, each in fields.items():
        if name not in value and _is_required(each):
            raise UsageError(f"the argument {name!r} is missing", slug="bad-argument")
    read = {name: _value(hints[name], each, name) for name, each in value.items()}
    for name, each in read.items():
        check_range(fields[name], each)
    return kind(**read)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _path(value: PurePath, root: Path) -> str:
    try:
        return value.relative_to(root).as_posix()
    except ValueError:
        return value.as_posix()


def _object(value: Any, root: Path) -> dict[str, Any]:
    names = [each.name for each in dataclasses.fields(value) if not each.name.startswith("_")]
    names += getattr(type(value), "json_properties", ())
    return {name: to_json(getattr(value, name), root) for name in names}


def _value(hint: Any, value: Any, name: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _value_of_union(arguments, value, name)
    if origin is tuple:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise _wrong(name, value, "a list")
        return tuple(_value(arguments[0], each, name) for each in value)
    if hint is Any:
        return value
    if origin is dict:
        if not isinstance(value, Mapping):
            raise _wrong(name, value, "an object")
        return {str(key): _value(arguments[1], each, name) for key, each in value.items()}
    if hint is Path:
        if not isinstance(value, str | Path) or "\0" in str(value):
            raise _wrong(name, value, "a path")
        return Path(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            raise _wrong(
                name, value, "one of " + ", ".join(str(each.value) for each in hint)
            ) from None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is int and isinstance(value, bool):
        raise _wrong(name, value, "a whole number")
    if isinstance(hint, type) and not isinstance(value, hint):
        raise _wrong(name, value, _WORDS.get(hint, hint.__name__))
    return value


def _value_of_union(options: Sequence[Any], value: Any, name: str) -> Any:
    if value is None and type(None) in options:
        return None
    error: UsageError | None = None
    for each in options:
        if each is type(None):
            continue
        try:
            return _value(each, value, name)
        except UsageError as refused:
            error = error or refused
    raise error or _wrong(name, value, "null")


_WORDS = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    dict: "an object",
}


def _wrong(name: str, value: Any, expected: str) -> UsageError:
    return UsageError(f"{name}: expected {expected}, got {value!r}", slug="bad-argument")


def result_document(name: str, result: Any, root: Path) -> dict[str, Any]:
    """A result in the envelope that every face sends: schema version, operation, status, result."""
    return {
        "schema_version": SCHEMA_VERSION,
        "operation": name,
        "status": str(result.status),
        "result": to_json(result, root),
    }
