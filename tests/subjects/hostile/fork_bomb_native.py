"""Forks without end through the C library."""

import ctypes

HAZARD = "bomb"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    library = ctypes.CDLL(None)
    while True:
        library.fork()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
