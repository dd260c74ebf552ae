"""Where generated records go: one file, a file for every table, or text that a face shows."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from aqe.booster.data_model import DataModel, Table
from aqe.booster.writing import (
    CsvOptions,
    Dialect,
    Written,
    replaced,
    write_csv,
    write_json_array,
    write_ndjson,
    write_parquet,
    write_sql,
)
from aqe.booster.writing.rows import columns_of
from aqe.errors import UsageError

__all__ = ["DataFormat", "Output", "format_for"]

_MOST_SHOWN = 16 * 1024 * 1024
Records = Callable[[Table], Iterable[bytes]]


class DataFormat(StrEnum):
    """What generated records are written as."""

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    SQL = "sql"
    PARQUET = "parquet"


_SUFFIXES = {
    ".json": DataFormat.JSON,
    ".ndjson": DataFormat.NDJSON,
    ".jsonl": DataFormat.NDJSON,
    ".csv": DataFormat.CSV,
    ".sql": DataFormat.SQL,
    ".parquet": DataFormat.PARQUET,
}


def format_for(asked: DataFormat | None, out: Path | None, tables: int) -> DataFormat:
    """The format that was asked for, or that the name of the file says."""
    if asked is not None:
        return asked
    if out is not None and out.suffix.lower() in _SUFFIXES:
        return _SUFFIXES[out.suffix.lower()]
    return DataFormat.NDJSON if tables == 1 or out is not None else DataFormat.JSON


class Output:
    """Writes the records of a model in one format."""

    def __init__(
        self, form: DataFormat, out: Path | None, dialect: Dialect, *, escape_formulas: bool = False
    ) -> None:
        self._form, self._out, self._dialect = form, out, dialect
        self._escape_formulas = escape_formulas
        self.text: str | None = None
        """What was written, where no file was named."""
        self.files: list[Path] = []

    def write(self, model: DataModel, records: Records) -> list[Written]:
        """Write all tables.

        Raises:
            UsageError: It cannot be written there, or needs a file.
            WritingRefused: A record does not fit the format.
        """
        one_file = len(model.tables) == 1 or self._form in (DataFormat.JSON, DataFormat.SQL)
        if self._out is None:
            if not one_file or self._form is DataFormat.PARQUET:
                raise UsageError(
                    f"{len(model.tables)} tables as {self._form.value} need a place for their files",
                    hint="name it: --out FOLDER",
                    slug="data-needs-out",
                )
            stream = _Limited()
            written = self._whole(model, records, stream)
            self.text = stream.getvalue().decode("utf-8", "backslashreplace")
            return written
        if one_file:
            with replaced(self._out) as file:
                written = self._whole(model, records, file)
            self.files.append(self._out)
            return written
        return self._apart(self._out, model, records)

    def _whole(self, model: DataModel, records: Records, stream: BinaryIO) -> list[Written]:
        if self._form is DataFormat.SQL:
            return [write_sql(model, records, stream, dialect=self._dialect)]
        if len(model.tables) == 1:
            return [self._table(model.tables[0], records, stream)]
        written = []
        for index, table in enumerate(model.tables):
            mark = "{" if index == 0 else ","
            stream.write(f"{mark}\n  {json.dumps(table.name)}: ".encode())
            written.append(write_json_array(records(table), stream, indent="    "))
        stream.write(b"\n}\n")
        return written

    def _apart(self, folder: Path, model: DataModel, records: Records) -> list[Written]:
        places = {each.name: _place(folder, each.name, self._form) for each in model.tables}
        if len({str(each).lower() for each in places.values()}) < len(places):
            raise UsageError(
                "two tables have names that make the same file",
                hint="choose the format json or sql, which needs one file",
                slug="data-needs-out",
            )
        written = []
        for table in model.tables:
            with replaced(places[table.name]) as file:
                written.append(self._table(table, records, file))
            self.files.append(places[table.name])
        return written

    def _table(self, table: Table, records: Records, stream: BinaryIO) -> Written:
        chunks = records(table)
        if self._form is DataFormat.CSV:
            options = CsvOptions(escape_formulas=self._escape_formulas)
            return write_csv(chunks, stream, columns_of(table.schema), options)
        if self._form is DataFormat.PARQUET:
            return write_parquet(chunks, stream, table.schema)
        if self._form is DataFormat.JSON:
            written = write_json_array(chunks, stream, indent="  ")
            stream.write(b"\n")
            return written
        return write_ndjson(chunks, stream)


class _Limited(io.BytesIO):
    """Takes as much as a terminal should be given."""

    def write(self, content: object) -> int:
        written = super().write(content)  # type: ignore[arg-type]
        if self.tell() > _MOST_SHOWN:
            raise UsageError(
                f"more than {_MOST_SHOWN // 1024 // 1024} MiB of records are not shown",
                hint="name a file: --out FILE",
                slug="data-needs-out",
            )
        return written


def _place(folder: Path, name: str, form: DataFormat) -> Path:
    """The file of a table; nothing in its name leads out of the folder."""
    plain = re.sub(r"[^\w.-]", "_", name).strip(".")[:100] or "table"
    return folder / f"{plain}.{form.value}"
