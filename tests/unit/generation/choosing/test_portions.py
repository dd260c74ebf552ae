from __future__ import annotations

from typing import cast

from aqe.domain.mutant import Mutant
from aqe.generation.choosing.portions import portions

MUTANTS = cast("list[Mutant]", list(range(60)))


def _sizes(*took_s: float, most: int = 16) -> list[int]:
    """Sizes of portions of which the first took so long, and all others as long as the last."""
    clock = [100.0]
    sizes = []
    for number, each in enumerate(portions(MUTANTS, most, lambda: clock[0])):
        sizes.append(len(each))
        clock[0] += took_s[min(number, len(took_s) - 1)]
    return sizes


def test_quick_ones_grow_up_to_the_most() -> None:
    assert _sizes(0.01) == [4, 8, 16, 16, 16]


def test_slow_ones_shrink_down_to_one() -> None:
    assert _sizes(1.0)[:4] == [4, 2, 1, 1]


def test_between_the_two_nothing_changes() -> None:
    assert set(_sizes(0.25)) == {4}


def test_nothing_is_lost_and_the_order_stays() -> None:
    found = [each for one in portions(MUTANTS, 7, None) for each in one]
    assert found == MUTANTS
    assert [len(each) for each in portions(MUTANTS[:10], 7, None)] == [7, 3]
    assert list(portions([], 7, lambda: 0.0)) == []
