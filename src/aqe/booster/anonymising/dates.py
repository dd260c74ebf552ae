"""Dates moved by the same number of weeks, in the form in which they are written.

What lies between two dates, their order and the day of the week stay.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from aqe.booster.anonymising.keys import Key
from aqe.booster.anonymising.values import Pseudonyms

__all__ = ["DateShift", "is_date", "may_be_day_first"]

_TIME = (
    r"(?:(?:[T_]|,? )\d{1,2}(?::?\d\d){0,2}(?:[.,]\d{1,9})?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?"
)
"""Nothing, or a time of the day: anything else behind a date may be about somebody, and may not stay."""
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.]?)(\d\d)\2(\d\d)({_TIME})\Z", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}})({_TIME})\Z", re.ASCII)
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")
_SECONDS = range(100_000_000, 20_000_000_000)
_MILLISECONDS = range(100_000_000_000, 20_000_000_000_000)
_COMPACT = range(18_000_101, 22_001_231)


class DateShift:
    """Moves dates; what is no date gets a pseudonym instead."""

    def __init__(self, key: Key, pseudonyms: Pseudonyms, *, is_day_first: bool = True) -> None:
        weeks = 4 + key.below(100, b"date-shift", b"weeks")
        self._days = 7 * weeks * (1 if key.below(2, b"date-shift", b"direction") else -1)
        self._years = round(self._days / 365.25) or (1 if self._days > 0 else -1)
        self._pseudonyms = pseudonyms
        self._is_day_first = is_day_first

    def value(self, value: Any) -> Any:
        """The moved date."""
        if isinstance(value, str):
            moved = self._text(value)
            return self._pseudonyms.value(value) if moved is None else moved
        if isinstance(value, int) and not isinstance(value, bool):
            return self._number(value)
        return self._pseudonyms.value(value)

    def _text(self, text: str) -> str | None:
        match = _YEAR_FIRST.match(text)
        if match:
            moved = self._moved(int(match[1]), int(match[3]), int(match[4]))
            mark = match[2]
            return None if moved is None else f"{_form(moved, f'%Y{mark}%m{mark}%d')}{match[5]}"
        match = _YEAR_LAST.match(text)
        if match:
            return self._year_last(match)
        if _YEAR.match(text):
            return str(int(text) + self._years)
        return None

    def _year_last(self, match: re.Match[str]) -> str | None:
        first, second = int(match[1]), int(match[3])
        is_day_first = self._is_day_first if max(first, second) <= 12 else first > 12
        day, month = (first, second) if is_day_first else (second, first)
        moved = self._moved(int(match[4]), month, day)
        if moved is None:
            return None
        parts = (moved.day, moved.month) if is_day_first else (moved.month, moved.day)
        is_padded = len(match[1]) == len(match[3]) == 2
        shown = [f"{each:02d}" if is_padded else str(each) for each in parts]
        return f"{shown[0]}{match[2]}{shown[1]}{match[2]}{moved.year:04d}{match[5]}"

    def _number(self, value: int) -> int:
        if value in _COMPACT:
            moved = self._moved(value // 10_000, value // 100 % 100, value % 100)
            if moved is not None:
                return int(_form(moved, "%Y%m%d"))
        if value in _SECONDS:
            return value + self._days * 86_400
        if value in _MILLISECONDS:
            return value + self._days * 86_400_000
        if _YEAR.match(str(value)):
            return value + self._years
        return int(self._pseudonyms.value(value))

    def _moved(self, year: int, month: int, day: int) -> date | None:
        """The date so many days later; at the ends of the calendar, so many days before."""
        try:
            start = date(year, month, day)
        except ValueError:
            return None
        try:
            return start + timedelta(self._days)
        except OverflowError:
            return start - timedelta(self._days)


def is_date(value: object) -> bool:
    """Whether a text is a date in a form that is read here."""
    if not isinstance(value, str):
        return False
    match = _YEAR_FIRST.match(value) or _YEAR_LAST.match(value)
    return match is not None and (match[2] != "" or len(value) == 8)


def may_be_day_first(values: list[str]) -> bool:
    """Whether dates such as 03/04/2024 begin with the day: they do unless one of them cannot."""
    matches = [match for each in values if (match := _YEAR_LAST.match(each))]
    return not any(int(match[3]) > 12 >= int(match[1]) for match in matches)


def _form(moved: date, form: str) -> str:
    return (
        form.replace("%Y", f"{moved.year:04d}")
        .replace("%m", f"{moved.month:02d}")
        .replace("%d", f"{moved.day:02d}")
    )
