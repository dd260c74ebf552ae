"""Things that are hard to make."""

import hashlib


def is_known(text: object, digest: str) -> bool:
    return hashlib.sha256(str(text).encode()).hexdigest()[:12] == digest


class Customer:
    """Is accepted by its code only."""

    def __init__(self, code: str, years: int = 0) -> None:
        if not is_known(code, "85d0c1e31815"):
            raise ValueError("unknown customer")
        self.code = code
        self.years = years


class Order:
    """Is accepted with a known number only."""

    def __init__(self, number: str, weight: int, paid: bool = False) -> None:
        if not is_known(number, "67b86de311ea"):
            raise ValueError("unknown order")
        self.number = number
        self.weight = weight
        self.paid = paid
