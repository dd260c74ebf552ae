from __future__ import annotations

import enum
from decimal import Decimal
from typing import Any

import pytest

from aqe.booster.reference.quoting import Number
from aqe.booster.templates.data import DataForm, form_of, lines_of, read_records
from aqe.booster.templates.errors import DataRefused


class Huge(int):
    """A number of more digits than Python writes; pytest wants to show it."""

    def __str__(self) -> str:
        return "huge"


HUGE = Huge(10**5000)


class Colour(enum.StrEnum):
    RED = "red"


class Size(enum.IntEnum):
    BIG = 2


@pytest.mark.parametrize(
    ("data", "form", "records"),
    [
        (b'{"a": 1.50}', DataForm.JSON, [{"a": Number("1.50")}]),
        (b'\xef\xbb\xbf[{"a": "x"},\n 2]', DataForm.JSON, [{"a": "x"}, Number("2")]),
        (b'{"a": null}\r\n\n[true]\n', DataForm.NDJSON, [{"a": None}, [True]]),
        (
            b'a,b\r\n1,"x, ""y""\nz"\n2\n\n',
            DataForm.CSV,
            [{"a": "1", "b": 'x, "y"\nz'}, {"a": "2"}],
        ),
        (b"", DataForm.CSV, []),
        (b"", DataForm.NDJSON, []),
    ],
)
def test_forms(data: bytes, form: DataForm, records: list[Any]) -> None:
    assert read_records(data, form, "d") == records


@pytest.mark.parametrize(
    ("data", "form", "message"),
    [
        (b"{", DataForm.JSON, "d: Expecting property name"),
        (b"", DataForm.JSON, "d: Expecting value"),
        (b'{"a":1}\n{"a":01}', DataForm.NDJSON, "d, line 2: "),
        (b"[Infinity]", DataForm.JSON, "Infinity is not JSON"),
        (b'{"a":1,"a":2}', DataForm.NDJSON, "d, line 1: a name stands twice"),
        (b"x\n\xff", DataForm.CSV, "d, line 2: byte 0xff is not UTF-8"),
        (b"a,a\n1,2", DataForm.CSV, "the column 'a' stands twice"),
        (b"a,b\n1,2,3", DataForm.CSV, "d, line 2: 3 values for 2 columns"),
        (b'a\n"x', DataForm.CSV, "d, line 2: unexpected end of data"),
        (b"[" * 65 + b"]" * 65, DataForm.NDJSON, "nested deeper than 64"),
        (b"[" * 100_000, DataForm.NDJSON, "nested deeper than 64"),
    ],
)
def test_malformed_data_are_refused(data: bytes, form: DataForm, message: str) -> None:
    with pytest.raises(DataRefused) as error:
        read_records(data, form, "d")
    assert message in str(error.value)


def test_the_name_says_the_form() -> None:
    assert form_of("A.JSON") is DataForm.JSON
    assert form_of("a.jsonl") is DataForm.NDJSON
    assert form_of("a.csv") is DataForm.CSV
    assert form_of("-") is DataForm.NDJSON


def test_records_become_lines() -> None:
    records = [
        {"a": [Number("1.50"), Decimal("2.0"), 3, 1e100, Size.BIG, Colour.RED, "é\n"]},
        (True, None),
    ]
    assert lines_of(records) == (b'{"a":[1.50,2.0,3,1e+100,2,"red","\\u00e9\\n"]}\n[true,null]\n')


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"a": float("nan")}, "record 2: nan has no literal"),
        ({"a": Decimal("Infinity")}, "has no literal"),
        ({1: 2}, "the key 1 is no text"),
        ({"a": {1, 2}}, "of type set, which JSON does not have"),
        ({"a": "\ud83d\ude00"}, "two halves of a character"),
        (HUGE, "more digits"),
    ],
)
def test_what_is_no_json_is_refused(record: Any, message: str) -> None:
    with pytest.raises(DataRefused) as error:
        lines_of([1, record])
    assert message in str(error.value)


def test_deep_records_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(64):
        deep = [deep]
    with pytest.raises(DataRefused, match="nested deeper than 64 levels"):
        lines_of([deep])
    assert lines_of([deep[0]]) == b"[" * 64 + b"]" * 64 + b"\n"
