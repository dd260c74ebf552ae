"""Empties a file outside through the C library."""

import ctypes

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("raised", "completed")


def attack() -> int:
    return ctypes.CDLL(None).truncate(OUTSIDE_FILE.encode(), ctypes.c_long(0))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
