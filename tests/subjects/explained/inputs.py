"""Code that waits for a value which nobody finds: of another shape, past an exception, behind a digest."""

import hashlib
from abc import ABC, abstractmethod


def _is_known(text: object) -> bool:
    return hashlib.sha256(str(text).encode()).hexdigest() == "0" * 64


class Safe:
    """Opens for one key only."""

    def __init__(self, key: str) -> None:
        if not _is_known(key):  # why true: unmet-condition
            raise ValueError("not the key")
        self.key = key  # why: unmet-condition

    def open(self) -> str:
        return self.key  # why: never-entered


class Shape(ABC):
    """Has an area that nobody asks for through ``super()``."""

    @abstractmethod
    def area(self) -> float:
        return 0.0  # why: never-entered


def product(matrix):
    result = matrix @ matrix @ matrix
    return result.trace()  # why: wrong-shape


def checked(text: str) -> None:
    if not _is_known(text):  # why true: unmet-condition
        raise LookupError("unknown")


def welcome(text: str) -> str:
    checked(text)
    return f"welcome {text}"  # why: ended-before


def gate(text: str, times: int) -> str:
    if times > 2 and _is_known(text):  # why true: unmet-condition
        return "open"  # why: unmet-condition
    return "closed"


def count(words: list[str]) -> int:
    found = 0
    for _ in [each for each in words if _is_known(each)]:  # why true: unmet-condition
        found += 1  # why: unmet-condition
    return found


def number(text: str) -> int:
    try:
        return int(text)
    except RecursionError:
        return 0  # why: unmet-condition
    except ValueError:
        return -1


def wait(text: str) -> str:
    while not _is_known(text):  # why: too-slow, why true: too-slow, why false: too-slow
        pass  # why: too-slow
    return "at last"  # why: too-slow


def keeper():
    def inner(text: str) -> str:
        return text  # why: never-entered

    inner.__name__ = "hidden"
    return None
