"""What follows a backslash: sets of characters, and characters by letter or number."""

from __future__ import annotations

import string

from aqe.booster.scanning.code_points import DIGIT, LAST, SPACE, WORD, Ranges, complement
from aqe.booster.scanning.refusal import PatternRefused

__all__ = ["character_escape", "set_escape"]

_SETS: dict[str, Ranges] = {
    "d": DIGIT,
    "s": SPACE,
    "w": WORD,
    "D": complement(DIGIT),
    "S": complement(SPACE),
    "W": complement(WORD),
}
_CONTROLS = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_HEXADECIMAL = {"x": 2, "u": 4, "U": 8}


def set_escape(letter: str) -> Ranges | None:
    """The set that the letter stands for behind a backslash, if any."""
    return _SETS.get(letter)


def character_escape(pattern: str, start: int, *, in_set: bool) -> tuple[int, int]:
    """The character whose escape begins at `start`, and where the escape ends.

    Raises:
        PatternRefused: No character is written like this.
    """
    letter = pattern[start + 1 : start + 2]
    if not letter:
        raise PatternRefused(pattern, start, "nothing behind the backslash", r"write \\ for one")
    if letter in _HEXADECIMAL:
        return _hexadecimal(pattern, start, _HEXADECIMAL[letter])
    if letter in string.digits:
        return _octal(pattern, start, in_set)
    if letter in _CONTROLS and (in_set or letter != "b"):
        return _CONTROLS[letter], start + 2
    if letter in string.ascii_letters:
        hint = r"write the character itself, or \x, \u or \U and its number"
        raise PatternRefused(pattern, start, f"unknown escape \\{letter}", hint)
    return ord(letter), start + 2


def _hexadecimal(pattern: str, start: int, length: int) -> tuple[int, int]:
    digits = pattern[start + 2 : start + 2 + length]
    if len(digits) < length or not all(each in string.hexdigits for each in digits):
        hint = f"\\{pattern[start + 1]} takes {length} hexadecimal digits"
        raise PatternRefused(pattern, start, "incomplete escape", hint)
    point = int(digits, 16)
    if point > LAST:
        raise PatternRefused(pattern, start, f"no character has the number {digits}")
    return point, start + 2 + length


def _octal(pattern: str, start: int, in_set: bool) -> tuple[int, int]:
    end = start + 1
    while end < min(start + 4, len(pattern)) and pattern[end] in string.octdigits:
        end += 1
    digits = pattern[start + 1 : end]
    if not digits or (not in_set and digits[0] != "0" and len(digits) < 3):
        hint = "write out what may be repeated, or compare groups of the match"
        raise PatternRefused(pattern, start, "a back-reference", hint)
    point = int(digits, 8)
    if point > 0o377:
        raise PatternRefused(pattern, start, f"the octal number {digits} is above 377")
    return point, end
