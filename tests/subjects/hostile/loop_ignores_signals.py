"""Ignores every signal that could interrupt it, then loops."""

import signal

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    for number in (signal.SIGALRM, signal.SIGPROF, signal.SIGVTALRM, signal.SIGXCPU, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
