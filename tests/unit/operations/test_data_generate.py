"""Generated data: true to schema and keys, the same for a seed, in every format."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.schemas import SchemaRefused
from aqe.errors import UsageError
from aqe.operations.data_generate import DataGenerateRequest, DataGenerateResult, data_generate
from aqe.operations.data_output import DataFormat
from aqe.operations.operation import Status
from aqe.operations.services import Services

SCHEMA = {
    "type": "object",
    "properties": {"id": {"type": "integer", "minimum": 0}, "name": {"type": "string"}},
    "required": ["id", "name"],
    "additionalProperties": False,
}
SHOP = """
CREATE TABLE country (code CHAR(2) PRIMARY KEY CHECK (code GLOB '[A-Z][A-Z]'), name TEXT NOT NULL);
CREATE TABLE customer (
  id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL UNIQUE CHECK (length(email) > 9),
  country CHAR(2) NOT NULL REFERENCES country,
  invited_by INTEGER REFERENCES customer, discount NUMERIC(4,2) NOT NULL CHECK (discount BETWEEN 0 AND 50));
CREATE TABLE "order" (
  shop INTEGER NOT NULL CHECK (shop BETWEEN 1 AND 9),
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 5000),
  customer INTEGER NOT NULL REFERENCES customer, status TEXT NOT NULL CHECK (status IN ('new', 'it''s paid')),
  placed DATETIME NOT NULL, PRIMARY KEY (shop, number));
CREATE TABLE line (
  shop INTEGER NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL CHECK (place > 0),
  sku TEXT NOT NULL CHECK (length(sku) BETWEEN 3 AND 12), amount INTEGER NOT NULL CHECK (amount > 0),
  PRIMARY KEY (shop, number, place), FOREIGN KEY (shop, number) REFERENCES "order" (shop, number));
"""
ROWS = {"country": 100, "customer": 2900, "order": 3000, "line": 4000}


@pytest.fixture
def schema(project: Path) -> Path:
    (project / "user.json").write_text(json.dumps(SCHEMA))
    return Path("user.json")


@pytest.fixture
def shop(project: Path) -> Path:
    with closing(sqlite3.connect(project / "shop.db")) as database:
        database.executescript(SHOP)
    return Path("shop.db")


def run(services: Services, **options: Any) -> DataGenerateResult:
    return data_generate(DataGenerateRequest(**options), services)


def test_records_are_shown_where_no_file_is_named(schema: Path, services: Services) -> None:
    result = run(services, schema=schema, count=5, check=True)
    records = [json.loads(line) for line in (result.text or "").splitlines()]
    assert len(records) == 5
    assert all(set(each) == {"id", "name"} for each in records)
    (table,) = result.tables
    assert (table.name, table.rows, table.invalid) == ("user", 5, 0)
    assert result.status is Status.OK
    assert set(result.engines) <= {"wasm", "reference"}
    assert result.engines


def test_the_seed_decides(schema: Path, services: Services) -> None:
    one = run(services, schema=schema, count=20, seed=1).text
    assert run(services, schema=schema, count=20, seed=1).text == one
    assert run(services, schema=schema, count=20, seed=2).text != one


@pytest.mark.parametrize("form", list(DataFormat))
def test_every_format_is_written(
    form: DataFormat, schema: Path, project: Path, services: Services
) -> None:
    out = Path(f"out/data.{form.value}")
    result = run(services, schema=schema, count=7, out=out)
    assert result.format is form
    assert result.files == (project / out,)
    content = (project / out).read_bytes()
    rows = {
        DataFormat.JSON: lambda: len(json.loads(content)),
        DataFormat.NDJSON: lambda: len(content.splitlines()),
        DataFormat.CSV: lambda: content.count(b"\r\n") - 1,
        DataFormat.SQL: lambda: content.count(b"\n(") or content.count(b"),\n(") + 1,
        DataFormat.PARQUET: lambda: 7 if content.startswith(b"PAR1") else 0,
    }
    assert rows[form]() == 7


def test_ten_thousand_rows_of_four_tables_load_with_keys_checked(
    shop: Path, project: Path, services: Services
) -> None:
    result = run(services, source=shop, rows=ROWS, out=Path("x.sql"), check=True)
    assert {each.name: each.rows for each in result.tables} == ROWS
    assert [each.invalid for each in result.tables] == [0, 0, 0, 0]
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SHOP)
        database.execute("PRAGMA foreign_keys = ON")
        database.executescript((project / "x.sql").read_text("utf-8"))
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for name, count in ROWS.items():
            assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (count,)
        (invited,) = database.execute("SELECT count(invited_by) FROM customer").fetchone()
        assert 0 < invited <= 2900
        odd = "SELECT count(*) FROM customer WHERE email NOT LIKE '%_@_%._%'"
        assert database.execute(odd).fetchone() == (0,)
        (used,) = database.execute("SELECT count(DISTINCT country) FROM customer").fetchone()
        assert used > 50


def test_several_tables_go_to_one_document_or_to_a_folder(
    shop: Path, project: Path, services: Services
) -> None:
    shown = json.loads(run(services, source=shop, count=3).text or "")
    assert {name: len(rows) for name, rows in shown.items()} == dict.fromkeys(ROWS, 3)
    codes = {each["code"] for each in shown["country"]}
    assert {each["country"] for each in shown["customer"]} <= codes
    result = run(services, source=shop, count=3, out=Path("many"), format=DataFormat.CSV)
    assert [each.name for each in result.files] == [f"{name}.csv" for name in ROWS]
    with pytest.raises(UsageError, match="need a place") as caught:
        run(services, source=shop, count=3, format=DataFormat.CSV)
    assert caught.value.slug == "data-needs-out"


def test_a_table_brings_what_it_points_to(shop: Path, services: Services) -> None:
    shown = json.loads(run(services, source=shop, count=2, tables=("customer",)).text or "")
    assert set(shown) == {"country", "customer"}


@pytest.mark.parametrize("options", [{"tables": ("gone",)}, {"rows": {"gone": 1}}])
def test_an_unknown_table_is_refused(options: Any, shop: Path, services: Services) -> None:
    with pytest.raises(UsageError, match="no table 'gone'") as caught:
        run(services, source=shop, **options)
    assert caught.value.slug == "data-table"


def test_what_is_no_schema_is_refused(shop: Path, services: Services) -> None:
    with pytest.raises(UsageError, match="no schema but a source of the kind sqlite"):
        run(services, schema=shop)
    with pytest.raises(UsageError, match="got nothing"):
        run(services)


def test_names_of_tables_lead_nowhere(project: Path, services: Services) -> None:
    tables = [{"name": name, "schema": SCHEMA} for name in ("../../evil", "a/b", "..")]
    document = {"aqe_data_model": 1, "tables": tables}
    (project / "m.json").write_text(json.dumps(document))
    result = run(
        services, schema=Path("m.json"), count=1, out=Path("out"), format=DataFormat.NDJSON
    )
    assert {each.parent for each in result.files} == {project / "out"}
    assert not (project.parent / "evil.ndjson").exists()
    assert len(list((project / "out").iterdir())) == 3


def test_who_stops_leaves_no_file(schema: Path, project: Path, services: Services) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    stopped = dataclasses.replace(services, cancelled=cancelled)
    (project / "x.json").write_text("old")
    result = run(stopped, schema=schema, count=1_000_000, out=Path("x.json"))
    assert result.status is Status.INTERRUPTED
    assert result.files == ()
    assert (project / "x.json").read_text() == "old"
    assert sorted(each.name for each in project.iterdir() if each.suffix == ".part") == []


def test_much_is_not_shown(schema: Path, services: Services) -> None:
    with pytest.raises(UsageError, match="are not shown"):
        run(services, schema=schema, count=3_000_000)


def test_the_type_without_a_value_is_named(project: Path, services: Services) -> None:
    (project / "a.py").write_text(
        "from pydantic import BaseModel, Field\nclass Fine(BaseModel):\n    a: int\n"
        "class Hopeless(BaseModel):\n    a: int = Field(ge=2, le=1)\n"
    )
    with pytest.raises(SchemaRefused, match="Hopeless: "):
        data_generate(DataGenerateRequest(source=Path("a.py")), services)
