"""Data for templates: JSON, JSON lines and CSV as records, and records as lines for engines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath

from aqe.booster.reference.json_lines import MOST_DEPTH, UnreadableLine, line_value
from aqe.booster.reference.quoting import Number
from aqe.booster.templates.errors import DataRefused

__all__ = ["MOST_BYTES", "DataForm", "form_of", "lines_of", "numbered_lines", "read_records"]

MOST_BYTES = 1024 * 1024 * 1024
"""Of data in one go."""


class DataForm(StrEnum):
    """How records are written down."""

    JSON = "json"
    """One object is one record; a list is many."""
    NDJSON = "ndjson"
    """A JSON value on each line."""
    CSV = "csv"
    """A header, then a record on each row; all values are texts."""


_TWO_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SUFFIXES = {
    ".json": DataForm.JSON,
    ".ndjson": DataForm.NDJSON,
    ".jsonl": DataForm.NDJSON,
    ".csv": DataForm.CSV,
}


def form_of(name: str) -> DataForm:
    """The form that a file name says; JSON lines where it says nothing."""
    return _SUFFIXES.get(PurePath(name.lower()).suffix, DataForm.NDJSON)


def read_records(data: bytes, form: DataForm, name: str) -> list[object]:
    """All records.

    Args:
        data: What the file holds.
        form: How it is written.
        name: What messages call it.

    Raises:
        DataRefused: It is malformed.
    """
    text = _decoded(data, name)
    if form is DataForm.CSV:
        return list(_csv_records(text, name))
    if form is DataForm.NDJSON:
        return [_value(line, f"{name}, line {number}") for number, line in numbered_lines(text)]
    value = _value(text.replace("\n", " "), name)
    return list(value) if isinstance(value, list) else [value]


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise DataRefused(f"{name} has more than {MOST_BYTES:,} bytes", hint="split it")
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataRefused(
            f"{name}, line {line}: byte {data[error.start]:#04x} is not UTF-8",
            hint="save the file as UTF-8",
        ) from error


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, counted from 1."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(" \t\r"):
            yield number, line


def _value(line: str, place: str) -> object:
    try:
        return line_value(line)
    except UnreadableLine as error:
        raise DataRefused(f"{place}: {unreadable(line)}", hint="write one JSON value") from error


def unreadable(line: str) -> str:
    """Why a line is no record."""
    try:
        json.loads(line, parse_constant=_constant, parse_int=str)
    except json.JSONDecodeError as error:
        return f"{error.msg} at column {error.colno}"
    except RecursionError:
        return f"nested deeper than {MOST_DEPTH} levels"
    except ValueError as error:
        return str(error)
    deep = line.count("[") + line.count("{") > MOST_DEPTH
    return f"nested deeper than {MOST_DEPTH} levels" if deep else "a name stands twice in an object"


def _constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _csv_records(text: str, name: str) -> Iterator[object]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        twice = [column for column, times in Counter(header).items() if times > 1]
        if twice:
            raise DataRefused(f"{name}: the column {twice[0]!r} stands twice")
        for row in reader:
            if len(row) > len(header):
                raise DataRefused(
                    f"{name}, line {reader.line_num}: {len(row)} values for {len(header)} columns",
                    hint="put quotes around values with commas",
                )
            if row:
                yield dict(zip(header, row, strict=False))
    except csv.Error as error:
        raise DataRefused(f"{name}, line {reader.line_num}: {error}") from error


def lines_of(records: Iterable[object]) -> bytes:
    """Records as lines of JSON: the input of an engine.

    Raises:
        DataRefused: A value is not of JSON's kinds, or nested too deeply.
    """
    lines: list[bytes] = []
    left = MOST_BYTES
    for number, record in enumerate(records, 1):
        line = _json(record, number, 0).encode()
        left -= len(line) + 1
        if left < 0:
            raise DataRefused(f"the records have more than {MOST_BYTES:,} bytes", hint="split them")
        lines.append(line)
    lines.append(b"")
    return b"\n".join(lines)


def _json(value: object, record: int, depth: int) -> str:
    """As `json` writes it, with numbers as they are; only keys that are texts."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, str):
        return _text(value, record)
    if value is None or value is True or value is False:
        return json.dumps(value)
    if isinstance(value, int):
        return _integer(value, record)
    if isinstance(value, float | Decimal):
        text = float.__repr__(value) if isinstance(value, float) else str(value)
        if not text.lstrip("-")[:1].isdigit():
            raise DataRefused(f"record {record}: {value!r} has no literal")
        return text
    if isinstance(value, list | tuple | dict) and depth >= MOST_DEPTH:
        raise DataRefused(f"record {record}: nested deeper than {MOST_DEPTH} levels")
    if isinstance(value, list | tuple):
        return _listed(value, record, depth)
    if isinstance(value, dict):
        return _object(value, record, depth)
    raise DataRefused(
        f"record {record}: {value!r} is of type {type(value).__name__}, which JSON does not have",
        hint="give it as text, number, boolean, None, list or dict",
    )


def _text(value: str, record: int) -> str:
    if not value.isascii() and _TWO_HALVES.search(value):
        raise DataRefused(
            f"record {record}: {value!r} has two halves of a character side by side",
            hint="JSON reads them as one character: decode the text as UTF-16 first",
        )
    return json.dumps(value)


def _integer(value: int, record: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError as error:
        raise DataRefused(
            f"record {record}: a number has more digits than Python writes"
        ) from error


def _listed(values: Sequence[object], record: int, depth: int) -> str:
    return f"[{','.join([_json(each, record, depth + 1) for each in values])}]"


def _object(value: dict[object, object], record: int, depth: int) -> str:
    for key in value:
        if not isinstance(key, str):
            raise DataRefused(f"record {record}: the key {key!r} is no text")
    entries = [f"{json.dumps(key)}:{_json(each, record, depth + 1)}" for key, each in value.items()]
    return f"{{{','.join(entries)}}}"
