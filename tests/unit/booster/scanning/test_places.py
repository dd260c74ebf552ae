"""Places in texts."""

from __future__ import annotations

from aqe.booster.scanning.places import Lines, characters_before


def test_characters_before_places() -> None:
    data = "aé€😀b".encode() + b"\xff!"
    assert characters_before(data, [0, 1, 3, 6, 10, 11, 12, 13]) == {
        0: 0,
        1: 1,
        3: 2,
        6: 3,
        10: 4,
        11: 5,
        12: 6,
        13: 7,
    }


def test_lines_end_behind_their_line_feed() -> None:
    lines = Lines("ab\n\ncé\r\nd")
    places = [lines.place(offset) for offset in range(10)]
    assert places == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (3, 1),
        (3, 2),
        (3, 3),
        (3, 4),
        (4, 1),
        (4, 2),
    ]


def test_lines_of_bytes_count_bytes() -> None:
    assert Lines("é\na".encode()).place(3) == (2, 1)
    assert Lines("").place(0) == (1, 1)
