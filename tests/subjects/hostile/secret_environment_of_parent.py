"""Reads the environment of its parents and of every process."""

import os

HAZARD = "secret"
EXPECT = ("raised", "completed", "refused")


def attack() -> list:
    found = []
    for name in sorted(os.listdir("/proc")):
        if name.isdigit():
            try:
                with open("/proc/%s/environ" % name) as file:
                    found.append(file.read())
            except OSError:
                continue
    return found


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
