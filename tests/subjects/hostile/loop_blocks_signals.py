"""Blocks every signal, then loops."""

import signal

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
