"""Replaces `__import__` and empties the import path."""

import builtins
import sys

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    def refuse(*arguments: object, **options: object) -> None:
        raise ImportError("no more imports")

    builtins.__import__ = refuse
    sys.path[:] = []
    sys.meta_path[:] = []
    sys.path_hooks[:] = []
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
