"""Reads standard input."""

import sys

HAZARD = "input"
EXPECT = ("raised", "completed")


def attack() -> str:
    return input("Your name? ") + sys.stdin.read()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
