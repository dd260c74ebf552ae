"""What a verified suite stands for: the figures of the search, and those with the tests of a model."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.campaign.explanation.record import SearchRecord
from aqe.campaign.explanation.verification import Verified
from aqe.domain.complement import Complement
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.suite import UnreachedGoal

__all__ = ["Recorded", "Standing"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the store was told about a verified suite."""

    verified: Verified
    mutants: tuple[MutantResult, ...]
    measures: tuple[Measure, ...]
    complement: Complement | None
    record: SearchRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """What the report of a subject rests on: the search alone, or the tests of a model, too."""

    status: str
    measures: tuple[Measure, ...]
    complement: Complement | None
    unreached: tuple[UnreachedGoal, ...]
