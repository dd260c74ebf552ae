"""Finds every dictionary and function of the process and spoils them."""

import gc
import types

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    for found in gc.get_objects():
        if type(found) is dict and "candidate" in found:
            found.clear()
        if type(found) is types.FunctionType and found.__module__ != __name__:
            try:
                found.__code__ = (lambda *arguments, **options: None).__code__
            except Exception:
                continue
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
