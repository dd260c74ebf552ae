"""Calls `os._exit` with status 0."""

import os

HAZARD = "ending"
EXPECT = ("crashed",)


def attack() -> None:
    os._exit(0)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
