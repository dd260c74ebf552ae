"""Writes nonsense to every descriptor."""

import os

HAZARD = "protocol"
EXPECT = ("crashed", "timeout", "completed", "raised")


def attack() -> bool:
    for number in range(3, 256):
        try:
            os.write(number, b"\x00\x00\x00\x10nonsense{}[]\xff" * 100)
        except OSError:
            continue
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
