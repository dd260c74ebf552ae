"""Starts a program with `subprocess`."""

import subprocess

from targets import MARKER

HAZARD = "program"
EXPECT = ("refused",)


def attack() -> None:
    subprocess.run(["/bin/sh", "-c", "echo > " + MARKER], check=True)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
