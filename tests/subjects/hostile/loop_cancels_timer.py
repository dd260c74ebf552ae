"""Cancels the timers, then loops."""

import signal

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF, signal.ITIMER_VIRTUAL):
        signal.setitimer(timer, 0)
    signal.alarm(0)
    while True:
        pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
