from __future__ import annotations

import pytest

from aqe.cli.text import duration, percent, plural, printable, size


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\ud800", "\\ud800"),
        ("\U000e0001", "\\U000e0001"),
        ("Grüße ✓", "Grüße ✓"),
        ("bell\a back\b", "bell\\x07 back\\x08"),
    ],
)
def test_control_characters_become_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "-"), (0.0, "0.0%"), (1.0, "100.0%"), (0.99999, "99.9%"), (0.815, "81.5%")],
)
def test_percentages_reach_a_hundred_only_when_all_is_there(share: float | None, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0123, "12 ms"), (0.1, "0.1 s"), (59.96, "60.0 s"), (150.4, "2 min 30 s")],
)
def test_durations_have_a_fitting_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_counts_agree_with_their_noun() -> None:
    assert (plural(1, "test"), plural(2, "test"), plural(0, "search", "searches")) == (
        "1 test",
        "2 tests",
        "0 searches",
    )


def test_sizes_have_a_fitting_unit() -> None:
    assert [size(each) for each in (5, 2048, 3 * 1024**2, 5 * 1024**3)] == [
        "5 bytes",
        "2.0 KiB",
        "3.0 MiB",
        "5.0 GiB",
    ]
