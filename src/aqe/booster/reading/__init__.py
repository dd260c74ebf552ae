"""Reads existing records, a few at a time: CSV, NDJSON, arrays of JSON."""

from aqe.booster.reading.csv_records import CsvReader
from aqe.booster.reading.json_records import json_array, ndjson
from aqe.booster.reading.records import (
    FORMATS,
    MAX_RECORD,
    Reading,
    ReadingRefused,
    format_of,
    read_records,
)

__all__ = [
    "FORMATS",
    "MAX_RECORD",
    "CsvReader",
    "Reading",
    "ReadingRefused",
    "format_of",
    "json_array",
    "ndjson",
    "read_records",
]
