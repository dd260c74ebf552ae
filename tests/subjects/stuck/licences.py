"""Licence keys whose edition and seats stand behind digests of words."""

from __future__ import annotations

import hashlib

EDITIONS = {
    "0b1f1c5d": "trial",
    "a3c5f0e1": "team",
}


def fingerprint(word: str) -> str:
    """A short digest of a word."""
    return hashlib.blake2b(word.encode(), digest_size=4).hexdigest()


def register(word: str, edition: str) -> None:
    """Make an edition known under a word."""
    EDITIONS[fingerprint(word)] = edition


def unlock(word: str, key: str) -> dict:
    """What a word and its key open."""
    print_of_word = fingerprint(word)
    edition = EDITIONS.get(print_of_word)
    if edition is None:
        return {"open": False, "why": "unknown"}
    head, _, tail = key.partition(":")
    if fingerprint(head + word) != tail:
        return {"open": False, "why": "key"}
    if not head.isdigit():
        return {"open": False, "why": "seats"}
    seats = int(head)
    if edition == "trial":
        seats = min(seats, 3)
    elif edition == "team":
        if seats < 5:
            return {"open": False, "why": "too few"}
        if seats > 50:
            seats = 50
    elif edition == "site":
        seats *= 100
    else:
        edition = "other"
    if seats % 10 == 0:
        return {"open": True, "edition": edition, "seats": seats, "round": True}
    return {"open": True, "edition": edition, "seats": seats}
