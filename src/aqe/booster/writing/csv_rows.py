"""CSV as RFC 4180 describes it: a header, CRLF, quotes doubled.

What stands in an object or a list is written as JSON in its cell. Nothing at all between two commas
is null; an empty text is written as ``""``, so that both can be told apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from aqe.booster.writing.rows import WritingRefused, Written, json_text, rows_of

__all__ = ["CsvOptions", "csv_cell", "csv_line", "write_csv"]

_NEEDS_QUOTES = re.compile(r'[",\r\n\ufeff]|^[ \t]|[ \t]$|^$')
_FORMULA = re.compile(r"[=+\-@\t\r]")
_BATCH = 2000
_LOOKED_AT = 10_000


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """How cells are written."""

    delimiter: str = ","
    escape_formulas: bool = False
    """Put an apostrophe before texts that a spreadsheet would take for a formula; this changes them."""


def write_csv(
    chunks: Iterable[bytes],
    stream: BinaryIO,
    columns: Sequence[str] = (),
    options: CsvOptions = CsvOptions(),
) -> Written:
    """Write records as rows.

    Args:
        chunks: NDJSON of objects.
        stream: Where to.
        columns: The header; without one, the keys of the first 10,000 records.
        options: How cells are written.

    Raises:
        WritingRefused: A record has a key that is no column.
    """
    rows = rows_of(chunks)
    if not columns:
        first = list(itertools.islice(rows, _LOOKED_AT))
        columns = tuple(dict.fromkeys(key for row in first for key in row))
        rows = itertools.chain(first, rows)
    writer = _Writer(tuple(columns), options)
    if not columns:
        return Written(sum(1 for _ in rows))
    stream.write(csv_line((csv_cell(each, options.delimiter) for each in columns), options))
    while batch := list(itertools.islice(rows, _BATCH)):
        stream.write("".join(writer.lines(batch)).encode("utf-8", "backslashreplace"))
    return Written(writer.rows, writer.notices())


def csv_line(cells: Iterable[str], options: CsvOptions) -> bytes:
    """Cells as one line of bytes."""
    return (options.delimiter.join(cells) + "\r\n").encode("utf-8", "backslashreplace")


def csv_cell(value: object, delimiter: str = ",") -> str:
    """A value as a cell, quoted where it has to be."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = value if isinstance(value, str) else json_text(value)
    if _NEEDS_QUOTES.search(text) or delimiter in text:
        return '"' + text.replace('"', '""') + '"'
    return text


class _Writer:
    def __init__(self, columns: tuple[str, ...], options: CsvOptions) -> None:
        self.rows = 0
        self._columns = columns
        self._known = frozenset(columns)
        self._options = options
        self._formulas = 0

    def lines(self, batch: Iterable[dict[str, Any]]) -> Iterator[str]:
        delimiter = self._options.delimiter
        for row in batch:
            self.rows += 1
            if not self._known.issuperset(row):
                unknown = next(key for key in row if key not in self._known)
                raise WritingRefused(
                    f"record {self.rows} has the key {unknown!r}, which is no column",
                    hint="name it in the schema, or use the format ndjson",
                )
            cells = (csv_cell(self._safe(row.get(each)), delimiter) for each in self._columns)
            yield delimiter.join(cells) + "\r\n"

    def _safe(self, value: object) -> object:
        if isinstance(value, str) and _FORMULA.match(value):
            self._formulas += 1
            return f"'{value}" if self._options.escape_formulas else value
        return value

    def notices(self) -> tuple[str, ...]:
        if not self._formulas:
            return ()
        start = f"{self._formulas} cells begin with =, +, -, @, a tab or a return, "
        if self._options.escape_formulas:
            return (start + "and have an apostrophe before it",)
        return (start + "which a spreadsheet may run as a formula",)
