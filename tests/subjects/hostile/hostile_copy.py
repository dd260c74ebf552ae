"""Returns an object that cannot be copied or pickled and holds itself."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile:
    def __init__(self) -> None:
        self.me = [self]

    def __reduce_ex__(self, protocol: object) -> str:
        raise SystemExit

    def __deepcopy__(self, memo: object) -> object:
        while True:
            pass


def attack() -> Hostile:
    return Hostile()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
