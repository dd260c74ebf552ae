"""Prints without end while it is imported."""

HAZARD = "import"
EXPECT = ("import-hung", "import-failed")


while True:
    print("x" * 65536)


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
