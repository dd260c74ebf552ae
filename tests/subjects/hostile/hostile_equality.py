"""Returns an object that equals everything and cannot be hashed."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile:
    def __eq__(self, other: object) -> bool:
        raise SystemExit("no")

    __ne__ = __eq__

    def __hash__(self) -> int:
        raise KeyboardInterrupt

    def __bool__(self) -> bool:
        raise RuntimeError("no")


def attack() -> Hostile:
    return Hostile()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
