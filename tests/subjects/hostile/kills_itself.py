"""Kills its own process."""

import os
import signal

HAZARD = "ending"
EXPECT = ("crashed",)


def attack() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
