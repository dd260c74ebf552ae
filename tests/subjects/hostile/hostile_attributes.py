"""Returns an object that invents every attribute and loops in some."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile:
    def __getattribute__(self, name: str) -> object:
        if name == "__dict__":
            while True:
                pass
        return Hostile()

    def __len__(self) -> int:
        return 2**62

    def __iter__(self) -> "Hostile":
        return self

    def __next__(self) -> int:
        return 1


def attack() -> Hostile:
    return Hostile()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
