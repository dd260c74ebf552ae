"""Data made for a running PostgreSQL is taken by it, with every key and check in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgresql_servers import running_postgresql

from aqe.booster.writing import Dialect
from aqe.bootstrap import compose
from aqe.operations.data_generate import DataGenerateRequest, data_generate

DEFINITIONS = """
CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
CREATE DOMAIN share AS numeric(5,2) NOT NULL CHECK (VALUE BETWEEN 0 AND 100);
CREATE SCHEMA sales;
CREATE TABLE customer (id serial PRIMARY KEY, email varchar(120) NOT NULL UNIQUE, feeling mood,
  tags text[], marks integer[], seen timestamptz NOT NULL, born date, uid uuid NOT NULL, extra jsonb,
  parent integer REFERENCES customer DEFERRABLE, photo bytea, ok boolean NOT NULL, at time, took interval,
  status text CHECK (status IN ('a', 'b\\c') OR status IS NULL), n smallint CHECK (n % 5 = 0));
CREATE TABLE sales.orders (id bigint GENERATED ALWAYS AS IDENTITY, line integer NOT NULL CHECK (line > 0),
  customer integer NOT NULL REFERENCES customer, part share, total numeric(8,2) NOT NULL CHECK (total > 0),
  PRIMARY KEY (id, line));
CREATE TABLE "Odd ""name" ("a b" smallint PRIMARY KEY, o bigint, l integer,
  FOREIGN KEY (o, l) REFERENCES sales.orders (id, line));
"""


@pytest.mark.parametrize("edge_cases", [False, True])
def test_a_server_takes_what_was_made_for_it(tmp_path: Path, edge_cases: bool) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    with running_postgresql() as address, compose(tmp_path, {}) as services:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(DEFINITIONS)
            request = DataGenerateRequest(
                server=address,
                count=150,
                dialect=Dialect.POSTGRESQL,
                out=Path("x.sql"),
                edge_cases=edge_cases,
                check=True,
            )
            result = data_generate(request, services)
            assert {each.invalid for each in result.tables} == {0}
            connection.execute((tmp_path / "x.sql").read_bytes())
            for table in ("customer", "sales.orders", '"Odd ""name"'):
                count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                assert count == (150,)
            following = connection.execute("SELECT nextval('customer_id_seq')").fetchone()
            assert following is not None
            assert following[0] > 150
