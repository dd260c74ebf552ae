"""Tariffs: what is wrong shows to the caller, in odd white space, in parts of numbers, beside strangers."""

from __future__ import annotations


def surcharges(rates: dict[str, int], extra: int = 1) -> list[str]:
    """What is to be paid on top, by name."""
    found = dict(rates)
    for name in found:
        found[name] += extra
    return [f"{name}: {found[name]}" for name in sorted(found)]


def zone(label: str) -> str:
    """The zone that a label names.

    >>> zone("Zone 3b")
    '3b'
    >>> zone("the Zone 12 east")
    '12'
    """
    words = label.split()
    place = words.index("Zone") if "Zone" in words else -1
    if place < 0 or place + 1 >= len(words):
        return ""
    return words[place + 1].rstrip(".")


def minutes(text: str) -> int:
    """The whole minutes of a time in hours.

    >>> minutes("2h")
    120
    """
    hours = text.strip().removesuffix("h")
    return int(float(hours) * 60) if hours else 0


def excerpt(text: str, size: int = 0, end: str = "") -> str:
    """The first words of a text, with a mark where it goes on."""
    words = text.split()
    if size and len(words) > size:
        return " ".join(words[:size]) + end
    return text


def without(text: str, names: tuple[str, ...] = ()) -> str:
    """The words of a text that are not among some names."""
    return " ".join(each for each in text.split() if each.lower() not in names)


class Fare:
    """A price for a zone."""

    def __init__(self, zone: str, cents: int) -> None:
        self.zone = zone
        self.cents = cents

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fare):
            return False
        return (self.zone, self.cents) == (other.zone, other.cents)

    def reduced(self) -> Fare:
        """Half of it, of the same kind."""
        return type(self)(self.zone, self.cents // 2)

    def __hash__(self) -> int:
        return hash((self.zone, self.cents))
