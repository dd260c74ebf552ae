"""Returns an object whose `repr`, `str` and `format` raise."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError("no")

    __str__ = __repr__

    def __format__(self, kind: str) -> str:
        raise RuntimeError("no")


def attack() -> Hostile:
    return Hostile()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
