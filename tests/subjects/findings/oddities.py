"""Every function and class here does wrong in one way that a search can meet; see ``README.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass


def mean(numbers: list[int]) -> float:
    """The mean of some numbers."""
    return sum(numbers) / len(numbers)  # unpromised-exception: none of them


def median(numbers: list[int]) -> int:
    """The number in the middle."""
    middle = len(numbers) // 2
    return sorted(numbers)[middle]  # unpromised-exception: none of them


def first_word(text: str) -> str:
    """The first word of a text."""
    return re.match(r"\w+", text).group()  # unpromised-exception: no word


def sign(number: int) -> str:
    """A sign in words."""
    if number > 0:
        word = "plus"
    elif number < 0:
        word = "minus"
    return word  # unbound-name: zero


def total(prices: list[int]) -> int:
    """A total with tax."""
    return sum(prices) + taks(prices)  # unbound-name: a typing error


def depth(number: int) -> int:
    """How often a number can be halved."""
    if number == 1:
        return 0
    return 1 + depth(number // 2)  # endless-recursion: zero stays zero


def shares(amount: int, parts: int) -> list[int]:
    """An amount in equal parts."""
    if parts < 1:
        raise ValueError("at least one part")
    found = [amount // parts] * parts
    assert sum(found) == amount  # failed-assertion: a rest is lost
    return found


class Version:
    """A version whose hash knows more than its equality."""

    def __init__(self, major: int, label: str = "") -> None:
        self.major = major
        self.label = label

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Version):
            return NotImplemented
        return self.major == other.major

    def __hash__(self) -> int:
        return hash((self.major, self.label))  # broken-hash


class Point:
    """A point that cannot be compared with anything else."""

    def __init__(self, x: int, y: int) -> None:
        self.x = x
        self.y = y

    def __eq__(self, other: object) -> bool:
        return (self.x, self.y) == (other.x, other.y)  # broken-equality: other types


class Place(Point):  # inherits broken-equality: told once
    """A point with a name."""


class Never:
    """Equal to nothing, itself included."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return False  # broken-equality: not even to itself


@dataclass
class Label:
    """A label that cannot always be shown."""

    text: str = ""

    def __repr__(self) -> str:
        return f"Label starting with {self.text[0]}"  # broken-representation: no text


def encode(text: str) -> str:
    """A text for a line of a file."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")  # unstable-serialisation: see decode


def decode(line: str) -> str:  # told once: it leaves what encode has doubled
    """The text of a line of a file."""
    return line.replace("\\n", "\n")


class Route:
    """A way from one place to another."""

    def __init__(self, start: str, end: str) -> None:
        self.start = start
        self.end = end

    def to_text(self) -> str:
        """Both places."""
        return f"{self.start}>{self.end}"  # unstable-serialisation: the end gets a space each time

    @classmethod
    def from_text(cls, text: str) -> Route:
        """The way that a text tells."""
        start, _, end = text.partition(">")
        return cls(start, f"{end} ")
