"""Returns an object whose finaliser loops."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile:
    def __del__(self) -> None:
        for _ in range(10**7):
            pass
        raise RuntimeError("no")


def attack() -> Hostile:
    return Hostile()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
