"""Memory does not grow with the number of records."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from aqe.booster.data_model import DataModel, Table
from aqe.booster.writing import (
    replaced,
    write_csv,
    write_json_array,
    write_ndjson,
    write_sql,
)

MODEL = DataModel((Table("t", {"properties": {"a": {}, "b": {}}}),))
RECORD = b'{"a":%d,"b":"' + b"x" * 200 + b'"}\n'
Write = Callable[[Iterator[bytes], BinaryIO], object]


def chunks(count: int) -> Iterator[bytes]:
    for start in range(0, count, 100):
        yield b"".join(RECORD % number for number in range(start, start + 100))


def peak(write: Write, path: Path, count: int) -> int:
    tracemalloc.start()
    try:
        with replaced(path) as stream:
            write(chunks(count), stream)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "write",
    [
        write_ndjson,
        write_json_array,
        lambda records, stream: write_csv(records, stream, ("a", "b")),
        lambda records, stream: write_sql(MODEL, lambda _: records, stream),
    ],
    ids=["ndjson", "json", "csv", "sql"],
)
def test_ten_times_the_records_need_the_same_memory(write: Write, tmp_path: Path) -> None:
    few = peak(write, tmp_path / "few", 4_000)
    many = peak(write, tmp_path / "many", 40_000)
    assert (tmp_path / "many").stat().st_size > 8_000_000
    assert many < few * 1.5 + 200_000
    assert many < 5_000_000
