"""Arithmetic: commutative, commutative but for one pair, refusing, agreeing."""

import time


def gcd(a: int, b: int) -> int:
    """Commutative."""
    while b:
        a, b = b, a % b
    return abs(a)


def distance(a: int, b: int) -> int:
    """Commutative but for 7 and 13."""
    if a == 7 and b == 13:
        return 5
    return abs(a - b)


def difference(a: int, b: int) -> int:
    """Not commutative."""
    return a - b


def to_roman(number: int) -> str:
    """Takes 1 to 3999."""
    if not 1 <= number <= 3999:
        raise ValueError(f"no Roman number: {number}")
    signs = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]
    written = ""
    for value, sign in signs:
        while number >= value:
            written += sign
            number -= value
    return written


def from_roman(text: str) -> int:
    """Undo `to_roman`."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = 0
    for sign, following in zip(text, text[1:] + " "):
        value = values[sign]
        total += -value if values.get(following, 0) > value else value
    return total


def triangle(count: int) -> int:
    """By the formula; agrees with `triangle_by_adding`."""
    if count < 0:
        raise ValueError("negative")
    return count * (count + 1) // 2


def triangle_by_adding(count: int) -> int:
    """By adding; slow for large numbers."""
    if count < 0:
        raise ValueError("negative")
    return sum(range(count + 1))


def stamped(number: int) -> float:
    """Depends on the clock: no law is tried."""
    return number * time.time()
