"""A shelf of small things whose usual faults need a special input, not a special line."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"^[a-z]+://[a-z\d][a-z\d.-]*\.[a-z]{2,6}(:\d{2,})?$")
PLURALS = [
    (r"(quiz)$", r"\1zes"),
    (r"^(ox)$", r"\1en"),
    (r"(matr)ix$", r"\1ices"),
    (r"s$", "s"),
    (r"$", "s"),
]


def joined(words: list[str], separator: str = " ") -> str:
    """The words, quoted where they hold a blank."""
    return separator.join(f'"{each}"' if " " in each else each for each in words)


def titled(text: str) -> str:
    """Every word with a capital."""
    return re.sub(r"\b\w", lambda found: found[0].upper(), text.lower())


def plural(word: str) -> str:
    """The plural by the first rule that fits."""
    for pattern, ending in PLURALS:
        if re.search(pattern, word):
            return re.sub(pattern, ending, word)
    return word


def is_address(text: str) -> bool:
    """Whether a text is an address with a scheme and a host."""
    return bool(ADDRESS.search(text))


def removed(names: set[str], name: object) -> set[str]:
    """The names without one of them."""
    if name not in names:
        raise KeyError("no name {}".format(name))
    return names - {name}


class Place:
    """A place in a tree."""

    def __init__(self, path: str) -> None:
        self.parts = path.split("/")

    def contains(self, other: Place) -> bool:
        """Whether another place lies here or below."""
        return other.parts[: len(self.parts)] == self.parts


class Recent:
    """Values by key, the one that was set last at the end."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def set(self, key: str, value: object) -> None:
        """Keep a value."""
        if key in self.values:
            del self.values[key]
        self.values[key] = value

    def keys(self) -> list[str]:
        """The keys, oldest first."""
        return list(self.values)
