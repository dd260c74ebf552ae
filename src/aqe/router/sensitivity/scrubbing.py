"""The last door before a text leaves this machine: every find is replaced by the name of its rule."""

from __future__ import annotations

from aqe.domain.routing import SensitiveKind, SensitiveSpan
from aqe.router.sensitivity.finding import find_secrets_and_personal_data
from aqe.router.sensitivity.finds import Find, merged, spans

__all__ = ["scrub"]

_ROUNDS = 8
_UNSETTLED = "unsettled"
"""Name of the rule for a text that shows new finds whenever the last ones are taken out."""


def scrub(text: str) -> tuple[str, tuple[SensitiveSpan, ...]]:
    """The text with ``[redacted:<rule>]`` for every secret and everything personal, and their places.

    Lines stay lines. A text without finds comes back as it is, so does one that was scrubbed before;
    what comes back has no finds. Places are those in the text that was given.
    """
    finds: list[Find] = []
    for _ in range(_ROUNDS):
        scrubbed, places = _without(text, finds)
        new = find_secrets_and_personal_data(scrubbed)
        if not new:
            return scrubbed, spans(text, finds)
        finds = merged((*finds, *(_original(find, places) for find in new)))
    finds = [Find(0, len(text), SensitiveKind.SECRET, _UNSETTLED)]
    return _without(text, finds)[0], spans(text, finds)


_Place = tuple[int, int, int, int]
"""Start and end here, start and end in the text that was given."""


def _without(text: str, finds: list[Find]) -> tuple[str, list[_Place]]:
    parts: list[str] = []
    places: list[_Place] = []
    place = length = 0
    for find in finds:
        kept = text[place : find.start]
        lines = "\n" * text.count("\n", find.start, find.end)
        instead = f"[redacted:{find.rule}]{lines}"
        length += len(kept)
        places.append((length, length + len(instead), find.start, find.end))
        length += len(instead)
        parts += [kept, instead]
        place = find.end
    return "".join((*parts, text[place:])), places


def _original(find: Find, places: list[_Place]) -> Find:
    start, end = find.start, find.end
    shift_start = shift_end = 0
    for here, here_end, there, there_end in places:
        if here_end <= find.start:
            shift_start = there_end - here_end
        elif here < find.start:  # it starts within what was put in
            start, shift_start = there, 0
        if here_end <= find.end:
            shift_end = there_end - here_end
        elif here < find.end:
            end, shift_end = there_end, 0
    return find._replace(start=start + shift_start, end=end + shift_end)
