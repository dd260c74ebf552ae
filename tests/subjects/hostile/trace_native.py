"""Attaches to another process as a debugger."""

import ctypes

from targets import VICTIM

HAZARD = "process"
EXPECT = ("raised", "completed")


def attack() -> list:
    library = ctypes.CDLL(None)
    numbers = [VICTIM, library.getppid(), 1]
    return [library.ptrace(16, number, None, None) for number in numbers]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
