"""Opens files until none is left."""

import os

HAZARD = "bomb"
EXPECT = ("refused", "raised")


def attack() -> None:
    kept = []
    while True:
        kept.append(open(os.devnull))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
