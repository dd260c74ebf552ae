"""Kills a process of somebody else."""

import os
import signal

from targets import VICTIM

HAZARD = "process"
EXPECT = ("refused",)


def attack() -> None:
    os.kill(VICTIM, signal.SIGKILL)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
