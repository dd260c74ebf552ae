"""Statements are read by SQLite itself, with keys checked."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.writing import Dialect, WritingRefused, write_sql

NASTY = [
    "it's",
    "'; DROP TABLE t; --",
    "a\\",
    "\\'",
    "zero\0byte",
    "two\nlines",
    "\u2028 \U0001f600",
    "",
    "?1 :a $b @c",
]


def schema(**columns: Any) -> dict[str, Any]:
    return {"type": "object", "properties": columns}


def script(model: DataModel, rows: dict[str, list[Any]], **options: Any) -> str:
    stream = io.BytesIO()
    write_sql(
        model,
        lambda table: [b"".join(json.dumps(row).encode() + b"\n" for row in rows[table.name])],
        stream,
        **options,
    )
    return stream.getvalue().decode()


def test_values_come_back_as_they_went_in() -> None:
    model = DataModel((Table('t"x', schema(**{"a'b": {}, 'c"d': {}})),))
    rows = [{"a'b": text, 'c"d': index} for index, text in enumerate(NASTY)]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("""CREATE TABLE "t""x" ("a'b" TEXT, "c""d" INTEGER)""")
        database.executescript(script(model, {'t"x': rows}, batch_rows=2))
        found = database.execute("""SELECT "a'b" FROM "t""x" ORDER BY "c""d" """).fetchall()
    assert [each for (each,) in found] == NASTY


def test_types_of_values() -> None:
    columns = {name: {} for name in "abcdef"} | {"g": {"$comment": "sql: blob"}}
    model = DataModel((Table("t", schema(**columns)),))
    row = {"a": None, "b": True, "c": [1, "x"], "d": {"k": None}, "e": 1.5, "f": -3, "g": "AQI="}
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE t (a, b, c, d, e, f, g)")
        database.executescript(script(model, {"t": [row, {"b": False}]}))
        found = database.execute("SELECT * FROM t").fetchall()
    assert found[0] == (None, 1, '[1,"x"]', '{"k":null}', 1.5, -3, b"\x01\x02")
    assert found[1][:2] == (None, 0)


def test_tables_go_in_the_order_of_keys_also_in_a_cycle() -> None:
    model = DataModel(
        (
            Table("a", schema(id={}, b={}), foreign_keys=(ForeignKey(("b",), "b", ("id",)),)),
            Table("b", schema(id={}, a={}), foreign_keys=(ForeignKey(("a",), "a", ("id",)),)),
        )
    )
    text = script(model, {"a": [{"id": 1, "b": 1}], "b": [{"id": 1, "a": 1}]})
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b);"
            "CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a); PRAGMA foreign_keys = ON;"
        )
        database.executescript(text)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*) FROM b").fetchone() == (1,)


def test_batches_are_bounded() -> None:
    model = DataModel((Table("t", schema(a={})),))
    text = script(model, {"t": [{"a": index} for index in range(7)]}, batch_rows=3)
    assert text.count("INSERT INTO") == 3
    assert script(model, {"t": []}).count("INSERT") == 0


def test_postgresql_has_its_own_spelling() -> None:
    columns = {
        "id": {"$comment": "sql: bigint generated always"},
        "t": {},
        "b": {"$comment": "sql: bytea"},
        "l": {"$comment": "sql: text[]"},
        "y": {},
    }
    model = DataModel((Table("sales.o", schema(**columns)),))
    row = {"id": 1, "t": "a\\'b", "b": "AQI=", "l": ['x"y', None, "a\\b", "it's"], "y": True}
    text = script(model, {"sales.o": [row]}, dialect=Dialect.POSTGRESQL)
    assert 'INSERT INTO "sales"."o" ("id", "t", "b", "l", "y") OVERRIDING SYSTEM VALUE' in text
    assert r"E'a\\''b'" in text
    assert r"'\x0102'::bytea" in text
    assert r"""E'{"x\\"y",NULL,"a\\\\b","it''s"}', TRUE""" in text
    assert """setval(pg_get_serial_sequence('"sales"."o"', 'id')""" in text


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"z": 1}, "the key 'z'"),
        ({"a": "\ud800"}, "surrogate"),
        ({"a": "\0"}, "null character"),
        ({"g": "!"}, "no base64"),
    ],
)
def test_what_cannot_be_written_is_refused_by_number(row: dict[str, Any], told: str) -> None:
    model = DataModel((Table("t", schema(a={}, g={"$comment": "sql: bytea"})),))
    with pytest.raises(WritingRefused, match=f"record 2 of 't'.*{told}"):
        script(model, {"t": [{"a": "ok"}, row]}, dialect=Dialect.POSTGRESQL)


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_no_such_names(name: str) -> None:
    with pytest.raises(WritingRefused, match="cannot be the name"):
        script(DataModel((Table(name, schema(a={})),)), {name: [{"a": 1}]})
