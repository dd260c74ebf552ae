"""Reads and writes the memory of other processes."""

import ctypes
import os

from targets import VICTIM

HAZARD = "secret"
EXPECT = ("raised", "completed", "refused")


def attack() -> list:
    library = ctypes.CDLL(None)
    numbers = [os.getppid(), 1, 2, VICTIM]
    return [library.open(b"/proc/%d/mem" % number, os.O_RDWR) for number in numbers]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
