"""Branches on operands: everything can be reached except what says so."""

import sys

LIMIT = 250


def band(weight):
    if weight < 0:
        raise ValueError("weight is negative")
    if weight <= 20:
        return "letter"
    if weight > 4711:
        return "freight"
    return "parcel"


def is_password(text: str) -> bool:
    if len(text) != 9:
        return False
    if text.startswith("key-"):
        return text[4:] == "47-11"
    return False


def triangle(first: int, second: int, third: int) -> str:
    if first <= 0 or second <= 0 or third <= 0:
        return "impossible"
    if first == second and second == third:
        return "equilateral"
    if first == second or second == third or first == third:
        return "isosceles"
    return "scalene"


def capped(amount: int) -> int:
    while amount > LIMIT:
        amount -= LIMIT
    else:
        amount += 1
    return amount


def colour(code):
    match code:
        case "red" | "crimson":
            return 1
        case {"hex": str(text)}:
            return int(text, 16)
        case [red, green, blue]:
            return red + green + blue
        case _:
            return None


def platform_name() -> str:
    if sys.platform == "plan9":
        return "glenda"  # cannot be reached
    return "known"
