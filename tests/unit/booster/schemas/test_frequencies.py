from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from statistics import mean, median, quantiles
from typing import Any

import pytest
from schema_checks import records

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaOptions, compile_model, generate
from aqe.booster.schemas.frequencies import long_tailed
from aqe.booster.schemas.program import Choice, Decimal, Integer


def shares(schema: dict[str, Any], name: str = "x", **options: Any) -> dict[Any, float]:
    """How often each value of a property comes."""
    whole = {"type": "object", "properties": {name: schema}, "required": [name]}
    found = Counter(each[name] for each in records(whole, 3000, **options))
    return {value: count / 3000 for value, count in found.most_common()}


STATES = {"enum": ["new", "paid", "shipped", "returned"]}


def test_of_listed_values_the_first_is_the_most_frequent() -> None:
    found = shares(STATES)
    assert list(found) == STATES["enum"]
    assert [round(each, 1) for each in found.values()] == [0.5, 0.2, 0.2, 0.1]


@pytest.mark.parametrize("options", [{"even": True}, {"realistic": False}, {"edge_cases": True}])
def test_frequencies_are_even_where_that_is_wanted(options: dict[str, bool]) -> None:
    found = shares(STATES, **options)
    assert all(0.22 < share < 0.28 for share in found.values())


@pytest.mark.parametrize(
    "schema",
    [
        {**STATES, "default": "shipped"},
        {"$ref": "#/$defs/state", "default": "shipped"},
        {
            "anyOf": [{"const": "new"}, {"const": "paid"}, {"const": "shipped"}],
            "default": "shipped",
        },
        {"allOf": [STATES], "default": "shipped"},
    ],
)
def test_a_default_is_the_most_frequent_value(schema: dict[str, Any]) -> None:
    whole = {
        "$defs": {"state": STATES},
        "type": "object",
        "properties": {"x": schema},
        "required": ["x"],
    }
    found = Counter(each["x"] for each in records(whole, 2000))
    assert found.most_common(1)[0][0] == "shipped"
    assert found["shipped"] > 900


def test_null_is_not_the_usual_value_though_it_stands_first() -> None:
    assert [*shares({"enum": [None, "a", "b"]})] == ["a", "b", None]


def test_the_order_of_the_alphabet_and_of_numbers_says_nothing() -> None:
    letters = [chr(97 + place) * 2 for place in range(20)]
    found = shares({"enum": letters})
    assert list(found)[:5] != letters[:5]
    assert max(found.values()) > 0.18
    scale = shares({"enum": [1, 2, 3, 4, 5]})
    assert all(0.17 < share < 0.23 for share in scale.values())


@pytest.mark.parametrize(
    ("name", "default", "least", "most"),
    [
        ("is_active", None, 0.84, 0.91),
        ("isDeleted", None, 0.09, 0.16),
        ("email_verified", None, 0.84, 0.91),
        ("not_visible", None, 0.09, 0.16),
        ("left_handed", None, 0.45, 0.55),
        ("is_active", False, 0.09, 0.16),
        ("left_handed", True, 0.84, 0.91),
    ],
)
def test_flags_follow_their_default_and_then_their_name(
    name: str, default: bool | None, least: float, most: float
) -> None:
    schema: dict[str, Any] = {"type": "boolean"}
    if default is not None:
        schema["default"] = default
    assert least < shares(schema, name)[True] < most


def test_numbers_of_a_database_are_flags_too() -> None:
    assert shares({"type": "integer", "enum": [0, 1]}, "is_active")[1] > 0.84


@pytest.mark.parametrize("name", ["amount", "total_cents", "price_eur", "sizeBytes", "page_views"])
def test_amounts_have_a_long_tail_within_their_bounds(name: str) -> None:
    schema = {"type": "integer", "minimum": 3_000_000, "maximum": 9_000_000}
    whole = {"type": "object", "properties": {name: schema}, "required": [name]}
    found = [each[name] - 3_000_000 for each in records(whole, 4000)]
    low, middle, high = quantiles(found, n=4)
    assert min(found) >= 0
    assert max(found) <= 6_000_000
    assert 140_000 < low < 165_000  # e ** -0.674 of the median
    assert 285_000 < middle < 315_000  # e ** -3 of the span
    assert 550_000 < high < 630_000  # e ** 0.674 of the median
    assert mean(found) > 1.4 * middle
    assert max(found) > 3_000_000


def test_numbers_whose_name_says_nothing_are_even() -> None:
    schema = {"type": "integer", "minimum": 0, "maximum": 999_999}
    whole = {"type": "object", "properties": {"x": schema}, "required": ["x"]}
    assert 450_000 < median(each["x"] for each in records(whole, 2000)) < 550_000


def test_pieces_of_a_long_tail_cover_the_span_once() -> None:
    for span in (Integer(7, 200, 5), Integer(0, 10**9), Decimal(100, 4321, 1, 2)):
        tail = long_tailed(span)
        assert isinstance(tail, Choice)
        pieces = [way for _, way in tail.ways if isinstance(way, (Integer, Decimal))]
        assert len(pieces) == len(tail.ways)
        assert pieces[0].base == span.base
        assert sum(piece.count for piece in pieces) == span.count
        for piece, after in pairwise(pieces):
            assert after.base == piece.base + piece.step * piece.count
    assert long_tailed(Integer(-5, 1000)) is None
    assert long_tailed(Integer(0, 50)) is None


def test_names_come_as_often_as_names_do() -> None:
    whole = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    }
    found = Counter(each["city"] for each in records(whole, 4000))
    tenth = sorted(found.values(), reverse=True)[: max(len(found) // 10, 1)]
    assert 0.25 < sum(tenth) / 4000 < 0.4
    assert [city for city, _ in found.most_common(3)] != sorted(found)[:3]


WHOLE = {"type": "integer"}


def table(name: str, *keys: ForeignKey, **columns: Any) -> Table:
    schema = {"type": "object", "properties": columns, "required": [*columns]}
    return Table(name, schema, ("id",), (), keys)


def references(options: SchemaOptions) -> tuple[Counter[int], list[int | None]]:
    """How often customers have an order, and whom people are below."""
    model = DataModel(
        (
            table("customer", id=WHOLE),
            table("order", ForeignKey(("of",), "customer", ("id",)), id=WHOLE, of=WHOLE),
            table(
                "person",
                ForeignKey(("above",), "person", ("id",)),
                id=WHOLE,
                above={"type": ["integer", "null"]},
            ),
        )
    )
    counts = {"customer": 100, "order": 4000, "person": 1000}
    programs = compile_model(model, counts, options)

    def made(name: str) -> list[dict[str, Any]]:
        chunks = generate(ReferenceEngine(), programs[name], seed=2, count=counts[name])
        return [json.loads(line) for line in b"".join(chunks).splitlines()]

    return Counter(each["of"] for each in made("order")), [each["above"] for each in made("person")]


def test_few_rows_are_referred_to_often() -> None:
    orders, above = references(SchemaOptions())
    assert set(orders) <= set(range(1, 101))
    assert 0.43 < sum(count for _, count in orders.most_common(10)) / 4000 < 0.52
    assert 0.55 < sum(count for _, count in orders.most_common(20)) / 4000 < 0.64
    early = [each for each in above if each is not None and each <= 100]
    assert len(early) > 500


def test_rows_are_referred_to_evenly_where_that_is_wanted() -> None:
    orders, above = references(SchemaOptions(even=True))
    assert sum(count for _, count in orders.most_common(10)) / 4000 < 0.15
    assert sum(each is not None and each <= 100 for each in above) < 420
