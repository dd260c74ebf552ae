"""Kills every process of the user."""

import os
import signal

HAZARD = "process"
EXPECT = ("refused",)


def attack() -> None:
    os.kill(-1, signal.SIGKILL)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
