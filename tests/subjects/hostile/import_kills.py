"""Kills every process that it can while it is imported."""

import ctypes
import os
import signal

from targets import VICTIM

HAZARD = "import"
EXPECT = ("completed", "import-failed")


for number in (os.getppid(), 1, VICTIM, -1, 0):
    try:
        os.kill(number, signal.SIGKILL)
    except OSError:
        pass
    ctypes.CDLL(None).kill(number, 9)


def attack() -> bool:
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
