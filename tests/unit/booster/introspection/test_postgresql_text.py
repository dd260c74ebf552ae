"""Definitions of PostgreSQL, as pg_dump writes them and as people do."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest

from aqe.booster.data_model import DataModel, ForeignKey
from aqe.booster.introspection import IntrospectionRefused, introspect_postgresql_text

DUMP = r"""
\restrict abc
SET standard_conforming_strings = on;
CREATE TYPE public.mood AS ENUM (
    'sad',
    'it''s fine'
);
CREATE DOMAIN public.percentage AS numeric(5,2) NOT NULL
	CONSTRAINT percentage_check CHECK (((VALUE >= (0)::numeric) AND (VALUE <= (100)::numeric)));
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE no (a int); END; $$;
CREATE TABLE public.customer (
    id integer NOT NULL,
    email character varying(120) NOT NULL,
    feeling public.mood DEFAULT 'sad'::public.mood,
    tags text[],
    seen timestamp(3) with time zone DEFAULT now() NOT NULL,
    extra jsonb,
    parent integer,
    share public.percentage,
    status text,
    twice numeric GENERATED ALWAYS AS ((id * 2)) STORED,
    CONSTRAINT customer_email_check CHECK ((length((email)::text) > 5)),
    CONSTRAINT customer_status_check
      CHECK (((status = ANY (ARRAY['a'::text, 'b'::text])) OR (status IS NULL)))
);
CREATE SEQUENCE public.customer_id_seq AS integer START WITH 1;
CREATE TABLE sales.orders (id bigint NOT NULL, line integer NOT NULL, customer integer NOT NULL);
CREATE TABLE "Odd ""name" ("a b" smallint, "order" bigint, line integer);
CREATE TABLE public.log (at date) PARTITION BY RANGE (at);
CREATE TABLE public.log_2024 (at date);
ALTER TABLE ONLY public.log ATTACH PARTITION public.log_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE sales.orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 1);
ALTER TABLE ONLY public.customer ALTER COLUMN id SET DEFAULT nextval('public.customer_id_seq'::regclass);
COPY public.customer (id, email) FROM stdin;
1	CREATE TABLE evil (a int);
\.
ALTER TABLE ONLY public.customer ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customer ADD CONSTRAINT customer_email_key UNIQUE (email);
ALTER TABLE ONLY sales.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id, line);
CREATE UNIQUE INDEX lower_email ON public.customer USING btree (lower((email)::text));
CREATE UNIQUE INDEX two ON public.customer USING btree (parent, status);
ALTER TABLE ONLY "Odd ""name" ADD CONSTRAINT x FOREIGN KEY ("order", line) REFERENCES sales.orders(id, line);
ALTER TABLE ONLY public.customer ADD CONSTRAINT y FOREIGN KEY (parent) REFERENCES public.customer(id);
ALTER TABLE public.log ADD CONSTRAINT z EXCLUDE USING gist (at WITH =);
CREATE TRIGGER tr BEFORE INSERT ON public.customer FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE VIEW public.v AS SELECT 1 AS one;
"""


@pytest.fixture(scope="module")
def model() -> DataModel:
    return introspect_postgresql_text(DUMP)


def columns(model: DataModel, table: str) -> dict[str, Any]:
    (found,) = [each.schema for each in model.tables if each.name == table]
    properties = found["properties"]
    assert isinstance(properties, dict)
    return {
        name: {key: value for key, value in each.items() if key != "$comment"}
        for name, each in properties.items()
    }


def test_the_tables_of_a_dump(model: DataModel) -> None:
    assert [each.name for each in model.tables] == ["customer", "sales.orders", 'Odd "name', "log"]


def test_columns(model: DataModel) -> None:
    assert columns(model, "customer") == {
        "id": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "email": {"type": "string", "maxLength": 120, "minLength": 6},
        "feeling": {
            "type": ["string", "null"],
            "enum": ["sad", "it's fine", None],
            "default": "sad",
        },
        "tags": {"type": ["array", "null"], "items": {"type": ["string", "null"]}, "maxItems": 5},
        "seen": {"type": "string", "format": "date-time"},
        "extra": {"type": ["object", "null"]},
        "parent": {"type": ["integer", "null"], "minimum": -(2**31), "maximum": 2**31 - 1},
        "share": {
            "type": "number",
            "minimum": 0,
            "maximum": 100,
            "exclusiveMinimum": -1000,
            "exclusiveMaximum": 1000,
            "multipleOf": 0.01,
        },
        "status": {"type": ["string", "null"], "enum": ["a", "b", None]},
    }


def test_keys(model: DataModel) -> None:
    customer, orders, odd, _ = model.tables
    assert customer.primary_key == ("id",)
    assert customer.unique == (("email",), ("parent", "status"))
    assert customer.foreign_keys == (ForeignKey(("parent",), "customer", ("id",)),)
    assert orders.primary_key == ("id", "line")
    assert odd.foreign_keys == (ForeignKey(("order", "line"), "sales.orders", ("id", "line")),)


def test_types_are_noted_for_whoever_writes_them(model: DataModel) -> None:
    customer = model.tables[0].schema["properties"]
    orders = model.tables[1].schema["properties"]
    assert isinstance(customer, dict)
    assert isinstance(orders, dict)
    assert customer["id"]["$comment"] == "sql: integer (serial)"
    assert customer["tags"]["$comment"] == "sql: text[]"
    assert customer["share"]["$comment"] == "sql: numeric(5, 2)"
    assert orders["id"]["$comment"] == "sql: bigint generated always"


def test_what_is_left_out_is_told(model: DataModel) -> None:
    told = "\n".join(model.notices)
    for word in (
        "twice is computed",
        "lower_email",
        "EXCLUDE",
        "TRIGGER",
        "VIEW",
        "log: which rows",
    ):
        assert word in told


def test_as_people_write_it() -> None:
    model = introspect_postgresql_text(
        """create table if not exists a (id serial primary key, x int not null unique check (x > 0),
           code char(3) default ('a' || 'b') not null, what unheard_of,
           b bigint references b on delete cascade);
           create table b (id bigserial, primary key (id)); alter table b add column extra uuid not null;
           create table kid (more bit(3)) inherits (b);
        """
    )
    a, b, kid = model.tables
    assert a.primary_key == ("id",)
    assert a.unique == (("x",),)
    assert a.foreign_keys == (ForeignKey(("b",), "b", ("id",)),)
    assert columns(model, "a")["x"] == {"type": "integer", "exclusiveMinimum": 0} | {
        "minimum": -(2**31),
        "maximum": 2**31 - 1,
    }
    assert columns(model, "a")["code"] == {"type": "string", "maxLength": 3}
    assert columns(model, "b") == {
        "id": {"type": "integer", "minimum": 1},
        "extra": {"type": "string", "format": "uuid"},
    }
    assert list(columns(model, "kid")) == ["id", "extra", "more"]
    assert b.primary_key == ("id",)
    assert kid.primary_key == ()
    assert any("'unheard_of'" in each for each in model.notices)


@pytest.mark.parametrize("text", ["", "SELECT 1;", "CREATE TABLE", "CREATE", "\0", ";;;"])
def test_no_tables(text: str) -> None:
    with pytest.raises(IntrospectionRefused, match="no CREATE TABLE"):
        introspect_postgresql_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a int",
        "CREATE TABLE t (a int CHECK (a >, b text);",
        "CREATE TABLE t (,,);",
        "CREATE TABLE t (a int); ALTER TABLE t ADD; ALTER TABLE t; ALTER TABLE",
        "CREATE TABLE t (a " + "int[]" * 1000 + ");",
        "CREATE DOMAIN d AS d; CREATE TABLE t (a d);",
        "CREATE TABLE t (a int REFERENCES);",
        "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES t (b, c));",
        "CREATE TABLE t (a int); CREATE UNIQUE INDEX ON; CREATE UNIQUE INDEX i ON t",
        "CREATE TABLE t (PRIMARY KEY (a), UNIQUE, CHECK);",
    ],
)
def test_broken_definitions_never_crash(text: str) -> None:
    with contextlib.suppress(IntrospectionRefused):
        introspect_postgresql_text(text)


@pytest.mark.parametrize(
    "word",
    ["REFERENCES t", "AS", "DEFAULT (1)", "CHECK (a > 1)", "CONSTRAINT c", "GENERATED ALWAYS", "("],
)
def test_long_definitions_take_linear_time(word: str) -> None:
    introspect_postgresql_text("CREATE TABLE t (a int " + f"{word} " * 20_000 + ");")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("int4range", "[10,200)", "[200,10)"),
        ("daterange", "[2020-01-10,2031-01-10)", "dolphin"),
        ("tstzrange", "[2020-01-10,2031-01-10)", "[2031-01-10,2020-01-10)"),
    ],
)
def test_ranges_are_written_as_the_server_reads_them(kind: str, good: str, bad: str) -> None:
    model = introspect_postgresql_text(f"CREATE TABLE t (period {kind} NOT NULL);")
    (schema,) = model.tables[0].schema["properties"].values()  # type: ignore[attr-defined]
    assert re.search(schema["pattern"], good)
    assert not re.search(schema["pattern"], bad)
    assert model.notices == (f"t: the schema of period is narrower than {kind}",)


@pytest.mark.parametrize("kind", ["integer GENERATED ALWAYS AS IDENTITY", "serial"])
def test_a_column_that_numbers_itself_is_never_null(kind: str) -> None:
    model = introspect_postgresql_text(f"CREATE TABLE t (a int, id {kind});")
    properties = model.tables[0].schema["properties"]
    assert properties["id"]["type"] == "integer"  # type: ignore[index]
    assert properties["a"]["type"] == ["integer", "null"]  # type: ignore[index]
