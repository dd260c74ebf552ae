"""Never comes to the end of its import."""

import time

HAZARD = "import"
EXPECT = ("import-hung",)


while True:
    try:
        time.sleep(3600)
    except BaseException:
        continue


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
