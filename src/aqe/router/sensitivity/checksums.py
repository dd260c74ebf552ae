"""Check digits as standards and authorities define them; pure arithmetic on strings of digits."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "iso7064_mod11_2",
    "iso7064_mod11_10",
    "iso7064_mod97_10",
    "luhn",
    "verhoeff",
    "weighted",
]


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Sum of the digits times their weights."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """Whether the last digit fits the others: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iso7064_mod97_10(text: str) -> bool:
    """Whether letters and digits fit the pair of check digits at their end: ISO/IEC 7064, MOD 97-10."""
    return int("".join(str(int(character, 36)) for character in text)) % 97 == 1


def iso7064_mod11_10(digits: str) -> bool:
    """Whether the last digit fits the others: ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (product + int(digits[-1])) % 10 == 1


def iso7064_mod11_2(text: str) -> bool:
    """Whether the last digit, or X, fits the others: ISO/IEC 7064, MOD 11-2."""
    total = 0
    for digit in text[:-1]:
        total = (total + int(digit)) * 2 % 11
    return (total + (10 if text[-1] in "Xx" else int(text[-1]))) % 11 == 1


_PRODUCT = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def verhoeff(digits: str) -> bool:
    """Whether the last digit fits the others: J. Verhoeff, "Error Detecting Decimal Codes", 1969."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total = int(_PRODUCT[total][int(_PERMUTED[place % 8][int(digit)])])
    return total == 0
