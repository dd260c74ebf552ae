"""Closes every descriptor."""

import os

HAZARD = "protocol"
EXPECT = ("crashed", "timeout", "completed")


def attack() -> bool:
    os.closerange(0, 256)
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
