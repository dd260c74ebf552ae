"""Returns a generator that never ends."""

from collections.abc import Iterator

HAZARD = "endless"
EXPECT = ("completed", "timeout")


def attack() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
