"""Backtracks in a regular expression for longer than anybody waits."""

import re

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> bool:
    return re.fullmatch(r"(a+)+b", "a" * 64) is not None


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
