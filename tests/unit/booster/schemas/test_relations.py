from __future__ import annotations

import json
import re
from typing import Any

import pytest

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaRefused, compile_model, generate

INTEGER = {"type": "integer"}
TEXT = {"type": "string"}


def described(**columns: Any) -> dict[str, Any]:
    return {"type": "object", "properties": columns, "required": [*columns]}


CUSTOMER = Table(
    "customer",
    described(id=INTEGER, email={"type": "string", "format": "email"}, name=TEXT),
    ("id",),
    (("email",),),
)
PRODUCT = Table(
    "product",
    described(sku={"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"}, price={"type": "number"}),
    ("sku",),
)
ORDER = Table(
    "order",
    described(id={"type": "string", "format": "uuid"}, customer_id=INTEGER),
    ("id",),
    (),
    (ForeignKey(("customer_id",), "customer", ("id",)),),
)
LINE = Table(
    "line",
    described(order_id=TEXT, sku=TEXT, quantity=INTEGER),
    ("order_id", "sku"),
    (),
    (
        ForeignKey(("order_id",), "order", ("id",)),
        ForeignKey(("sku",), "product", ("sku",)),
    ),
)
EMPLOYEE = Table(
    "employee",
    described(id=INTEGER, manager_id={"type": ["integer", "null"]}),
    ("id",),
    (),
    (ForeignKey(("manager_id",), "employee", ("id",)),),
)
SHOP = DataModel((CUSTOMER, PRODUCT, ORDER, LINE, EMPLOYEE))
ROWS = {"customer": 60, "product": 25, "order": 90, "line": 700, "employee": 40}


def rows(model: DataModel, counts: dict[str, int], seed: int = 3) -> dict[str, list[Any]]:
    programs = compile_model(model, counts)
    return {
        name: [
            json.loads(line)
            for chunk in generate(ReferenceEngine(), program, seed=seed, count=counts[name])
            for line in chunk.splitlines()
        ]
        for name, program in programs.items()
    }


def test_unique_keys_never_repeat_and_foreign_keys_stand() -> None:
    found = rows(SHOP, ROWS)
    for table in SHOP.tables:
        assert len(found[table.name]) == ROWS[table.name]
        for columns in (table.primary_key, *table.unique):
            values = {tuple(row[each] for each in columns) for row in found[table.name]}
            assert len(values) == ROWS[table.name]
        for key in table.foreign_keys:
            known = {tuple(row[each] for each in key.referenced) for row in found[key.table]}
            used = {tuple(row[each] for each in key.columns) for row in found[table.name]}
            assert used - {(None,)} <= known
            assert len(used) > len(known) // 3


def test_keys_keep_their_formats() -> None:
    found = rows(SHOP, ROWS)
    assert [row["id"] for row in found["customer"]] == list(range(1, 61))
    assert all(row["email"].endswith("@example.com") for row in found["customer"])
    assert all(len(row["id"]) == 36 for row in found["order"])


def test_a_manager_was_there_before() -> None:
    found = rows(SHOP, ROWS)["employee"]
    assert found[0]["manager_id"] is None
    assert all(row["manager_id"] < row["id"] for row in found[1:])


def test_any_range_of_rows_can_be_made_alone() -> None:
    program = compile_model(SHOP, ROWS)["line"]
    engine = ReferenceEngine()
    whole = b"".join(generate(engine, program, seed=5, count=100))
    part = b"".join(generate(engine, program, seed=5, start=60, count=40))
    assert whole.endswith(part)


def test_tables_do_not_share_their_draws() -> None:
    schema = described(id=INTEGER, value={"type": "integer", "maximum": 10**6})
    model = DataModel((Table("a", schema, ("id",)), Table("b", schema, ("id",))))
    found = rows(model, {"a": 30, "b": 30})
    assert [row["value"] for row in found["a"]] != [row["value"] for row in found["b"]]


def test_a_key_that_is_a_foreign_key_is_one_to_one() -> None:
    profile = Table(
        "profile",
        described(customer_id=INTEGER),
        ("customer_id",),
        (),
        (ForeignKey(("customer_id",), "customer", ("id",)),),
    )
    found = rows(DataModel((CUSTOMER, profile)), {"customer": 20, "profile": 20})
    assert sorted(row["customer_id"] for row in found["profile"]) == list(range(1, 21))


def test_a_composite_key_of_small_columns_uses_every_combination() -> None:
    table = Table("flag", described(a={"enum": ["x", "y", "z"]}, b={"type": "boolean"}), ("a", "b"))
    found = rows(DataModel((table,)), {"flag": 6})["flag"]
    assert len({(row["a"], row["b"]) for row in found}) == 6


def test_composite_foreign_keys_are_of_one_row() -> None:
    city = Table("city", described(country=TEXT, name=TEXT), ("country", "name"))
    shop = Table(
        "shop",
        described(id=INTEGER, country=TEXT, city=TEXT),
        ("id",),
        (),
        (ForeignKey(("country", "city"), "city", ("country", "name")),),
    )
    found = rows(DataModel((city, shop)), {"city": 15, "shop": 80})
    known = {(row["country"], row["name"]) for row in found["city"]}
    assert {(row["country"], row["city"]) for row in found["shop"]} <= known


def message(model: DataModel, counts: dict[str, int]) -> str:
    with pytest.raises(SchemaRefused) as caught:
        compile_model(model, counts)
    assert caught.value.slug == "schema-relations"
    return str(caught.value)


def test_keys_with_too_few_values_are_told() -> None:
    table = Table("flag", described(a={"enum": ["x", "y"]}), ("a",))
    assert "flag (a) has 2 different values, fewer than the 3" in message(
        DataModel((table,)), {"flag": 3}
    )


def test_missing_tables_rows_and_columns_are_told() -> None:
    assert "'customer', which is not in the model" in message(DataModel((ORDER,)), {"order": 2})
    assert "which has no rows" in message(DataModel((CUSTOMER, ORDER)), {"order": 2})
    assert "no table 'nothing'" in message(DataModel((CUSTOMER,)), {"nothing": 2})
    lost = Table("lost", described(id=INTEGER), ("missing",))
    assert "missing" in message(DataModel((lost,)), {"lost": 1})


def test_keys_in_a_circle_are_told() -> None:
    tables = [
        Table(name, described(id=INTEGER), ("id",), (), (ForeignKey(("id",), other, ("id",)),))
        for name, other in (("a", "b"), ("b", "a"))
    ]
    assert "depend on themselves" in message(DataModel(tuple(tables)), {"a": 3, "b": 3})


def test_columns_beside_a_key_make_it_no_less_unique() -> None:
    table = Table(
        "user",
        described(id=INTEGER, active={"type": "boolean"}),
        ("id",),
        (("id", "active"),),
    )
    found = rows(DataModel((table,)), {"user": 10})["user"]
    assert [row["id"] for row in found] == list(range(1, 11))
    assert {row["active"] for row in found} == {True, False}


@pytest.mark.parametrize("pattern", ["^[a-z].*$", "^.*@.*$", "^.*[0-9]$", "^A.*x$", "^.{0,9}$"])
def test_unique_texts_of_an_open_class_never_repeat(pattern: str) -> None:
    """A point also means characters of several bytes, which are not as wide as the others."""
    schema = described(slug={"type": "string", "pattern": pattern})
    model = DataModel((Table("page", schema, ("slug",)),))
    program = compile_model(model, {"page": 500})["page"]
    lines = b"".join(generate(ReferenceEngine(), program, seed=3, count=500)).splitlines()
    slugs = [json.loads(line)["slug"] for line in lines]
    assert len(set(slugs)) == 500
    assert all(re.search(pattern, slug) for slug in slugs)
