"""Returns an object of a class whose class raises at every question."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Meta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        raise RuntimeError("no")

    def __subclasscheck__(cls, subclass: type) -> bool:
        raise RuntimeError("no")

    @property
    def __name__(cls) -> str:
        raise RuntimeError("no")


class Hostile(metaclass=Meta):
    __module__ = property(lambda self: 1 / 0)


def attack() -> Hostile:
    return Hostile()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
