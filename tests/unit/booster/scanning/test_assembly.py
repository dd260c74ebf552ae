"""The instructions of a pattern."""

from __future__ import annotations

import pytest

from aqe.booster.scanning.assembly import (
    MOST_INSTRUCTIONS,
    MOST_RANGES,
    Instruction,
    TooLarge,
    assemble,
)
from aqe.booster.scanning.parser import Flags, parse

CHARACTER, SPLIT, JUMP, SAVE, ASSERT, MATCH = Instruction


def code(pattern: str) -> list[tuple[int, ...]]:
    return assemble(parse(pattern, Flags()).tree).code


def test_the_first_way_of_a_split_is_preferred() -> None:
    assert code("ab*") == [(CHARACTER, 0), (SPLIT, 2, 4), (CHARACTER, 1), (JUMP, 1), (MATCH,)]
    assert code("ab*?") == [(CHARACTER, 0), (SPLIT, 4, 2), (CHARACTER, 1), (JUMP, 1), (MATCH,)]
    assert code("a+") == [(CHARACTER, 0), (SPLIT, 0, 2), (MATCH,)]
    assert code("a+?") == [(CHARACTER, 0), (SPLIT, 2, 0), (MATCH,)]
    assert code("ab?") == [(CHARACTER, 0), (SPLIT, 2, 3), (CHARACTER, 1), (MATCH,)]


def test_repetitions_are_written_out() -> None:
    assert code("a{2}") == [(CHARACTER, 0), (CHARACTER, 0), (MATCH,)]
    assert code("a{2,}") == [(CHARACTER, 0), (CHARACTER, 0), (SPLIT, 1, 3), (MATCH,)]
    assert code("a{1,3}") == [
        (CHARACTER, 0),
        (SPLIT, 2, 5),
        (CHARACTER, 0),
        (SPLIT, 4, 5),
        (CHARACTER, 0),
        (MATCH,),
    ]


def test_alternatives_meet_behind_the_last() -> None:
    assert code("ab|bb|ba") == [
        (SPLIT, 1, 4),
        (CHARACTER, 0),
        (CHARACTER, 1),
        (JUMP, 10),
        (SPLIT, 5, 8),
        (CHARACTER, 1),
        (CHARACTER, 1),
        (JUMP, 10),
        (CHARACTER, 1),
        (CHARACTER, 0),
        (MATCH,),
    ]


def test_groups_save_where_they_begin_and_end() -> None:
    assert code("(a)(b)$") == [
        (SAVE, 0),
        (CHARACTER, 0),
        (SAVE, 1),
        (SAVE, 2),
        (CHARACTER, 1),
        (SAVE, 3),
        (ASSERT, 3),
        (MATCH,),
    ]


def test_limits() -> None:
    largest = "(?:a{999}){2}" + "a" * (MOST_INSTRUCTIONS - 1999)
    assert len(code(largest)) == MOST_INSTRUCTIONS
    for pattern in (largest + "a", "(?:(?:a{1000}){1000}){1000}"):
        with pytest.raises(TooLarge, match="instructions"):
            code(pattern)
    wide = "".join(f"[{chr(0x4E00 + 4 * each)}{chr(0x4E02 + 4 * each)}]" for each in range(256))
    assert len(code(wide)) == MOST_RANGES // 2 + 1
    with pytest.raises(TooLarge, match="ranges"):
        code(wide + "a")
