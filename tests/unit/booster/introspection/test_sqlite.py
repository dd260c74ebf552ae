"""Tables of database files: what SQLite says of them is what the model says."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aqe.booster.data_model import DataModel, ForeignKey
from aqe.booster.introspection import IntrospectionRefused, introspect_sqlite

Make = Callable[[str], DataModel]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(script: str) -> DataModel:
        path = tmp_path / "a b#?.db"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as database:
            database.executescript(script)
        return introspect_sqlite(path)

    return made


def test_columns_with_their_types_keys_and_checks(make: Make) -> None:
    model = make(
        """
        CREATE TABLE country (code CHAR(2) PRIMARY KEY CHECK (length(code) = 2), name TEXT NOT NULL);
        CREATE TABLE [a person] (
          id INTEGER PRIMARY KEY, boss INTEGER REFERENCES "a person", land CHAR(2) REFERENCES COUNTRY(CODE),
          email VARCHAR(80) NOT NULL UNIQUE, age INT CHECK (age BETWEEN 18 AND 99),
          status TEXT NOT NULL CHECK (status IN ('new', 'it''s')), pay NUMERIC(9,2) CHECK (pay >= 0),
          photo BLOB, born DATE, active BOOLEAN NOT NULL, CHECK (age > boss)
        );
        CREATE TABLE line (o INT, n INT, PRIMARY KEY (o, n)) WITHOUT ROWID;
        CREATE TABLE piece (o INT NOT NULL, n INT NOT NULL, x INT, FOREIGN KEY (n, o) REFERENCES line(n, o),
          UNIQUE (o, x));
        """
    )
    country, person, line, piece = model.tables
    columns = person.schema["properties"]
    assert isinstance(columns, dict)
    assert list(columns) == person.schema["required"]
    bare = {
        name: {key: value for key, value in each.items() if key != "$comment"}
        for name, each in columns.items()
    }
    assert bare == {
        "id": {"type": "integer", "minimum": 1},
        "boss": {"type": ["integer", "null"]},
        "land": {"type": ["string", "null"], "maxLength": 2},
        "email": {"type": "string", "maxLength": 80},
        "age": {"type": ["integer", "null"], "minimum": 18, "maximum": 99},
        "status": {"type": "string", "enum": ["new", "it's"]},
        "pay": {
            "type": ["number", "null"],
            "minimum": 0,
            "exclusiveMinimum": -(10**7),
            "exclusiveMaximum": 10**7,
            "multipleOf": 0.01,
        },
        "photo": bare["photo"],
        "born": {"type": ["string", "null"], "format": "date"},
        "active": {"type": "integer", "enum": [0, 1]},
    }
    assert bare["photo"]["contentEncoding"] == "base64"
    assert (person.primary_key, person.unique) == (("id",), (("email",),))
    assert set(person.foreign_keys) == {
        ForeignKey(("boss",), "a person", ("id",)),
        ForeignKey(("land",), "country", ("code",)),
    }
    assert country.schema["required"] == ["code", "name"]
    assert line.primary_key == ("o", "n")
    assert piece.foreign_keys == (ForeignKey(("n", "o"), "line", ("n", "o")),)
    assert piece.unique == (("o", "x"),)
    assert model.notices == ("a person: CHECK (age > boss) is not in the schema",)


def test_what_is_not_translated_is_told(make: Make) -> None:
    model = make(
        """
        CREATE TABLE t (a INT, b TEXT UNIQUE COLLATE NOCASE, c TEXT AS (a || b), gone REFERENCES nobody(x));
        CREATE UNIQUE INDEX part ON t (a) WHERE a > 3;
        CREATE UNIQUE INDEX made ON t (lower(b));
        CREATE VIEW v AS SELECT 1;
        CREATE VIRTUAL TABLE f USING fts5(x);
        CREATE TRIGGER changes AFTER INSERT ON t BEGIN SELECT 1; END;
        """
    )
    (table,) = model.tables
    assert list(table.schema["properties"]) == ["a", "b", "gone"]  # type: ignore[call-overload]
    told = "\n".join(model.notices)
    for word in (
        "c is computed",
        "part is unique over rows that",
        "made is unique over an expression",
        "another order than the binary",
        "v: a view was left out",
        "f: a virtual table",
        "trigger changes",
        "points to nobody(x), which is not there",
    ):
        assert word in told


def test_nothing_is_written_and_a_journal_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE early (a)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("CREATE TABLE late (a)")
        database.commit()
        before = path.read_bytes()
        assert [each.name for each in introspect_sqlite(path).tables] == ["early", "late"]
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.db"
    path.write_bytes(content)
    with pytest.raises(IntrospectionRefused):
        introspect_sqlite(path)
    with pytest.raises(IntrospectionRefused, match="cannot be read"):
        introspect_sqlite(tmp_path / "gone.db")


def test_a_damaged_file_is_refused_or_read_but_never_crashes(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("CREATE TABLE t (a INT CHECK (a > 1)); CREATE INDEX i ON t (a);")
    whole = path.read_bytes()
    for place in range(16, 4096, 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with contextlib.suppress(IntrospectionRefused):
            introspect_sqlite(path)
