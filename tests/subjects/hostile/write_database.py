"""Creates a database outside."""

import sqlite3

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused", "raised")


def attack() -> None:
    sqlite3.connect(OUTSIDE_FILE + ".db").execute("create table t (a)")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
