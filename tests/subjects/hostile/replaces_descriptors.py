"""Puts a file of its own in the place of every descriptor."""

import os

HAZARD = "protocol"
EXPECT = ("crashed", "timeout", "completed", "raised")


def attack() -> bool:
    number = os.open("mine", os.O_RDWR | os.O_CREAT)
    for other in range(256):
        if other != number:
            os.dup2(number, other)
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
