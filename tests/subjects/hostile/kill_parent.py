"""Kills its parent."""

import os
import signal

HAZARD = "process"
EXPECT = ("refused",)


def attack() -> None:
    os.kill(os.getppid(), signal.SIGKILL)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
