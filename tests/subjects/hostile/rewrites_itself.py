"""Changes its own source and a neighbour's."""

HAZARD = "file"
EXPECT = ("refused",)


def attack() -> None:
    with open(__file__, "a") as file:
        file.write("# changed")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
