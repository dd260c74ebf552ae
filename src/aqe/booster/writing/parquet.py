"""Parquet, by pyarrow: the only door to it, imported when the first file is written.

Integers, numbers, truth values and texts keep their type, lists and objects become lists and
structures; what has no type of its own there, such as a choice of types, is written as JSON text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from aqe.booster.writing.rows import WritingRefused, Written, columns_of, json_text, rows_of
from aqe.errors import BoosterError

__all__ = ["ParquetUnavailable", "write_parquet"]

_BATCH = 20_000
_SIMPLE = {"integer": "int64", "number": "float64", "string": "string", "boolean": "bool_"}

_TYPES = {int: "integer", str: "string", bool: "boolean"}


class ParquetUnavailable(BoosterError):
    """The library that writes Parquet is not installed."""

    slug = "parquet-unavailable"


def write_parquet(
    chunks: Iterable[bytes], stream: BinaryIO, schema: Mapping[str, object]
) -> Written:
    """Write records as a table with the columns of their schema.

    Raises:
        ParquetUnavailable: pyarrow is not installed.
        WritingRefused: A value does not fit its column.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ParquetUnavailable(
            "Parquet cannot be written: pyarrow is not installed",
            hint="pip install 'agentic-qe[parquet]', or choose the format csv",
        ) from error
    columns = columns_of(schema)
    properties = schema.get("properties")
    if not columns or not isinstance(properties, Mapping):
        raise WritingRefused("the schema names no columns", hint="name its properties")
    shapes = {each: _Shape(properties[each], pyarrow) for each in columns}
    fields = [pyarrow.field(name, shape.type) for name, shape in shapes.items()]
    table = pyarrow.schema(fields)
    rows = rows_of(chunks)
    count = 0
    with pyarrow.parquet.ParquetWriter(stream, table) as writer:
        while batch := list(itertools.islice(rows, _BATCH)):
            arrays = []
            for name, shape in shapes.items():
                try:
                    values = [shape.value(row.get(name)) for row in batch]
                    arrays.append(pyarrow.array(values, shape.type))
                except (pyarrow.ArrowException, OverflowError, TypeError, ValueError) as error:
                    raise WritingRefused(
                        f"column {name!r}, records {count + 1} to {count + len(batch)}: a value is"
                        f" no {shape.type}",
                        hint="give the column a narrower schema, or choose another format",
                    ) from error
            writer.write_batch(pyarrow.record_batch(arrays, schema=table))
            count += len(batch)
    return Written(count)


class _Shape:
    """The type of a column, and how values get into it."""

    def __init__(self, schema: Any, pyarrow: Any, depth: int = 0) -> None:
        kind = _single_type(schema)
        self.type: Any = pyarrow.string()
        self._as_json = False
        self._fields: dict[str, _Shape] = {}
        self._items: _Shape | None = None
        self._as_float = kind == "number"
        if kind in _SIMPLE:
            self.type = getattr(pyarrow, _SIMPLE[kind])()
        elif kind == "array" and depth < 8 and isinstance(schema.get("items"), Mapping):
            self._items = _Shape(schema["items"], pyarrow, depth + 1)
            self.type = pyarrow.list_(self._items.type)
        elif kind == "object" and depth < 8 and columns_of(schema) and _is_closed(schema):
            self._fields = {
                name: _Shape(each, pyarrow, depth + 1)
                for name, each in schema["properties"].items()
            }
            self.type = pyarrow.struct([(name, each.type) for name, each in self._fields.items()])
        else:
            self._as_json = True

    def value(self, value: object) -> object:
        """A value as pyarrow takes it."""
        if value is None:
            return None
        if self._as_json:
            return json_text(value)
        if self._items is not None and isinstance(value, list):
            return [self._items.value(each) for each in value]
        if self._fields and isinstance(value, dict):
            return {name: each.value(value.get(name)) for name, each in self._fields.items()}
        if isinstance(value, Decimal):
            return float(value) if self._as_float else int(value)
        if self._as_float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        return value


def _is_closed(schema: Mapping[str, object]) -> bool:
    return schema.get("additionalProperties") is False


def _single_type(schema: object) -> Any:
    """The one type of a schema beside null; None where there are several or it says none."""
    if not isinstance(schema, Mapping):
        return None
    kind = schema.get("type")
    kinds = [kind] if isinstance(kind, str) else kind if isinstance(kind, list) else []
    others = [each for each in kinds if each != "null"]
    if len(others) == 1:
        return others[0]
    listed = schema.get("enum")
    if not kinds and isinstance(listed, list):
        classes = {type(each) for each in listed if each is not None}
        return _TYPES.get(classes.pop()) if len(classes) == 1 else None
    options = schema.get("anyOf")
    if not kinds and isinstance(options, list):
        found = {_single_type(each) for each in options if each != {"type": "null"}}
        return found.pop() if len(found) == 1 and found <= set(_SIMPLE) else None
    return None
