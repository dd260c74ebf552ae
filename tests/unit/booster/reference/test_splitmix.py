from __future__ import annotations

import pytest

from aqe.booster.reference.splitmix import GOLDEN, MASK, mixed, skewed, stream


def test_the_numbers_of_other_implementations() -> None:
    """What the generator of Java's SplittableRandom draws from the seed 1234567."""
    drawn = [mixed(1234567 + place * GOLDEN & MASK) for place in (1, 2, 3)]
    assert drawn == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_streams_differ_by_seed_salt_and_row() -> None:
    states = {stream(seed, salt, row) for seed in (0, 1) for salt in (0, 1) for row in (0, 1)}
    assert len(states) == 8
    assert all(0 <= state <= MASK for state in states)


@pytest.mark.parametrize("size", [1, 2, 10, 1000, 1 << 32, (1 << 32) + 1, 1 << 62])
@pytest.mark.parametrize("power", range(1, 9))
def test_skewed_numbers_lie_below_their_size_and_in_order(size: int, power: int) -> None:
    found = [skewed(drawn, size, power) for drawn in (0, 1 << 40, 1 << 60, 1 << 63, MASK)]
    assert found == sorted(found)
    assert found[0] == 0
    assert size * 15 // 16 - 1 <= found[-1] < size or size == 1


@pytest.mark.parametrize(("power", "share"), [(1, 0.1), (2, 0.316), (3, 0.464), (4, 0.562)])
def test_the_first_tenth_has_the_share_that_the_power_says(power: int, share: float) -> None:
    numbers = [mixed(place * GOLDEN & MASK) for place in range(20_000)]
    for size in (1000, 10**12):
        first = sum(skewed(drawn, size, power) * 10 < size for drawn in numbers) / len(numbers)
        assert abs(first - share) < 0.012
