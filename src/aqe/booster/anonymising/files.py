"""Files of records anonymised: read twice, written once, in constant memory beside the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from aqe.booster.anonymising.columns import Changer, Profile
from aqe.booster.anonymising.dates import is_date
from aqe.booster.anonymising.detection import choose
from aqe.booster.anonymising.keys import AnonymisingRefused
from aqe.booster.anonymising.options import (
    AnonymisingOptions,
    AnonymisingReport,
    Broken,
    Groups,
)
from aqe.booster.anonymising.records import changed, leaves
from aqe.booster.anonymising.statistics import GroupCounts
from aqe.booster.anonymising.traces import is_identifying, traces_of
from aqe.booster.anonymising.values import Pseudonyms
from aqe.booster.reading import Reading, format_of, read_records
from aqe.booster.writing import CsvOptions, replaced
from aqe.booster.writing.csv_rows import csv_cell, csv_line
from aqe.booster.writing.rows import json_text

__all__ = ["anonymise_file"]

_ASKED_EVERY = 1000


def anonymise_file(source: Path, out: Path, options: AnonymisingOptions) -> AnonymisingReport:
    """Write a copy of a file of records in which nobody is named.

    Raises:
        AnonymisingRefused: A column or a method is unknown, or both paths are the same.
        ReadingRefused: The file is broken.
        Broken: The user asked to stop.
    """
    if out.exists() and source.exists() and out.samefile(source):
        raise AnonymisingRefused(
            f"{str(out)!r} is the source itself", hint="write to another place; the source stays"
        )
    form = format_of(source)
    profile = Profile()
    columns: tuple[str, ...] = ()
    with read_records(source, form) as reading:
        columns = reading.columns
        _check_header(columns)
        for _, record in _asked(reading, options.cancelled):
            for path, value in leaves(record):
                profile.add(path, value)
    options.check(set(profile.counts) | set(columns))
    samples = {name: profile.samples.get(name, []) for name in (*columns, *profile.counts)}
    changer = Changer(
        options.key,
        choose(samples, options.methods, options.find, profile.traces),
        profile,
        Pseudonyms(options.key),
    )
    if changer.shuffled:
        with read_records(source, form) as reading:
            for _, record in _asked(reading, options.cancelled):
                for path, value in leaves(record):
                    changer.collect(path, value)
    groups = GroupCounts(options.quasi_identifiers)
    with read_records(source, form) as reading, replaced(out) as stream:
        rows = _write(reading, form, stream, changer, groups, options)
    return AnonymisingReport(rows, changer.reports(), tuple(_groups(groups)))


def _write(
    reading: Reading,
    form: str,
    stream: BinaryIO,
    changer: Changer,
    groups: GroupCounts,
    options: AnonymisingOptions,
) -> int:
    writer = _Writer(reading, form, stream)
    rows = 0
    for _, record in _asked(reading, options.cancelled):
        result = changed(record, changer.change, changer.rename)
        if groups.columns:
            values = dict(leaves(result))
            groups.add(values.get(each) for each in groups.columns)
        writer.write(result)
        rows += 1
    writer.close()
    return rows


class _Writer:
    def __init__(self, reading: Reading, form: str, stream: BinaryIO) -> None:
        self._form, self._stream = form, stream
        self._csv = CsvOptions(delimiter=reading.delimiter or ",")
        self._columns = reading.columns
        self._is_first = True
        if form == "csv" and self._columns:
            self._line(self._columns)

    def write(self, record: Any) -> None:
        if self._form == "csv":
            self._line(tuple(record[each] for each in self._columns))
        elif self._form == "json":
            self._stream.write(b"[\n" if self._is_first else b",\n")
            self._stream.write(json_text(record).encode())
        else:
            self._stream.write(json_text(record).encode() + b"\n")
        self._is_first = False

    def close(self) -> None:
        if self._form == "json":
            self._stream.write(b"[]\n" if self._is_first else b"\n]\n")

    def _line(self, cells: tuple[Any, ...]) -> None:
        shown = (csv_cell(each, self._csv.delimiter) for each in cells)
        self._stream.write(csv_line(shown, self._csv))


def _check_header(columns: tuple[str, ...]) -> None:
    """Refuse a file whose first line is a record: it would be copied as it is, and shown.

    Raises:
        AnonymisingRefused: A name of a column is data.
    """
    for number, name in enumerate(columns, 1):
        if traces_of(name) or is_identifying(name) or is_date(name):
            raise AnonymisingRefused(
                f"the name of column {number} looks like data: the file seems to have no header",
                hint="put a line with the names of the columns first",
            )


def _asked(reading: Reading, cancelled: Callable[[], bool]) -> Iterator[tuple[int, Any]]:
    for count, each in enumerate(reading.records):
        if count % _ASKED_EVERY == 0 and cancelled():
            raise Broken
        yield each


def _groups(counts: GroupCounts) -> Iterator[Groups]:
    if counts.columns:
        yield Groups(counts.columns, counts.smallest, counts.below(5))
