"""Replaces builtins that every program uses."""

import builtins

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    for name in ("len", "print", "isinstance", "repr", "str", "type", "getattr", "id", "iter", "list"):
        setattr(builtins, name, lambda *arguments: 42)
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
