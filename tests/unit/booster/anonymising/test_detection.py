from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from aqe.booster.anonymising.detection import choose, words_of


def nothing(column: str, text: str) -> Sequence[str]:
    return ()


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("email", "pseudonym"),
        ("E-Mail", "pseudonym"),
        ("customer.contactEmail", "pseudonym"),
        ("phone", "phone"),
        ("phone_number", "phone"),
        ("MOBILE", "phone"),
        ("first_name", "pseudonym"),
        ("lastName", "pseudonym"),
        ("Nachname", "pseudonym"),
        ("user_name", "pseudonym"),
        ("street", "pseudonym"),
        ("zip_code", "pseudonym"),
        ("iban", "pseudonym"),
        ("ssn", "pseudonym"),
        ("password_hash", "pseudonym"),
        ("apiKey", "pseudonym"),
        ("date_of_birth", "date"),
        ("birthday", "date"),
        ("birth_date", "date"),
        ("birthYear", "date"),
        ("annual_salary", "noise"),
        ("gender", "shuffle"),
        ("notes", "pseudonym"),
        ("product_name", "keep"),
        ("file_name", "keep"),
        ("total", "keep"),
        ("created_at", "keep"),
        ("zipped", "keep"),
        ("panel", "keep"),
        ("name", "keep"),
    ],
)
def test_names(name: str, method: str) -> None:
    assert choose({name: []}, {}, nothing)[name].method == method


def test_a_plain_name_is_somebody_beside_an_address() -> None:
    chosen = choose({"name": [], "email": []}, {}, nothing)
    assert chosen["name"].method == "pseudonym"
    assert choose({"name": [], "price": []}, {}, nothing)["name"].method == "keep"
    tables = choose({"user.name": [], "user.email": [], "product.name": []}, {}, nothing)
    assert [each.method for each in tables.values()] == ["pseudonym", "pseudonym", "keep"]


@pytest.mark.parametrize(
    ("value", "method"),
    [
        ("anna@gmx.de", "pseudonym"),
        ("4111111111111111", "pseudonym"),
        ("DE89370400440532013000", "pseudonym"),
        ("8.8.8.8", "pseudonym"),
        ("hello", "keep"),
        (17, "keep"),
    ],
)
def test_contents(value: Any, method: str) -> None:
    choice = choose({"x": ["plain", value]}, {}, nothing)["x"]
    assert choice.method == method
    assert str(value) not in choice.reason


@pytest.mark.parametrize(
    ("name", "values", "method"),
    [
        ("author", ["Jo Lee"], "pseudonym"),
        ("created_by", ["jlee"], "pseudonym"),
        ("owner", [17, 18], "keep"),
        ("patient", ["123e4567-e89b-42d3-a456-426614174000"], "keep"),
        ("name", ["Jo Lee", "Ann O'Neill", "x"], "pseudonym"),
        ("name", ["hammer", "nail", "Jo Lee"], "keep"),
        ("customers.name", ["hammer"], "pseudonym"),
        ("payload", ['{"user": {"email": 1}}', "[]"], "pseudonym"),
        ("payload", ['{"user": {"note": "jo@corp.com"}}'], "pseudonym"),
        ("payload", ['{"price": 1}'], "keep"),
        ("data", [b"jo@corp.com"], "pseudonym"),
        ("x", ["hello", "ask jo@corp.com"], "pseudonym"),
    ],
)
def test_people_in_other_places(name: str, values: list[Any], method: str) -> None:
    assert choose({name: values}, {}, nothing)[name].method == method


def test_what_was_seen_in_later_values_counts() -> None:
    choice = choose({"x": ["hello"]}, {}, nothing, {"x": frozenset({"IBANs", "card numbers"})})["x"]
    assert (choice.method, choice.reason) == ("pseudonym", "holds IBANs, card numbers")


def test_further_rules_are_asked_and_named() -> None:
    seen = []

    def find(column: str, text: str) -> Sequence[str]:
        seen.append((column, text))
        return ["phone"] if text == "call 030" else ["us-ssn"] if text == "s" else []

    chosen = choose({"a": ["call 030"], "b": ["call 030", "s"], "c": [1]}, {}, find)
    assert [each.method for each in chosen.values()] == ["phone", "pseudonym", "keep"]
    assert chosen["b"].reason == "holds: phone, us-ssn"
    assert ("a", "call 030") in seen


def test_a_method_fits_the_values() -> None:
    chosen = choose({"birth_place": ["Bonn"], "salary": ["high"], "gender": [True]}, {}, nothing)
    assert [each.method for each in chosen.values()] == ["keep", "pseudonym", "shuffle"]
    assert choose({"born": ["long ago"]}, {}, nothing)["born"].method == "pseudonym"


def test_what_is_asked_for_wins() -> None:
    chosen = choose({"email": []}, {"email": "keep"}, nothing)
    assert (chosen["email"].method, chosen["email"].reason) == ("keep", "as asked")


def test_words() -> None:
    assert words_of("a.b[].firstName") == "first name"
    assert words_of("IPAddress") == "ip address"
    assert words_of("tags[]") == "tags"
