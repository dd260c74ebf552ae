"""Replaces `open`."""

import builtins
import io
import os

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    builtins.open = lambda *arguments, **options: None
    io.open = builtins.open
    os.open = builtins.open
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
