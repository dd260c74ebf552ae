"""Reads secrets from the environment."""

import os

HAZARD = "secret"
EXPECT = ("completed",)


def attack() -> str:
    with open("/proc/self/environ") as file:
        return repr(sorted(os.environ.items())) + file.read()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
