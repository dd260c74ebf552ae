"""Writes to descriptors 1 and 2 without end, past Python."""

import os

HAZARD = "bomb"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    while True:
        os.write(1, b"x" * 65536)
        os.write(2, b"x" * 65536)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
