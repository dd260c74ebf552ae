"""What a scenario costs as a test, once it is known what it shows when it is run again."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.run import CandidateRun
from aqe.generation.archive import Entry, blames_stand_in
from aqe.generation.choosing.telling import MUCH, telling

__all__ = ["seen_again"]

_STAND_IN_COST = 60.0
"""Of a failure that only says what a stand-in lacks: such a test is the last resort."""
_SILENCE_COST = 3.0
"""Of a result that is empty, twice that of a call that shows nothing at all."""


def seen_again(entry: Entry, run: CandidateRun) -> Entry:
    """The entry with what it showed in a later run."""
    return replace(
        entry,
        run=replace(run, comparisons=entry.run.comparisons),
        cost=entry.cost
        + (_STAND_IN_COST if blames_stand_in(run) else 0.0)
        + _SILENCE_COST * (MUCH - telling(run)),
    )
