"""Conversions of texts: idempotent, idempotent for ASCII only, of one length, of none of these."""


def squeeze(text: str) -> str:
    """Idempotent for every text."""
    return " ".join(text.split())


def unmark(text: str) -> str:
    """Drops one leading character that is not ASCII: idempotent for ASCII only."""
    if text[:1] > "\x7f":
        return text[1:]
    return text.rstrip("!")


def shout(text: str) -> str:
    """Not idempotent for any text."""
    return text + "!"


def mirror(text: str) -> str:
    """Undoes itself, and keeps the length."""
    return text[::-1]


def greet(name: str) -> str:
    """Always the same: no law says anything of it."""
    return "hello"


def same(text: str) -> str:
    """Returns what it is given: no law says anything of it."""
    return text
