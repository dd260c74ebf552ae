"""Faults that the server plays, and plans that say which request meets which."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from enum import StrEnum

from aqe.testing.models.talk import Asked

__all__ = ["Fault", "FaultPlan", "no_faults", "seeded_faults"]


class Fault(StrEnum):
    """What can go wrong with one answer."""

    LIMITED_SECONDS = "429-seconds"
    """Too many requests, `Retry-After` as seconds."""
    LIMITED_DATE = "429-date"
    """The same as a date."""
    LIMITED = "429"
    """The same without `Retry-After`."""
    ERROR_500 = "500"
    ERROR_502 = "502"
    ERROR_503 = "503"
    """With `Retry-After`."""
    ERROR_529 = "529"
    SLOW_START = "slow-start"
    """Nothing for a while, then the answer."""
    SLOW_DRIP = "slow-drip"
    """A pause between any two pieces."""
    HANG = "hang"
    """Nothing at all until the client goes away."""
    HANG_HALFWAY = "hang-halfway"
    """Half of the answer, then nothing until the client goes away."""
    CUT_AT_ONCE = "cut-at-once"
    """The connection is closed before any header."""
    CUT_AFTER_HEADERS = "cut-after-headers"
    CUT_HALFWAY = "cut-halfway"
    CUT_BEFORE_USAGE = "cut-before-usage"
    """All of the text and why it ended, then the connection is closed."""
    HALF_STREAM = "half-stream"
    """Half of the answer, then a proper end of the response."""
    EMPTY_STREAM = "empty-stream"
    """A proper response without any event."""
    MALFORMED_EVENT = "malformed-event"
    """Half of the answer, then an event that is no JSON."""
    MALFORMED_SHAPE = "malformed-shape"
    """Events that are JSON, and nothing of the protocol."""
    MALFORMED_BODY = "malformed-body"
    """Bytes that are neither UTF-8 nor events."""
    WRONG_TYPE = "wrong-type"
    """A page of HTML with status 200."""
    ERROR_AS_JSON = "error-as-json"
    """Status 200, and an error object where the events should be."""
    ERROR_IN_STREAM = "error-in-stream"
    """Half of the answer, then an error object as an event."""
    USAGE_NEGATIVE = "usage-negative"
    USAGE_ABSURD = "usage-absurd"
    USAGE_TEXT = "usage-text"
    """Counts as texts."""
    USAGE_MISSING = "usage-missing"
    USAGE_CACHED = "usage-cached"
    """More tokens from the cache than there were."""
    REDIRECT = "redirect"
    """To another host."""
    UNAUTHORIZED = "401"
    NO_MONEY = "402"
    NOT_FOUND = "404"


FaultPlan = Callable[[Asked], Fault | None]
"""Which fault a question meets; None: none."""


def no_faults(asked: Asked) -> Fault | None:
    """Everything works."""
    return None


def seeded_faults(seed: int, share: float, faults: Sequence[Fault]) -> FaultPlan:
    """A plan in which a share of all questions meets one of these faults.

    What a question meets depends on the seed, the model, the prompt and how often it was asked, and
    on nothing else: neither on the order in which questions arrive nor on time.
    """
    chosen = tuple(faults)

    def plan(asked: Asked) -> Fault | None:
        text = f"{seed}\0{asked.dialect}\0{asked.model}\0{asked.nth}\0{asked.prompt}"
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if int.from_bytes(digest[:8], "big") >= share * 2**64:
            return None
        return chosen[int.from_bytes(digest[8:16], "big") % len(chosen)]

    return plan
