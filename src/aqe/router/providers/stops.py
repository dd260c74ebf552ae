"""Ends an answer at a stop text, for providers that do not, or not for so many of them."""

from __future__ import annotations

__all__ = ["StopFilter", "sent_stops"]


class StopFilter:
    """Lets text through up to the first stop text, however it is split over pieces."""

    def __init__(self, stops: tuple[str, ...]) -> None:
        self._stops = tuple(each for each in stops if each)
        self._held = ""
        self.has_stopped = False

    def feed(self, text: str) -> str:
        """What of the text may be shown by now; what may be the beginning of a stop text is held back."""
        if self.has_stopped:
            return ""
        self._held += text
        places = [place for stop in self._stops if (place := self._held.find(stop)) >= 0]
        if places:
            self.has_stopped = True
            shown, self._held = self._held[: min(places)], ""
            return shown
        keep = max((_overlap(self._held, stop) for stop in self._stops), default=0)
        shown, self._held = (
            self._held[: len(self._held) - keep],
            self._held[len(self._held) - keep :],
        )
        return shown

    def rest(self) -> str:
        """What was held back and turned out to be no stop text."""
        rest, self._held = self._held, ""
        return rest


def sent_stops(stops: tuple[str, ...], limit: int) -> list[str]:
    """Stop texts that a provider is asked to watch for; `StopFilter` watches for all of them."""
    return [each for each in stops if each.strip()][:limit]


def _overlap(text: str, stop: str) -> int:
    """Characters at the end of the text that a stop text begins with."""
    most = min(len(text), len(stop) - 1)
    return next((size for size in range(most, 0, -1) if text.endswith(stop[:size])), 0)
