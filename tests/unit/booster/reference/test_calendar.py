from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aqe.booster.reference.calendar import stamped


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (0, b"1970-01-01T00:00:00"),
        (-1, b"1969-12-31T23:59:59"),
        (951_782_400, b"2000-02-29T00:00:00"),
        (253_402_300_799, b"9999-12-31T23:59:59"),
        (-62_167_219_200, b"0000-01-01T00:00:00"),
    ],
)
def test_known_seconds(second: int, text: bytes) -> None:
    assert stamped(second, 2) == text
    assert stamped(second, 0) == text[:10]
    assert stamped(second, 1) == text[11:]


def test_every_month_of_four_centuries_agrees_with_the_standard_library() -> None:
    start = datetime(1900, 1, 1, tzinfo=UTC)
    for days in range(0, 400 * 365, 13):
        day = start + timedelta(days=days, seconds=days % 86_400)
        assert stamped(int(day.timestamp()), 2).decode() == day.strftime("%Y-%m-%dT%H:%M:%S")
