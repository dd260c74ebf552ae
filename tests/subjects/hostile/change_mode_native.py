"""Takes all rights from a file outside through the C library."""

import ctypes

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("raised", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    library.utime(OUTSIDE_FILE.encode(), None)
    return library.chmod(OUTSIDE_FILE.encode(), 0)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
