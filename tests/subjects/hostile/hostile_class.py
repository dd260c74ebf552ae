"""Returns an object that lies about its class."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile:
    @property
    def __class__(self) -> type:
        raise RuntimeError("no")


class Liar(int):
    @property
    def __class__(self) -> type:
        return str


def attack() -> list:
    return [Hostile(), Liar(3)]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
