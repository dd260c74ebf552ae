"""CSV as RFC 4180 describes it, with the line of every record.

An empty cell is null, ``""`` is an empty text: the modules of the standard library cannot tell the two
apart before Python 3.12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from aqe.booster.reading.refusal import MAX_RECORD, ReadingRefused

__all__ = ["CsvReader"]

_DELIMITERS = ",;\t|"
_MAX_COLUMNS = 10_000


class CsvReader:
    """Iterates over (line, cells) of a text stream that was opened with ``newline=""``.

    Raises:
        ReadingRefused: A quote is not closed, a record is too long, or has more cells than columns.
    """

    def __init__(self, stream: TextIO, name: str = "the file", delimiter: str = "") -> None:
        self._stream = stream
        self._name = name
        self._line = 0
        first = self._record()
        text = first[1] if first else ""
        self.delimiter = delimiter or max(_DELIMITERS, key=text.count)
        self._cell = _cell_pattern(self.delimiter)
        self.columns = tuple(each or "" for each in self._cells(1, text)) if first else ()
        self._check_header()

    def __iter__(self) -> Iterator[tuple[int, list[str | None]]]:
        count = len(self.columns)
        while (record := self._record()) is not None:
            line, text = record
            if not text.strip("\r\n"):
                if count == 1:
                    yield line, [None]
                continue
            cells = self._cells(line, text)
            if len(cells) > count:
                raise ReadingRefused(
                    f"{self._name}, line {line}: {len(cells)} cells, but {count} columns",
                    hint="quote cells that hold the delimiter",
                )
            cells.extend([None] * (count - len(cells)))
            yield line, cells

    def _check_header(self) -> None:
        if len(self.columns) > _MAX_COLUMNS:
            raise ReadingRefused(f"{self._name} has more than {_MAX_COLUMNS} columns")
        doubled = {each for each in self.columns if self.columns.count(each) > 1}
        if doubled:
            raise ReadingRefused(
                f"{self._name} has two columns of the name {sorted(doubled)[0]!r}",
                hint="rename one in the header",
            )

    def _record(self) -> tuple[int, str] | None:
        """The next record with the line that it begins at; a line end may stand in quotes."""
        parts: list[str] = []
        start, length, quotes = self._line + 1, 0, 0
        while True:
            try:
                line = self._stream.readline(MAX_RECORD)
            except UnicodeDecodeError as error:
                raise ReadingRefused(
                    f"{self._name}, after line {self._line}: no UTF-8 ({error.reason})",
                    hint="convert the file to UTF-8",
                ) from error
            if not line:
                break
            self._line += 1
            parts.append(line)
            length += len(line)
            quotes += line.count('"')
            if length >= MAX_RECORD:
                raise ReadingRefused(
                    f"{self._name}, line {start}: a record of more than {MAX_RECORD} characters"
                )
            if quotes % 2 == 0:
                break
        if quotes % 2:
            raise ReadingRefused(
                f"{self._name}, line {start}: a quote is not closed",
                hint="write a quote within a cell twice",
            )
        return (start, "".join(parts)) if parts else None

    def _cells(self, line: int, text: str) -> list[str | None]:
        text = text.rstrip("\r\n")
        cells: list[str | None] = []
        position = 0
        while True:
            match = self._cell.match(text, position)
            if match is None:
                raise ReadingRefused(
                    f"{self._name}, line {line}, cell {len(cells) + 1}: text after the closing quote",
                    hint="write a quote within a cell twice",
                )
            quoted = match[1]
            cells.append(match[2] or None if quoted is None else quoted.replace('""', '"'))
            position = match.end()
            if position >= len(text):
                if match[3]:
                    cells.append(None)
                return cells


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"")*+)"|([^"{mark}][^{mark}]*+)?+)({mark}|\Z)')
