"""Reads from every descriptor."""

import os

HAZARD = "protocol"
EXPECT = ("crashed", "timeout", "completed", "raised")


def attack() -> bool:
    for number in range(256):
        try:
            os.set_blocking(number, False)
            os.read(number, 65536)
        except OSError:
            continue
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
