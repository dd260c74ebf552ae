"""Where a hole stands: what the text before it means in the language of the template.

A lexer reads the text one character at a time; where it cannot know (sections that may be there or
not, a slash that may divide or begin a pattern), it goes on in several states at once, and a hole is
only filled where all of them agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from aqe.booster.reference.quoting import Quoting

__all__ = ["LOST", "WORDS", "Lexer", "NotHere", "Place", "State", "escape_left", "is_word"]

State = tuple[object, ...]
LOST: State = ("lost",)
"""The text is not understood; only names and what is marked as raw can stand there."""


WORDS = frozenset({Quoting.NAME, Quoting.NAME_PART, Quoting.DOTTED, Quoting.NUMBER})
"""What writes letters, digits and a few signs only, never nothing, and so is safe everywhere."""


class NotHere(Exception):
    """No value can stand at a place; the text says why, the hint what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Place:
    """What may be written at a place."""

    quoting: Quoting
    """Of a value, where the hole names none."""
    is_value: bool
    """Whether a literal stands there; else the hole is inside a text or a comment."""


class Lexer(Protocol):
    """Reads one language."""

    def start(self) -> State:
        """The state at the beginning of a file."""

    def read(self, state: State, character: str) -> Iterable[State]:
        """The states behind a character; none where the text cannot be of the language."""

    def place(self, state: State) -> Place:
        """What may be written in a state.

        Raises:
            NotHere: Nothing but a name or raw text.
        """

    def follows_word(self, state: State) -> bool:
        """Whether letters behind it belong to a name that has begun."""

    def behind(self, state: State, quoting: Quoting) -> Iterable[State]:
        """The states behind what a hole wrote.

        Raises:
            NotHere: It must not be followed.
        """


def is_word(character: str) -> bool:
    """Whether a character may be part of a name, or of the prefix of a string."""
    return character.isalnum() or character in "_$" or character > "\x7f"


_HEXADECIMAL = {"x": "hh", "u": "hhhh", "U": "hhhhhhhh"}


def escape_left(left: str, character: str) -> str | None:
    """What is still to come of an escape.

    Args:
        left: What was to come before: a backslash where nothing but the backslash was read,
            else ``h`` and ``o`` for digits, braces for a name or a code point.
        character: The next character of the text.

    Returns:
        Empty where the escape is whole; None where the character is not a part of it.
    """
    if left == "\\":
        if character in "01234567":
            return "oo"
        return "{" if character == "N" else _HEXADECIMAL.get(character, "")
    if left == "}":
        return "" if character == "}" else "}" if character.isalnum() or character in " -" else None
    if character == "{" and left in ("{", "hhhh"):
        return "}"
    digits = "01234567" if left[0] == "o" else "0123456789abcdefABCDEF"
    return left[1:] if left != "{" and character in digits else None
