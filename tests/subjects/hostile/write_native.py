"""Writes outside through the C library."""

import ctypes
import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("raised", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    number = library.open(OUTSIDE_FILE.encode(), os.O_WRONLY | os.O_APPEND)
    library.write(number, b"!", 1)
    return library.creat(OUTSIDE_FILE.encode() + b".new", 0o600)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
