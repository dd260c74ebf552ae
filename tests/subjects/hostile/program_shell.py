"""Starts a program with `os.system` and `os.popen`."""

import os

from targets import MARKER

HAZARD = "program"
EXPECT = ("refused",)


def attack() -> None:
    try:
        os.system("echo > " + MARKER)
    finally:
        os.popen("echo > " + MARKER).close()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
