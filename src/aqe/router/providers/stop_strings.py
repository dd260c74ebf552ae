"""Ends a text that comes in pieces where a stop string is complete; what might begin one is held back."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["StopStrings", "sent_stops"]


class StopStrings:
    """Lets text through until one of the strings is complete.

    The string that is complete first ends the text, of two that are complete at once the one that began
    first; how the text was cut into pieces makes no difference.
    """

    def __init__(self, stops: Iterable[str]) -> None:
        self._stops = tuple(each for each in stops if each)
        self._held = ""
        self.is_met = False
        """Whether the text has ended."""

    def feed(self, piece: str) -> str:
        """Take the next piece; gives what may be shown."""
        if self.is_met:
            return ""
        text = self._held + piece
        found = [(at + len(each), at) for each in self._stops if (at := text.find(each)) >= 0]
        if found:
            self.is_met, self._held = True, ""
            return text[: min(found)[1]]
        kept = max((_begun(text, each) for each in self._stops), default=0)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept]

    def rest(self) -> str:
        """What was held back, when no more comes."""
        rest, self._held = self._held, ""
        return rest


def sent_stops(stops: Iterable[str], limit: int) -> list[str]:
    """Stop texts that a provider is asked to watch for; `StopStrings` watches for all of them."""
    return [each for each in stops if each.strip()][:limit]


def _begun(text: str, stop: str) -> int:
    """How many characters at the end of the text begin the string."""
    for length in range(min(len(text), len(stop) - 1), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
