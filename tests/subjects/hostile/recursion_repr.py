"""Returns an object whose `repr` recurses without end."""

HAZARD = "recursion"
EXPECT = ("completed",)


class Endless:
    def __repr__(self) -> str:
        return repr(self)


def attack() -> Endless:
    return Endless()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
