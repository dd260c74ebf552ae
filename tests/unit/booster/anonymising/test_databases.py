"""Databases: a new file, its joins verified, nothing of the old one left in any page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.anonymising import (
    AnonymisingOptions,
    AnonymisingRefused,
    AnonymisingReport,
    Broken,
    Join,
    Key,
    anonymise_database,
)

KEY = Key(b"0123456789abcdef")
SCRIPT = """
PRAGMA user_version = 7;
CREATE TABLE customer (email TEXT PRIMARY KEY, first_name TEXT CHECK (length(first_name) > 2),
  salary REAL, photo BLOB, born TEXT, initials TEXT AS (substr(first_name, 1, 1)));
CREATE TABLE orders (id INTEGER PRIMARY KEY, buyer TEXT REFERENCES customer(email), total REAL);
CREATE TABLE pair (a INT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX by_buyer ON orders (buyer);
CREATE VIEW names AS SELECT first_name FROM customer;
CREATE VIRTUAL TABLE search USING fts5(x);
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCRIPT)
        for number in range(300):
            database.execute(
                "INSERT INTO customer VALUES (?, ?, ?, ?, ?)",
                (
                    f"secretperson{number}@firma{number % 3}.de",
                    ["Annabel", "Bobby", "Claire"][number % 3],
                    1000.25 + number,
                    b"\x01\x02" if number % 2 else None,
                    f"19{50 + number % 49}-02-03",
                ),
            )
        for number in range(900):
            buyer = f"secretperson{number % 300}@firma{number % 3}.de"
            database.execute(
                "INSERT INTO orders VALUES (?, ?, ?)",
                (number, "lostperson@gone.de" if number % 9 == 0 else buyer, number / 4),
            )
        database.execute("INSERT INTO pair VALUES (1, 'x'), (1, 'y')")
        database.execute("INSERT INTO search VALUES ('secretperson')")
        database.execute(
            "CREATE TRIGGER clear AFTER INSERT ON orders BEGIN DELETE FROM customer; END"
        )
        database.commit()
    return path


def run(source: Path, **options: Any) -> tuple[Path, AnonymisingReport]:
    out = source.with_name("safe.db")
    return out, anonymise_database(source, out, AnonymisingOptions(KEY, **options))


def query(path: Path, text: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(text).fetchall()


def test_no_byte_of_a_person_is_left_and_the_source_is_as_before(shop: Path) -> None:
    before = shop.read_bytes()
    out, report = run(shop)
    assert shop.read_bytes() == before
    content = out.read_bytes()
    for word in (b"secretperson", b"lostperson", b"Annabel", b"firma"):
        assert word in before
        assert word not in content
    assert "secretperson" not in repr(report)
    assert report.holds


def test_definitions_and_joins_stay(shop: Path) -> None:
    out, report = run(shop)
    listing = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'search%' ORDER BY 1, 2"
    assert query(out, listing) == query(shop, listing)
    join = "SELECT count(*) FROM orders JOIN customer ON buyer = email"
    assert query(out, join) == query(shop, join) == [(800,)]
    assert report.joins == (Join("orders(buyer) to customer", 100, 100),)
    assert query(out, "PRAGMA integrity_check") == [("ok",)]
    assert query(out, "PRAGMA user_version") == [(7,)]
    assert query(out, "SELECT id, total FROM orders") == query(shop, "SELECT id, total FROM orders")
    assert query(out, "SELECT * FROM pair") == query(shop, "SELECT * FROM pair")
    assert query(out, "SELECT count(*) FROM customer") == [(300,)], "a trigger ran"
    assert any("search: a virtual table" in each for each in report.notices)
    assert report.rows == 1202


def test_columns_that_are_joined_are_treated_alike(shop: Path) -> None:
    out, report = run(shop, methods={"orders.buyer": "keep"})
    methods = {each.name: each.method for each in report.columns}
    assert methods["customer.email"] == methods["orders.buyer"] == "keep"
    _, report = run(shop, methods={"orders.buyer": "shuffle"})
    methods = {each.name: each.method for each in report.columns}
    assert methods["customer.email"] == methods["orders.buyer"] == "pseudonym"
    assert any("part of a key" in each for each in report.notices)
    assert report.holds
    assert out.exists()


def test_types_and_nulls_stay(shop: Path) -> None:
    out, _ = run(shop, methods={"customer.photo": "pseudonym"})
    kinds = "SELECT typeof(salary), typeof(photo), typeof(born) FROM customer ORDER BY salary"
    assert query(out, kinds) == query(shop, kinds)
    assert query(out, "SELECT photo FROM customer WHERE photo IS NOT NULL")[0][0] != b"\x01\x02"


def test_rows_that_look_alike(shop: Path) -> None:
    _, report = run(shop, quasi_identifiers=("customer.first_name",))
    (group,) = report.groups
    assert (group.columns, group.smallest) == (("customer.first_name",), 100)


def test_a_check_that_breaks_is_told(shop: Path) -> None:
    _, report = run(shop, methods={"customer.first_name": "pseudonym"})
    assert not any("breaks a constraint" in each for each in report.notices)
    with closing(sqlite3.connect(shop)) as database:
        database.executescript("CREATE TABLE t (email TEXT CHECK (email LIKE '%.de'));")
        database.execute("INSERT INTO t VALUES ('a@b.de')")
        database.commit()
    _, report = run(shop)
    assert any("breaks a constraint of its own" in each for each in report.notices)


def test_who_stops_and_what_is_refused_leaves_nothing(shop: Path) -> None:
    with pytest.raises(Broken):
        run(shop, cancelled=lambda: True)
    with pytest.raises(AnonymisingRefused, match=r"no column 'customer\.gone'"):
        run(shop, methods={"customer.gone": "keep"})
    with pytest.raises(AnonymisingRefused, match="is the source itself"):
        anonymise_database(shop, shop, AnonymisingOptions(KEY))
    assert [each.name for each in shop.parent.iterdir()] == ["shop.db"]


def test_two_runs_give_the_same_rows(shop: Path) -> None:
    first = query(run(shop)[0], "SELECT * FROM customer ORDER BY 1")
    assert query(run(shop)[0], "SELECT * FROM customer ORDER BY 1") == first


def test_definitions_with_texts_are_named(tmp_path: Path) -> None:
    source = tmp_path / "a.db"
    with closing(sqlite3.connect(source)) as database:
        database.executescript(
            "CREATE TABLE t (x TEXT CHECK (x <> 'Jo Lee'), n INT DEFAULT 1);"
            "CREATE TABLE u (x TEXT);"
            "CREATE VIEW one AS SELECT x FROM t WHERE x = 'Ann Lee';"
        )
    report = anonymise_database(source, tmp_path / "b.db", AnonymisingOptions(KEY))
    assert report.notices == ("texts in definitions were copied as they are: t, one",)


def test_the_journal_of_an_older_copy_does_not_reach_into_the_new_one(tmp_path: Path) -> None:
    source, out = tmp_path / "a.db", tmp_path / "b.db"
    with closing(sqlite3.connect(source)) as database:
        database.executescript("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('new');")
    older = sqlite3.connect(out)
    older.executescript(
        "PRAGMA journal_mode = WAL; CREATE TABLE old (x); INSERT INTO old VALUES (1);"
    )
    leftover = (tmp_path / "b.db-wal").read_bytes()
    older.close()
    (tmp_path / "b.db-wal").write_bytes(leftover)
    anonymise_database(source, out, AnonymisingOptions(KEY))
    assert not (tmp_path / "b.db-wal").exists()
    with closing(sqlite3.connect(out)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]
