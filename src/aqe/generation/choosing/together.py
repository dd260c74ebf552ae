"""Texts that a scenario holds more than once: they may have to be equal, and are made plainer together.

A pattern that stands for its own text, or an empty text that is looked for in an empty one, cannot be
replaced in one place alone: what it is there for would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aqe.domain.recipe import Literal, Recipe
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.scenario import Scenario, walk

__all__ = ["changed_together", "empty_items"]

_PLAIN = ("abc", "a")
_EMPTY = Literal("")


def changed_together(scenario: Scenario) -> Iterator[Scenario]:
    """Copies with a plain text wherever an odd one, or an empty one, comes again."""
    places = [
        (place, part.value)
        for place, part in parts_of(scenario)
        if isinstance(part, Literal) and isinstance(part.value, str)
    ]
    counts = Counter(text for _, text in places)
    for text, count in counts.items():
        if count < 2 or text in _PLAIN:
            continue
        if not text and len({step for (step, *_), other in places if not other}) > 1:
            continue  # what is falsy each time is not there to be equal
        for plain in (each for each in _PLAIN if each not in counts):
            changed = scenario
            for place, other in places:
                if other == text:
                    changed = with_part(changed, place, Literal(plain))
            yield changed


def empty_items(recipe: Recipe) -> int:
    """Empty texts among the items of a value: as one of several a text has something to say."""
    return sum(bool(path) and part == _EMPTY for path, part in walk(recipe))
