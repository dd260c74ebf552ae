"""Laws of test data: what is written comes back, pseudonyms are one to one, hostile text never crashes."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.booster.anonymising import Key
from aqe.booster.anonymising.dates import DateShift
from aqe.booster.anonymising.permutation import permuted
from aqe.booster.anonymising.values import Pseudonyms, kind_of_value
from aqe.booster.data_model import DataModel, Table
from aqe.booster.introspection import (
    IntrospectionRefused,
    check_openapi,
    introspect_openapi,
    introspect_postgresql_text,
    introspect_python,
    introspect_typescript,
    parse_document,
)
from aqe.booster.reading import CsvReader, ReadingRefused, json_array
from aqe.booster.writing import write_csv, write_json_array, write_sql
from aqe.errors import BoosterError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAME = TEXT.filter(lambda each: each and "\0" not in each)
SCALAR = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | TEXT
JSON = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)


def ndjson(records: list[Any]) -> list[bytes]:
    return [b"".join(json.dumps(each).encode() + b"\n" for each in records)]


@given(st.lists(st.lists(st.none() | TEXT, min_size=2, max_size=2), max_size=5))
def test_csv_comes_back(rows: list[list[str | None]]) -> None:
    stream = io.BytesIO()
    write_csv(ndjson([{"a": one, "b": other} for one, other in rows]), stream, ("a", "b"))
    reader = CsvReader(io.TextIOWrapper(io.BytesIO(stream.getvalue()), "utf-8", newline=""))
    assert [cells for _, cells in reader] == rows


@given(st.lists(JSON, max_size=5), st.sampled_from(["", "  "]))
def test_an_array_comes_back(records: list[Any], indent: str) -> None:
    stream = io.BytesIO()
    write_json_array(ndjson(records), stream, indent=indent)
    found = [value for _, value in json_array(io.StringIO(stream.getvalue().decode()))]
    assert found == records == json.loads(stream.getvalue())


@given(NAME, st.lists(st.dictionaries(st.just("a"), SCALAR, min_size=1), max_size=5))
def test_sql_comes_back_whatever_is_in_it(name: str, rows: list[dict[str, Any]]) -> None:
    if name.lower().startswith("sqlite_"):
        name = f"x{name}"
    model = DataModel((Table(name, {"properties": {"a": {}}}),))
    stream = io.BytesIO()
    write_sql(model, lambda _: ndjson(rows), stream)
    quoted = '"' + name.replace('"', '""') + '"'
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE TABLE {quoted} (a)")
        database.executescript(stream.getvalue().decode())
        found = [row[0] for row in database.execute(f"SELECT a FROM {quoted} ORDER BY rowid")]
    assert found == [each["a"] for each in rows]


@given(st.binary(min_size=16, max_size=40), st.integers(1, 300))
def test_a_permutation_reaches_every_number_once(secret: bytes, size: int) -> None:
    found = [permuted(Key(secret), b"x", number, size) for number in range(size)]
    assert sorted(found) == list(range(size))


@given(st.binary(min_size=16, max_size=16), st.lists(TEXT, unique=True, max_size=20))
def test_pseudonyms_are_one_to_one_and_of_the_same_kind(secret: bytes, texts: list[str]) -> None:
    names = Pseudonyms(Key(secret))
    found = [names.text(each) for each in texts]
    assert len(set(found)) == len(texts)
    assert [kind_of_value(each) for each in found] == [kind_of_value(each) for each in texts]
    for before, after in zip(texts, found, strict=True):
        if kind_of_value(before) == "text":
            assert len(before) == len(after)


@given(st.binary(min_size=16, max_size=16), st.dates(), st.dates())
def test_what_lies_between_two_dates_stays(secret: bytes, one: Any, other: Any) -> None:
    key = Key(secret)
    shift = DateShift(key, Pseudonyms(key))
    inside = [each for each in (one, other) if 10 < each.year < 9990]
    moved = [type(one).fromisoformat(shift.value(each.isoformat())) for each in inside]
    if len(inside) == 2:
        assert moved[1] - moved[0] == other - one
    assert all(
        before.weekday() == after.weekday() for before, after in zip(inside, moved, strict=True)
    )


@given(st.text(max_size=300))
def test_hostile_texts_are_read_or_refused(text: str) -> None:
    path = Path("x")
    for read in (
        lambda: list(CsvReader(io.StringIO(text, newline=""))),
        lambda: list(json_array(io.StringIO(text))),
        lambda: introspect_postgresql_text(text),
        lambda: introspect_python({path: text}),
        lambda: introspect_typescript({path: text}),
        lambda: parse_document(text),
    ):
        with contextlib.suppress(IntrospectionRefused, ReadingRefused):
            read()


SQL = st.lists(
    st.sampled_from(
        "CREATE TABLE t ( ) , ; a int text CHECK ( a > 1 ) IN 'x' PRIMARY KEY REFERENCES t FOREIGN UNIQUE"
        " ALTER ADD CONSTRAINT c TYPE m AS ENUM DOMAIN VALUE ONLY INDEX ON [ ] :: ARRAY ANY NOT NULL DEFAULT"
        ' GENERATED ALWAYS IDENTITY PARTITION OF INHERITS ATTACH COLUMN SET $$ " /* -- 1e5'.split()
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=300)
@given(SQL)
def test_broken_definitions_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(IntrospectionRefused):
        introspect_postgresql_text("CREATE TABLE t (a int);" + text)


@settings(max_examples=200)
@given(JSON, JSON, JSON)
def test_strange_contracts_are_read_or_refused(one: Any, two: Any, three: Any) -> None:
    for version in ("3.0.0", "3.1.0"):
        document = {
            "openapi": version,
            "info": one,
            "paths": {"/a/{b}": {"get": two, "parameters": three}},
            "components": {
                "schemas": {"A": one, "B": {"properties": two, "allOf": three}},
                "x": two,
            },
        }
        with contextlib.suppress(BoosterError):
            introspect_openapi(document)
        with contextlib.suppress(BoosterError):
            check_openapi(document, lambda _: [])
