"""Files of records, whatever their format: each record with the line that it begins at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.booster.reading.csv_records import CsvReader
from aqe.booster.reading.json_records import json_array, ndjson
from aqe.booster.reading.refusal import MAX_RECORD, ReadingRefused

__all__ = ["FORMATS", "MAX_RECORD", "Reading", "ReadingRefused", "format_of", "read_records"]

FORMATS = ("csv", "json", "ndjson")
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "json",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """An open file of records."""

    records: Iterator[tuple[int, Any]]
    """Line and value; of CSV, objects of texts and nulls by column."""
    columns: tuple[str, ...] = ()
    """Of CSV."""
    delimiter: str = ""
    """Of CSV."""


def format_of(path: Path) -> str:
    """The format of a file by its name; JSON without an array at its start is read as NDJSON.

    Raises:
        ReadingRefused: The name does not tell.
    """
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise ReadingRefused(
            f"{str(path)!r}: the format cannot be told from the name",
            hint="known endings: " + ", ".join(sorted(_SUFFIXES)),
        )
    if found == "json":
        try:
            with path.open(encoding="utf-8-sig", errors="replace") as stream:
                start = stream.read(4096).lstrip()[:1]
        except OSError as error:
            raise _unreadable(path, error) from error
        return "json" if start in ("[", "") else "ndjson"
    return found


@contextmanager
def read_records(path: Path, form: str) -> Iterator[Reading]:
    """Open a file of records.

    Raises:
        ReadingRefused: It cannot be read; a record that is broken is told when it is reached.
    """
    name = repr(str(path))
    try:
        stream = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise _unreadable(path, error) from error
    with stream:
        if form == "csv":
            reader = CsvReader(stream, name)
            rows = ((line, dict(zip(reader.columns, cells, strict=True))) for line, cells in reader)
            yield Reading(rows, reader.columns, reader.delimiter)
        elif form == "json":
            yield Reading(json_array(stream, name))
        else:
            yield Reading(ndjson(stream, name))


def _unreadable(path: Path, error: OSError) -> ReadingRefused:
    return ReadingRefused(
        f"{str(path)!r} cannot be read: {error.strerror or error}", hint="check the path"
    )
