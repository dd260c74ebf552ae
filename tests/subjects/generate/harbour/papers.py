"""Papers of ships: a format with many parts, terms one behind another, and cargo that refuses to be read."""

from __future__ import annotations

import re

_ENTRY = re.compile(
    r"""
    ^ (?P<day> \d{4} - \d{2} - \d{2} )                      # when the ship came
    (?: \s+ (?P<name> [A-Z][a-z]+ (?: \s [A-Z][a-z]+ )? ) )?  # which ship it is, in one or two words
    (?: \s+ berth \s+ (?P<berth> \d+ ) )?                   # where it lies until it leaves
    (?: ; \s* (?P<note> [^;]+ ) )?                          # what else there is to say about it
    $
    """,
    re.VERBOSE,
)
_SEAL = re.compile(rb"seal:[0-9]{2}")


def entry(text: str) -> dict[str, str]:
    """The parts of a line in the book of the harbour."""
    match = _ENTRY.match(text)
    if match is None:
        raise ValueError("no entry")
    found = {"day": match.group("day")}
    if match.group("name"):
        found["name"] = match.group("name")
    berth = match.group("berth")
    if berth:
        found["berth"] = berth
    note = match.group("note")
    if note is not None:
        found["note"] = note
    return found


def sealed(letter: bytes) -> bool:
    """Whether a letter bears a seal."""
    if _SEAL.search(letter):
        return True
    return False


def terms(offer: str) -> dict[str, int]:
    """What is asked for behind the name of a ship."""
    found = {}
    for part in [each.strip() for each in offer.split(";")][1:]:
        if part.startswith("insured_for_voyage"):
            found["insured"] = 1
        elif part.startswith("draught_in_metres"):
            if "=" in part:
                found["draught"] = int(part.split("=", 1)[1])
            else:
                found["draught"] = 0
    return found


def label(cargo: object) -> str:
    """What is written on a chest."""
    try:
        text = str(cargo)
    except Exception:
        text = "unreadable"
    return text


def listed(**chests: int) -> list[str]:
    """Chests by name."""
    found = []
    for name, weight in chests.items():
        found.append(f"{name} {weight}")
    return found


def width(place) -> int:
    """How many metres a place at the quay is wide."""
    if place.first_metre <= place.last_metre and place.takes(place.first_metre):
        return place.last_metre - place.first_metre
    return 0
