"""Pseudonyms keep kind and shape, and no two values get the same one."""

from __future__ import annotations

import ipaddress
import re
import uuid
from decimal import Decimal
from typing import Any

import pytest

from aqe.booster.anonymising import Key
from aqe.booster.anonymising.values import Pseudonyms, kind_of_value

KEY = Key(b"0123456789abcdef")


@pytest.fixture
def names() -> Pseudonyms:
    return Pseudonyms(KEY)


def shape(text: str) -> str:
    return re.sub("[A-Z]", "A", re.sub("[a-z]", "a", re.sub("[0-9]", "0", text)))


@pytest.mark.parametrize(
    "text",
    [
        "Anna Müller-Lüdenscheidt",
        "AB-1234/x",
        "O'Brien",
        "Straße 12a",
        "Ελλάδα",
        "日本語",
        "x" * 300,
        "A",
    ],
)
def test_a_text_keeps_its_length_and_classes(text: str, names: Pseudonyms) -> None:
    found = names.text(text)
    assert found != text
    assert len(found) == len(text)
    for before, after in zip(text, found, strict=True):
        assert before.isalpha() == after.isalpha()
        assert before.isdigit() == after.isdigit()
        assert before.isupper() == after.isupper()
        assert before.isalnum() or before == after


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("anna.meier+x@mail.firma.de", "email"),
        ("ANNA@FIRMA.DE", "email"),
        ("https://user.firma.de:8080/a/b?c=d#e", "url"),
        ("550e8400-e29b-41d4-a716-446655440000", "uuid"),
        ("550E8400-E29B-41D4-A716-446655440000", "uuid"),
        ("4111 1111 1111 1111", "card"),
        ("5500-0055-5555-5559", "card"),
        ("DE89 3704 0044 0532 0130 00", "iban"),
        ("GB82WEST12345698765432", "iban"),
        ("8.8.4.4", "ipv4"),
        ("192.168.1.77", "ipv4"),
        ("2a02:8109::1f2a:77", "ipv6"),
        ("hello", "text"),
        ("4111 1111 1111 1112", "text"),
    ],
)
def test_a_value_stays_of_its_kind(text: str, kind: str, names: Pseudonyms) -> None:
    assert kind_of_value(text) == kind
    found = names.text(text)
    assert found != text
    assert kind_of_value(found) == kind
    if kind not in ("email", "url"):
        assert shape(found) == shape(text) or kind in ("uuid", "ipv4", "ipv6")


def test_what_is_kept_of_each_kind(names: Pseudonyms) -> None:
    mail = names.text("anna.meier@mail.firma.de")
    assert re.fullmatch(r"[a-z]{4}\.[a-z]{5}@[a-z]{4}\.[a-z]{5}\.[a-z]{2}\.example", mail)
    assert mail.partition("@")[2] == names.text("bob@mail.firma.de").partition("@")[2]
    assert names.text("https://a.de:80/x").startswith("https://")
    assert ".example:80/" in names.text("https://a.de:80/x")
    assert uuid.UUID(names.text("550e8400-e29b-41d4-a716-446655440000")).version == 4
    assert names.text("4111 1111 1111 1111")[0] == "4"
    assert names.text("DE89 3704 0044 0532 0130 00")[:2] == "DE"
    assert ipaddress.ip_address(names.text("8.8.4.4")).is_global
    assert names.text("10.1.2.3").startswith("10.")
    assert names.text("127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(
    "values",
    [
        [f"{number:03d}" for number in range(1000)],
        [str(number) for number in range(3000)],
        [f"{first}{second}" for first in "abcdexyz" for second in "AEIOUXYZ"],
        [f"u{number}@a{number % 7}.de" for number in range(500)]
        + [f"u{n}@a.com" for n in range(500)],
        [f"10.0.{number}.1" for number in range(256)]
        + [f"8.8.{number}.1" for number in range(256)],
        ["a@b.de", "a@b.de.example", "a@b", "A@b.de", "a@B.de"],
        [f"4111 1111 1111 {number:04d}" for number in range(2000)],
    ],
)
def test_no_two_values_become_one(values: list[str], names: Pseudonyms) -> None:
    assert len({names.text(each) for each in values}) == len(set(values))


def test_numbers_keep_sign_and_digits_and_match_their_text(names: Pseudonyms) -> None:
    assert str(names.value(48_213)) == names.value("48213")
    assert names.value(-48_213) == -names.value(48_213)
    assert len(str(names.value(10**15))) == 16
    assert names.value(0) == 0
    found: Any = names.value(Decimal("12.50"))
    assert isinstance(found, Decimal)
    assert re.fullmatch(r"[1-9]\d\.[1-9]0", str(found))
    assert isinstance(names.value(2.5), float)
    assert names.value("007").startswith("00")
    assert len(names.value(b"abc")) == 3
    assert (names.value(True), names.value(None)) == (True, None)


@pytest.mark.parametrize("step", [1, Decimal("0.01"), 0.25])
def test_no_two_numbers_become_one(step: Any, names: Pseudonyms) -> None:
    values = {number * step for number in range(3000)}
    assert len({names.value(each) for each in values}) == len(values)


def test_the_key_decides_and_nothing_else() -> None:
    one, other = Pseudonyms(KEY), Pseudonyms(Key(b"another key 1234"))
    assert one.text("Anna Meier") == Pseudonyms(KEY).text("Anna Meier") != other.text("Anna Meier")


def test_a_long_text_hangs_on_all_that_comes_before(names: Pseudonyms) -> None:
    first, second = names.text("a" + "b" * 99), names.text("e" + "b" * 99)
    assert sum(one == other for one, other in zip(first[32:], second[32:], strict=True)) < 20


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("+49 30 1234567", r"\+49 [1-9]\d \d{7}"),
        ("030/1234567", r"0[1-9]\d/\d{7}"),
        ("(212) 555-0188", r"\([1-9]\d\d\) \d{3}-\d{4}"),
        ("0049 171 555 1234", r"0049 [1-9]\d\d \d{3} \d{4}"),
        ("+1 212 5550188", r"\+1 [1-9]\d\d \d{7}"),
        ("+353 1 2345678", r"\+353 [1-9] \d{7}"),
    ],
)
def test_a_telephone_number_keeps_country_and_punctuation(
    text: str, pattern: str, names: Pseudonyms
) -> None:
    found = names.phone(text)
    assert re.fullmatch(pattern, found), found
    assert found != text
    assert isinstance(names.phone(301234567), int)


def test_letters_outside_ascii_share_no_pseudonym_with_those_inside() -> None:
    letters = [chr(each) for each in range(0x250) if chr(each).isalpha()]
    for number in range(20):
        names = Pseudonyms(Key(bytes([number]) * 16))
        assert len({names.text(each) for each in letters}) == len(letters)
