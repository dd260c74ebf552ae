"""Forks twice and leaves its session to outlive us."""

import os
import time

HAZARD = "left behind"
EXPECT = ("refused", "raised", "crashed", "completed")


def attack() -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
