"""What stands right before a hole in code, and what may not stand there, the same in each language."""

from __future__ import annotations

from aqe.booster.templates.places import NotHere, State

__all__ = ["CLOSED", "UNKNOWN", "USE_NAME", "VALUE", "adjacent", "follows_word"]

UNKNOWN = "?"
"""A word that is not known, such as one that a hole has written."""
CLOSED = '"'
"""The end of a string."""
VALUE = "'"
"""A value that a hole has written. Like the others it is no letter: a name of the file may be `value`."""
USE_NAME = "write ${name|name} where a name is meant, or put a space or an operator between"


def follows_word(state: State) -> bool:
    """See `Lexer.follows_word`."""
    return state[0] == "code" and state[1] not in ("", CLOSED, VALUE)


def adjacent(before: str) -> NotHere:
    """Why a value may not stand right behind what is before it."""
    if before == VALUE:
        return NotHere("two values stand side by side", USE_NAME)
    if before == CLOSED:
        return NotHere("a value stands right behind a string", "put an operator or a comma between")
    return NotHere("a value stands right behind a name", USE_NAME)
