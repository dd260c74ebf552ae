"""Raises while it is imported."""

HAZARD = "import"
EXPECT = ("import-failed",)


raise RuntimeError("not today")


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
