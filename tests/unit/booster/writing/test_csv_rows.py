"""CSV as RFC 4180 has it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from aqe.booster.writing import CsvOptions, WritingRefused, write_csv


def written(*records: Any, columns: tuple[str, ...] = (), **options: Any) -> tuple[str, Any]:
    stream = io.BytesIO()
    chunks = [b"".join(json.dumps(each).encode() + b"\n" for each in records)]
    done = write_csv(chunks, stream, columns, CsvOptions(**options))
    return stream.getvalue().decode(), done


def test_cells_are_quoted_where_they_have_to_be() -> None:
    text, done = written(
        {"a": 'say "hi"', "b": "x,y", "c": "two\r\nlines", "d": " edge", "e": "plain"}
    )
    assert text == 'a,b,c,d,e\r\n"say ""hi""","x,y","two\r\nlines"," edge",plain\r\n'
    assert done.rows == 1
    assert next(iter(csv.DictReader(io.StringIO(text, newline=""))))["c"] == "two\r\nlines"


def test_null_and_an_empty_text_can_be_told_apart() -> None:
    assert written({"a": None, "b": ""}, {"b": "x"})[0] == 'a,b\r\n,""\r\n,x\r\n'


def test_what_holds_others_is_json_and_numbers_keep_their_digits() -> None:
    stream = io.BytesIO()
    write_csv([b'{"a":[1,{"b":1.10}],"n":0.10,"t":true}\n'], stream)
    assert stream.getvalue() == b'a,n,t\r\n"[1,{""b"":1.10}]",0.10,true\r\n'


def test_columns_come_from_the_schema_and_an_unknown_key_is_refused() -> None:
    assert written({"b": 1}, columns=("a", "b"))[0] == "a,b\r\n,1\r\n"
    with pytest.raises(WritingRefused, match="record 2 has the key 'z'"):
        written({"a": 1}, {"z": 1}, columns=("a",))


def test_formulas_are_told_and_disarmed_when_asked() -> None:
    text, done = written({"a": "=1+1"}, {"a": "-x"}, {"a": "safe"}, {"a": -1})
    assert text == "a\r\n=1+1\r\n-x\r\nsafe\r\n-1\r\n"
    assert done.notices[0].startswith("2 cells begin with =")
    assert written({"a": "=1+1"}, escape_formulas=True)[0] == "a\r\n'=1+1\r\n"


def test_a_list_has_no_columns() -> None:
    with pytest.raises(WritingRefused, match="no columns"):
        written([1])
