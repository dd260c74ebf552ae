"""Forks without end."""

import os

HAZARD = "bomb"
EXPECT = ("refused", "raised", "crashed", "timeout")


def attack() -> None:
    while True:
        os.fork()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
