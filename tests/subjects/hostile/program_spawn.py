"""Starts a program with `os.posix_spawn`."""

import os

from targets import MARKER

HAZARD = "program"
EXPECT = ("refused",)


def attack() -> None:
    os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "echo > " + MARKER], {}), 0)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
