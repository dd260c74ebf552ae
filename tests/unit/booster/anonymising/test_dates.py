from __future__ import annotations

from datetime import date, datetime

import pytest

from aqe.booster.anonymising import Key
from aqe.booster.anonymising.dates import DateShift, is_date, may_be_day_first
from aqe.booster.anonymising.values import Pseudonyms

KEY = Key(b"0123456789abcdef")


def shift(*, is_day_first: bool = True, key: Key = KEY) -> DateShift:
    return DateShift(key, Pseudonyms(key), is_day_first=is_day_first)


def moved(text: str) -> int:
    return (date.fromisoformat(shift().value(text)) - date.fromisoformat(text)).days


def test_all_dates_move_by_the_same_weeks() -> None:
    assert moved("2020-02-29") == moved("1970-01-01") == moved("2024-12-31")
    assert moved("2020-02-29") % 7 == 0
    assert 28 <= abs(moved("2020-02-29")) <= 7 * 104
    assert len({shift(key=Key(bytes([n]) * 16)).value("2020-01-01") for n in range(20)}) > 10


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2020-02-28", "%Y-%m-%d"),
        ("2020/02/28", "%Y/%m/%d"),
        ("20200228", "%Y%m%d"),
        ("28.02.2020", "%d.%m.%Y"),
        ("2020-02-28T12:30:00+0100", "%Y-%m-%dT%H:%M:%S%z"),
        ("2020-02-28 12:30:00", "%Y-%m-%d %H:%M:%S"),
    ],
)
def test_forms_stay(text: str, form: str) -> None:
    found = shift().value(text)
    before, after = datetime.strptime(text, form), datetime.strptime(found, form)
    assert (after - before).days == moved("2020-02-28")
    assert len(found) == len(text)


def test_the_month_may_come_first() -> None:
    days = moved("2024-03-04")
    us = datetime.strptime(shift(is_day_first=False).value("03/04/2024"), "%m/%d/%Y")
    eu = datetime.strptime(shift().value("03/04/2024"), "%d/%m/%Y")
    assert ((us - datetime(2024, 3, 4)).days, (eu - datetime(2024, 4, 3)).days) == (days, days)
    sure = datetime.strptime(shift().value("1/31/2024"), "%m/%d/%Y")
    assert (sure - datetime(2024, 1, 31)).days == days
    assert may_be_day_first(["03/04/2024", "31/01/2024"])
    assert not may_be_day_first(["03/04/2024", "01/31/2024"])


def test_numbers_that_are_moments_move_too() -> None:
    days = moved("2020-01-01")
    assert shift().value(1_577_836_800) - 1_577_836_800 == days * 86_400
    assert shift().value(1_577_836_800_000) - 1_577_836_800_000 == days * 86_400_000
    assert len(str(shift().value(20200101))) == 8
    assert shift().value(1984) != 1984
    assert shift().value("1984") == str(shift().value(1984))


def test_what_is_no_date_gets_a_pseudonym() -> None:
    names = Pseudonyms(KEY)
    for text in ("soon", "2020-13-45", "1234"):
        assert shift().value(text) == names.text(text)
    assert shift().value(12) == names.value(12)


def test_the_ends_of_the_calendar() -> None:
    assert is_date(shift().value("0001-01-01"))
    assert is_date(shift().value("9999-12-31"))


@pytest.mark.parametrize("value", ["2020-01-01", "20200101", "1.2.2020", "2020-01-01T10:00:00Z"])
def test_what_looks_like_a_date(value: str) -> None:
    assert is_date(value)


@pytest.mark.parametrize("value", ["x", "12345678901", 20200101, "202001011", None, "2020-01"])
def test_what_does_not(value: object) -> None:
    assert not is_date(value)


@pytest.mark.parametrize(
    "text",
    [
        "1980-01-02 (Mary Jones)",
        "1980-01-02T10:00 Mary",
        "1980-01-02 10:00:00Z\nMary",
        "03/04/1980, Mary Jones",
    ],
)
def test_nothing_but_a_time_stays_behind_a_date(text: str) -> None:
    assert not is_date(text)
    assert "Mary" not in DateShift(KEY, Pseudonyms(KEY)).value(text)


@pytest.mark.parametrize(
    "tail", ["", "T10:00:00.123Z", " 10:00", "T100000+0200", " 1:05 pm", "_10:00", " 10:00:00 UTC"]
)
def test_a_time_stays(tail: str) -> None:
    assert is_date(f"1980-01-02{tail}")
    assert DateShift(KEY, Pseudonyms(KEY)).value(f"1980-01-02{tail}").endswith(tail)
