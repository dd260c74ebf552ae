"""A running server, where this machine has PostgreSQL; without one, what is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from postgresql_servers import running_postgresql

from aqe.booster.introspection import (
    IntrospectionUnavailable,
    introspect_postgresql_server,
    introspect_postgresql_text,
    is_server,
    without_password,
)
from aqe.booster.introspection.postgresql_server import _reason

SCRIPT = """
CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
CREATE DOMAIN share AS numeric(5,2) NOT NULL CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE SCHEMA sales;
CREATE TABLE customer (id serial PRIMARY KEY, email varchar(120) NOT NULL UNIQUE, feeling mood,
  tags text[], seen timestamptz NOT NULL DEFAULT now(), uid uuid NOT NULL, parent integer REFERENCES customer,
  status text CHECK (status IN ('a', 'b') OR status IS NULL), CHECK (length(email) > 5));
CREATE TABLE sales.orders (id bigint GENERATED ALWAYS AS IDENTITY, line integer NOT NULL,
  customer integer NOT NULL REFERENCES customer, part share, PRIMARY KEY (id, line));
CREATE TABLE "Odd ""name" ("a b" smallint PRIMARY KEY, o bigint, l integer,
  FOREIGN KEY (o, l) REFERENCES sales.orders (id, line));
CREATE TABLE log (at date) PARTITION BY RANGE (at);
CREATE UNIQUE INDEX two ON customer (uid, status);
"""


def test_addresses() -> None:
    assert is_server("postgresql://a@b/c")
    assert is_server("postgres://b/c")
    assert not is_server("shop.db")


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://me:hunter2@db:5432/shop",
        "postgresql://me:hun@ter2@db/shop",
        "host=db password=hunter2",
        "host=db password='hun\\'ter2' user=x",
        "postgresql://db/shop?user=me&password=hunter2",
    ],
)
def test_a_password_is_never_shown(text: str) -> None:
    shown = without_password(f"connection to {text} failed")
    assert "ter2" not in shown
    assert "***" in shown


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(IntrospectionUnavailable, match="psycopg is not installed") as caught:
        introspect_postgresql_server("postgresql://localhost/x")
    assert "pg_dump" in (caught.value.hint or "")


def test_the_reason_is_one_line_without_a_password() -> None:
    error = ValueError('connection to "postgresql://me:hunter2@db" failed\nmore')
    assert _reason(error) == 'connection to "postgresql://me:***@db" failed'
    assert _reason(ValueError()) == "ValueError"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgresql() as address:
        yield address


def test_a_server_says_what_its_definitions_say(server: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SCRIPT)
    live = introspect_postgresql_server(server)
    text = introspect_postgresql_text(SCRIPT)
    assert [each.name for each in live.tables] == [each.name for each in text.tables]
    for one, other in zip(live.tables, text.tables, strict=True):
        assert _plain(one.schema) == _plain(other.schema)
        assert (one.primary_key, set(one.unique)) == (other.primary_key, set(other.unique))
        assert set(one.foreign_keys) == set(other.foreign_keys)
    assert live.notices == text.notices
    assert text.notices == ("log: which rows its partitions take is not in the schema",)


def test_a_server_that_is_not_there(server: str) -> None:
    gone = "postgresql://me:hunter2@127.0.0.1:1/x"
    with pytest.raises(IntrospectionUnavailable, match=r"127\.0\.0\.1:1") as caught:
        introspect_postgresql_server(gone, timeout_s=2)
    assert "hunter2" not in str(caught.value)


def _plain(schema: object) -> object:
    """A schema without the names that types have in one place and not in the other."""
    if isinstance(schema, dict):
        return {key: _plain(value) for key, value in schema.items() if key != "$comment"}
    return schema
