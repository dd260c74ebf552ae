"""Forks a daemon while it is imported."""

import os
import time

HAZARD = "left behind"
EXPECT = ("completed", "import-failed")


if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(3600)
    os._exit(0)


def attack() -> bool:
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
