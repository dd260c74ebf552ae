from __future__ import annotations

from aqe.booster.reference.splitmix import GOLDEN, MASK, mixed, stream


def test_the_numbers_of_other_implementations() -> None:
    """What the generator of Java's SplittableRandom draws from the seed 1234567."""
    drawn = [mixed(1234567 + place * GOLDEN & MASK) for place in (1, 2, 3)]
    assert drawn == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_streams_differ_by_seed_salt_and_row() -> None:
    states = {stream(seed, salt, row) for seed in (0, 1) for salt in (0, 1) for row in (0, 1)}
    assert len(states) == 8
    assert all(0 <= state <= MASK for state in states)
