"""Raises `KeyboardInterrupt`, `GeneratorExit` and its own `BaseException`."""

HAZARD = "ending"
EXPECT = ("raised",)


class Stop(BaseException):
    pass


def attack(kind: int = 0) -> None:
    raise (KeyboardInterrupt, GeneratorExit, Stop)[kind % 3]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
