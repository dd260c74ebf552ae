"""Links a file outside into its own folder and writes to it."""

import ctypes
import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("raised", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    library.link(OUTSIDE_FILE.encode(), b"inside")
    number = library.open(b"inside", os.O_WRONLY | os.O_APPEND)
    return library.write(number, b"!", 1)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
