"""Existing records, whatever their format, with the line of each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.reading import ReadingRefused, format_of, read_records


def records(tmp_path: Path, name: str, content: bytes) -> list[tuple[int, Any]]:
    path = tmp_path / name
    path.write_bytes(content)
    with read_records(path, format_of(path)) as reading:
        return list(reading.records)


def test_csv(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbfa,b,c\r\n1,,""\r\n"x ""y"" \n z","p,q"\n\n2,3,4'
    assert records(tmp_path, "a.csv", content) == [
        (2, {"a": "1", "b": None, "c": ""}),
        (3, {"a": 'x "y" \n z', "b": "p,q", "c": None}),
        (6, {"a": "2", "b": "3", "c": "4"}),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, mark: str) -> None:
    content = f"a{mark}b\n1{mark}2\n".encode()
    assert records(tmp_path, "a.csv", content) == [(2, {"a": "1", "b": "2"})]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'a,b\n1,"x\n', "line 2: a quote is not closed"),
        (b'a,b\n1,"x"y\n', "line 2, cell 2: text after"),
        (b"a,b\n1,2,3\n", "line 2: 3 cells, but 2 columns"),
        (b"a,a\n", "two columns of the name 'a'"),
        (b"a\n\xff\n", "no UTF-8"),
    ],
)
def test_broken_csv_names_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(ReadingRefused, match=told):
        records(tmp_path, "a.csv", content)


def test_ndjson(tmp_path: Path) -> None:
    found = records(tmp_path, "a.ndjson", b'{"a":1.10}\n\n[2]\r\n')
    assert found == [(1, {"a": Decimal("1.10")}), (3, [2])]
    assert str(found[0][1]["a"]) == "1.10"
    with pytest.raises(ReadingRefused, match="line 2, column 5"):
        records(tmp_path, "b.ndjson", b'{}\n{"a"}\n')


def test_an_array_is_read_piece_by_piece(tmp_path: Path) -> None:
    long = b'"' + b"x" * 200_000 + b'"'
    content = b' [\n {"a": 1},\n\n 12345 , ' + long + b"\n, [ ] ] "
    found = records(tmp_path, "a.json", content)
    assert [line for line, _ in found] == [2, 4, 4, 5]
    assert [value for _, value in found] == [{"a": 1}, 12345, "x" * 200_000, []]
    assert records(tmp_path, "b.json", b"[]") == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[1,\n2", "line 2: expected , or ]"),
        (b"[1 2]", "line 1: expected , or ]"),
        (b"[1,]", "line 1: Expecting value"),
        (b"[1] 2", "text after the array"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[NaN]", "NaN is not a number of JSON"),
    ],
)
def test_broken_arrays_name_their_line(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(ReadingRefused, match=told):
        records(tmp_path, "a.json", content)


def test_a_number_at_the_end_of_a_window_is_whole(tmp_path: Path) -> None:
    numbers = [10**9 + index for index in range(30_000)]
    content = ("[" + ",".join(map(str, numbers)) + "]").encode()
    assert [value for _, value in records(tmp_path, "a.json", content)] == numbers


def test_the_name_tells_the_format(tmp_path: Path) -> None:
    (tmp_path / "lines.json").write_text('{"a": 1}\n')
    assert format_of(tmp_path / "lines.json") == "ndjson"
    with pytest.raises(ReadingRefused, match="cannot be told"):
        format_of(tmp_path / "a.xls")
    with pytest.raises(ReadingRefused, match="cannot be read"):
        format_of(tmp_path / "gone.json")
