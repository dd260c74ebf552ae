"""Code that no execution of the module reaches as it stands."""

import sys
import typing as t
from typing import NoReturn

if t.TYPE_CHECKING:  # why true: unreachable
    from decimal import Decimal  # why: unreachable

DEBUG = 0
LEVEL = 3


def trace(text: str) -> str:
    if DEBUG:  # why true: unreachable
        print(text)  # why: unreachable
    return text


def level(number: int) -> int:
    if LEVEL > 4 and number > 0:  # why true: unreachable
        return number  # why: unreachable
    return LEVEL


def fail(text: str) -> NoReturn:
    raise ValueError(text)


def leave(code: int) -> None:
    sys.exit(code)
    print("left")  # why: unreachable


def give_up(text: str) -> int:
    fail(text)
    return len(text)  # why: unreachable


def twice(number: int) -> int:
    return number * 2  # why: unreachable


def twice(number: int) -> int:  # noqa: F811
    return number + number


if __name__ == "__main__":  # why true: import-time
    print(twice(2))  # why: import-time
