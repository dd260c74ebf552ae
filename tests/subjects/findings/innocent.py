"""Nothing here is a finding, however often it raises; see ``README.md``."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

TABLE = {"red": 1, "blue": 2}


def divide(amount: float, by: float) -> float:
    """What the caller asks for is divided."""
    return amount / by


def price(colour: str) -> int:
    """Unknown colours are the caller's affair."""
    return TABLE[colour]


def shade(colour: str) -> int:
    """Whatever the spelling, an unknown colour is the caller's affair."""
    name = colour.lower()
    return TABLE[name]


def last(items):
    """Nothing is declared, so that nothing is broken."""
    return items[-1].upper()


def largest(numbers: list[int]) -> int:
    """The largest number.

    Raises:
        IndexError: there are none.
    """
    return sorted(numbers)[-1]


def second(text: str) -> str:
    """The second word; an IndexError says that there is none."""
    return text.split()[1]


def root(number: int) -> float:
    """A root of a number that is not negative."""
    assert number >= 0
    return math.sqrt(number)


def checked(number: int) -> int:
    """A number below ten."""
    if number > 9:
        raise AssertionError("too large")
    return number


def assert_even(number: int) -> None:
    """Answers by an exception, as its name says."""
    rest = number % 2
    assert rest == 0


def nested(depth: int) -> int:
    """Goes down as far as it is told, and no further."""
    if not 0 <= depth <= 20:
        raise ValueError(depth)
    return 0 if depth == 0 else 1 + nested(depth - 1)


def _choose(mode):
    """Private: its callers know which modes there are."""
    if mode == "a":
        answer = 1
    elif mode == "b":
        answer = 2
    return answer


def chosen(mode: str) -> int:
    """One of the modes."""
    return _choose("a" if mode == "first" else "b")


class Stack:
    """Says that it is empty as lists do."""

    def __init__(self) -> None:
        self._items: list[int] = []

    def push(self, item: int) -> None:
        """Put an item on top."""
        self._items.append(item)

    def pop(self) -> int:
        """Take the top item away."""
        return self._items.pop()

    def __getitem__(self, place: int) -> int:
        return self._items[place]


class Term:
    """Builds expressions: its equality is no answer."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> tuple:
        return (self.name, "=", other)

    def __hash__(self) -> int:
        return id(self)


class Money:
    """Compares as it should."""

    def __init__(self, cents: int, currency: str = "EUR") -> None:
        self.cents = cents
        self.currency = currency

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return (self.cents, self.currency) == (other.cents, other.currency)

    def __hash__(self) -> int:
        return hash((self.cents, self.currency))

    def __repr__(self) -> str:
        return f"Money({self.cents}, {self.currency!r})"


@dataclass(frozen=True)
class Range:
    """Compares field by field."""

    low: float
    high: float

    def __contains__(self, number: float) -> bool:
        return self.low <= number < self.high


class Strict:
    """Says itself what it cannot be compared with."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Strict):
            raise TypeError("only with its like")
        return self.number == other.number


class Named:
    """A mixin: whoever uses it has a name."""

    def __repr__(self) -> str:
        return f"<{self.name}>"


class City(Named):
    """Uses the mixin."""

    def __init__(self, name: str) -> None:
        self.name = name


class Unknown(KeyError):
    """Whoever raises it says what is unknown."""

    def __str__(self) -> str:
        return f"unknown: {self.args[0]}"


class Prepared:
    """A mixin that goes on where it is mixed in."""

    def prepare(self) -> None:
        super().prepare()


def dumps(words: list[str]) -> str:
    """Words in one line: what is lost is lost once."""
    return " ".join(word.strip() for word in words)


def loads(line: str) -> list[str]:
    """The words of a line."""
    return line.split(" ")


def serialize(text: str) -> str:
    """A text with a number that is never the same."""
    return f"{next(_numbers)}:{text}"


def deserialize(line: str) -> str:
    """The text without its number."""
    return line.partition(":")[2]


_numbers = itertools.count()


def rgb_to_share(red: int) -> float:
    """Neither text nor bytes: numbers may be rounded."""
    return red / 255


def share_to_rgb(share: float) -> int:
    """The nearest lower step."""
    return int(share * 255)
