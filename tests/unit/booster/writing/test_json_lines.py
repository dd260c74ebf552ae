from __future__ import annotations

import io
import json

import pytest

from aqe.booster.writing import write_json_array, write_ndjson

CHUNKS = [b'{"a":1}\n{"a":', b"2}\n", b'{"a":"\\n"}']


def test_ndjson_passes_bytes_on_and_ends_the_last_line() -> None:
    stream = io.BytesIO()
    assert write_ndjson(CHUNKS, stream).rows == 3
    assert stream.getvalue() == b'{"a":1}\n{"a":2}\n{"a":"\\n"}\n'


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_an_array_holds_all_records(indent: str) -> None:
    stream = io.BytesIO()
    assert write_json_array(CHUNKS, stream, indent=indent).rows == 3
    assert json.loads(stream.getvalue()) == [{"a": 1}, {"a": 2}, {"a": "\n"}]


def test_no_records_are_an_empty_array_and_an_empty_file() -> None:
    array, lines = io.BytesIO(), io.BytesIO()
    assert write_json_array([], array).rows == 0
    assert write_ndjson([b""], lines).rows == 0
    assert (array.getvalue(), lines.getvalue()) == (b"[]", b"")
