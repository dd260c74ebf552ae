"""Texts that hold much of one thing: every mark of ASCII, characters of many scripts, all that led somewhere.

What a callable does with one character it often does with most; a fault is about a few. A text that holds
all of them shows in one test what becomes of each, where a test for each would say the same forty times. So
do the texts that each went a way of their own, one beside the other: they meet there.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aqe.domain.recipe import Literal
from aqe.generation.archive import Entry
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.inputs.families import Family
from aqe.generation.scenario import Scenario

__all__ = ["sweeps", "texts_of"]

_MARKS = "".join(
    f"{letter}{mark}"
    for letter, mark in zip(string.ascii_letters, string.punctuation, strict=False)
)
"""Each mark between letters, so that no two of them mean something together."""
_SCRIPTS = "x \u00e9 \u00df \u0130 \u017f \u00b2 \u0663 \u0416 \u65e5 \u05d0 \U0001f600 e\u0301\u00a0\u200by"
"""An accent, a letter without a capital, one that has another small letter, one that folds to another, a
power, a digit, letters of scripts with capitals, without, and from right to left, one beyond the first plane,
one of two characters, and two blanks."""


_UNSEEN = "a\x01b\x1bc\x7fd\x85e\u00adf\u2028g\ufeffh\ufffei\uffffj"
"""What controls, divides lines, marks an order of bytes or is no character, between letters."""
_PIECES = 8
_LONGEST_PIECE, _LONGEST = 60, 300
"""Texts that are put together, characters of one, and of all."""


def sweeps(
    scenario: Scenario, led: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Family, Scenario]]:
    """The scenario with each such text in the place of each text of its act.

    Args:
        scenario: one that works.
        led: parameter -> texts that led somewhere.
    """
    last = len(scenario.steps) - 1
    for place, argument in enumerate(scenario.act.arguments):
        match argument.recipe:
            case Literal(value=str()):
                for text in (
                    _MARKS,
                    _SCRIPTS,
                    _UNSEEN,
                    *_together(led.get(argument.parameter.name, ())),
                ):
                    if not contradicts(Literal(text), argument.parameter):
                        step = scenario.act.with_argument(place, Literal(text))
                        yield Family.SWEEP, scenario.searched_at(last, step)


def texts_of(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Parameter -> texts that acts were given, those first that came first."""
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        for argument in entry.scenario.act.arguments:
            match argument.recipe:
                case Literal(value=str() as text) if argument.keyword is None:
                    found.setdefault(argument.parameter.name, {})[text] = None
    return {name: list(texts) for name, texts in found.items()}


def _together(texts: Sequence[str]) -> Iterator[str]:
    """Texts of which none is a part of another, in lines and in one line."""
    usual = [each for each in texts if each.strip() and len(each) <= _LONGEST_PIECE]
    pieces: list[str] = []
    for each in usual:
        if len(pieces) < _PIECES and not any(each in one for one in usual if one != each):
            pieces.append(each)
    if len(pieces) > 1:
        for separator in ("\n", " "):
            text = separator.join(pieces)
            if len(text) <= _LONGEST:
                yield text
