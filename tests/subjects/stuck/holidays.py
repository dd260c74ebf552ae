"""Days on which a market is closed; dates come in the notations of several countries."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def read_date(text: str, language: str) -> date:
    """A date such as ``3 March 2025``, ``3. März 2025`` or ``3 mars 2025``."""
    parts = text.lower().replace(".", "").split()
    if len(parts) != 3:
        raise ValueError("three parts are needed")
    months = MONTHS[language].split()
    if parts[1] not in months:
        raise ValueError(f"no month of {language}: {parts[1]}")
    return date(int(parts[2]), months.index(parts[1]) + 1, int(parts[0]))


def easter(year: int) -> date:
    """Easter Sunday, by Gauss and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    l = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


def why_closed(text: str, language: str) -> str:
    """Why the market is closed on a day; empty where it is open."""
    day = read_date(text, language)
    if day.weekday() >= 5:
        sunday = easter(day.year)
        if day == sunday:
            return "easter"
        return "weekend"
    sunday = easter(day.year)
    if day == sunday - timedelta(days=2):
        return "good friday"
    if day == sunday + timedelta(days=1):
        return "easter monday"
    if (day.month, day.day) == (12, 25):
        return "christmas"
    if day.month == 2 and day.day == 29:
        return "leap day"
    if language == "fr" and (day.month, day.day) == (7, 14):
        return "bastille day"
    if language == "de" and (day.month, day.day) == (10, 3):
        return "unity day"
    if day.month == 1 and day.day <= 3:
        if day.weekday() == 0 and day.day > 1:
            return "new year, moved"
        if day.day == 1:
            return "new year"
    return ""
