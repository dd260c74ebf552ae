"""Waits for ever and swallows every interruption."""

import time

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    while True:
        try:
            time.sleep(3600)
        except BaseException:
            continue


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
