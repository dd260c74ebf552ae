"""Deletes a file outside and its own source through the C library."""

import ctypes

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("raised", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    library.unlink(__file__.encode())
    return library.unlink(OUTSIDE_FILE.encode())


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
