from __future__ import annotations

import re
from statistics import median

import pytest
from schema_checks import records

from aqe.booster.schemas.names import tokens


def column(
    name: str, kind: str = "string", count: int = 200, locale: str = "en", **bounds: int
) -> list:
    schema = {
        "type": "object",
        "properties": {name: {"type": kind, **bounds}},
        "required": [name],
    }
    return [each[name] for each in records(schema, count, locale=locale)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("shipToAddress", ["ship", "to", "address"]),
        ("first_name", ["first", "name"]),
        ("HTTPServer", ["http", "server"]),
        ("E-Mail", ["e", "mail"]),
    ],
)
def test_names_fall_into_words(name: str, words: list[str]) -> None:
    assert tokens(name) == words


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("email", r"[a-z]+\d+@example\.(com|org|net)"),
        ("customerEmail", r"[a-z]+\d+@example\.(com|org|net)"),
        ("created_at", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"),
        ("birth_date", r"\d{4}-\d\d-\d\d"),
        ("zip", r"\d{5}"),
        ("currency", r"[A-Z]{3}"),
        ("full_name", r"\S+( \S+)+"),
        ("sku", r"[A-Z]{3}-\d{5}"),
        ("description", r".+\."),
    ],
)
def test_texts_look_like_their_names(name: str, pattern: str) -> None:
    found = column(name)
    assert [each for each in found if not re.fullmatch(pattern, each)] == []
    assert len(set(found)) > 3


def test_ages_are_those_of_people_and_prices_have_a_long_tail() -> None:
    ages = column("age", "integer", 1000)
    assert min(ages) >= 0
    assert max(ages) <= 100
    assert 30 < median(ages) < 45
    prices = column("unit_price", "number", 1000)
    assert max(prices) > 20 * median(prices)
    assert all(round(each, 2) == each for each in prices)


def test_bounds_go_before_meaning() -> None:
    assert set(column("age", "integer", minimum=18, maximum=20)) == {18, 19, 20}
    assert min(column("age", "integer", minimum=500)) >= 500
    assert max(len(each) for each in column("full_name", maxLength=3)) <= 3


def test_dates_are_recent_as_a_rule() -> None:
    years = [int(each[:4]) for each in column("created_at", count=1000)]
    assert sum(year >= 2024 for year in years) > 500
    assert min(years) < 2018
    assert max(years) <= 2025


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es", "pl", "ja"])
def test_names_and_addresses_are_of_the_language(locale: str) -> None:
    pytest.importorskip("mimesis")
    cities = column("city", locale=locale)
    assert len(set(cities)) > 40
    if locale == "ja":
        assert all(not each.isascii() for each in cities)
    streets = column("street", locale=locale)
    assert all(re.search(r"\d", each) for each in streets)
    names = column("full_name", locale=locale)
    assert all(" " in each for each in names)


def test_meaning_can_be_switched_off() -> None:
    schema = {"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]}
    assert all("@" not in each["email"] for each in records(schema, realistic=False))
