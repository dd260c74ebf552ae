"""Kills its parent, its group and others through the C library."""

import ctypes

from targets import VICTIM

HAZARD = "process"
EXPECT = ("raised", "completed")


def attack() -> list:
    library = ctypes.CDLL(None)
    numbers = [VICTIM, library.getppid(), 1, 0, -1]
    return [library.kill(number, 9) for number in numbers]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
