"""Installs a tracer and a profiler that raise."""

import sys
import threading

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    def trace(*arguments: object) -> None:
        raise RuntimeError("traced")

    threading.settrace(trace)
    sys.setprofile(trace)
    sys.settrace(trace)
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
