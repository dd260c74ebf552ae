"""Empties the environment and changes the time zone and the locale."""

import locale
import os
import time

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    os.environ.clear()
    os.environ["TZ"] = "Pacific/Kiritimati"
    time.tzset()
    locale.setlocale(locale.LC_ALL, "C")
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
