"""Stops its own process, so that it never answers."""

import os
import signal

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
