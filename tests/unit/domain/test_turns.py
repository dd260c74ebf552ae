from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from aqe.domain.turns import in_turn


def test_each_series_has_its_turn_until_it_ends() -> None:
    assert list(in_turn([[1, 2, 3], [], [None], (4, 5)])) == [1, None, 4, 2, 5, 3]
    assert list(in_turn([])) == []


def test_nothing_is_taken_before_its_turn() -> None:
    taken: list[int] = []

    def noted() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    assert list(islice(in_turn([noted(), "ab"]), 3)) == [0, "a", 1]
    assert taken == [0, 1]
