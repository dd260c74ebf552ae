"""What a model did for the suite of one subject, and what became of its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from aqe.domain.model import NO_TOKENS, TokenUsage

__all__ = ["Disagreement", "ModelCall", "ModelReport", "ModelTest", "RefusedTest", "total_usd"]


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One question, and how it was answered."""

    kind: str
    """``scenarios``, ``targeted-tests`` or ``repair``."""
    prompt: str
    """Digest of the question."""
    model: str = ""
    """Id of the model that answered; empty where none did."""
    cached: bool = False
    """Whether the answer comes from an earlier run, and so cost nothing."""
    asked_at: str = ""
    """When an answer from an earlier run was asked for."""
    usage: TokenUsage = NO_TOKENS
    cost_usd: Decimal | None = None
    """None where the model has no price, or nothing was answered."""
    duration_s: float = 0.0
    proposed: int = 0
    """Tests that it offered: functions, with parameters or without, and rows of scenarios. Each was either
    repeated, refused or accepted."""
    repeated: int = 0
    """Of them, those that an earlier answer of this run, or the same, holds already."""
    refused: int = 0
    accepted: int = 0
    varied: int = 0
    """Tests that were made of its rows beside them, and accepted."""
    error: str = ""
    """Why there is no answer."""
    hint: str = ""
    """What to do about it; empty where nothing is known."""
    notes: tuple[str, ...] = ()
    """What was wrong with the form of the answer."""


@dataclass(frozen=True, slots=True)
class ModelTest:
    """A test of a model that became part of the suite."""

    test: str
    lines: tuple[int, ...] = ()
    """Lines that no other test reaches."""
    branches: tuple[tuple[int, int], ...] = ()
    """Branches that no other test takes."""
    kills: tuple[str, ...] = ()
    """Mutants that no other test notices."""
    is_variation: bool = False
    """Whether it was made of a row that a model gave, with another input."""
    behaviour: str = ""
    """For a variation: what its input is, where nothing else earned its place."""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class RefusedTest:
    """A test of a model that did not become part of the suite."""

    test: str
    reason: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A test whose expectation the subject does not meet: to be looked at, never settled silently."""

    test: str
    what: str
    """What was expected and what happened."""
    line: int | None = None
    """Line of the subject, where an exception of it is what happened."""
    source: str = ""
    later_agreed: bool = False
    """Whether a later test of that name, which expects what the subject does, was accepted."""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """The model's part in one suite."""

    json_properties: ClassVar[tuple[str, ...]] = ("cost_usd", "proposed", "repeated", "varied")
    status: str
    """``accepted`` (some tests were), ``nothing-accepted``, ``not-asked``, ``unanswered`` (no model
    answered), ``given-up`` (nobody was asked, since no model answered for other subjects),
    ``interrupted`` or ``no-time``."""
    reason: str = ""
    """Why nothing was asked, or why it ended."""
    calls: tuple[ModelCall, ...] = ()
    accepted: tuple[ModelTest, ...] = ()
    refused: tuple[RefusedTest, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    missing: tuple[str, ...] = ()
    """Digests of questions that a replay found no answer to."""
    judged_s: float = 0.0
    """Seconds that judging took, the time of the models aside."""
    text: str | None = None
    """The tests, for dry runs."""

    @property
    def cost_usd(self) -> Decimal | None:
        """What the calls cost; None where a model that answered has no price."""
        return total_usd(self.calls)

    @property
    def proposed(self) -> int:
        """Tests that the answers offered: as many as were repeated, refused, and accepted but not varied."""
        return sum(each.proposed for each in self.calls)

    @property
    def repeated(self) -> int:
        """Of them, those that an answer held already."""
        return sum(each.repeated for each in self.calls)

    @property
    def varied(self) -> int:
        """Tests among the accepted that were made of rows of a model."""
        return sum(each.varied for each in self.calls)


def total_usd(calls: Sequence[ModelCall]) -> Decimal | None:
    """The sum of what calls cost; answers from earlier runs cost nothing."""
    paid = [each for each in calls if each.model and not each.cached]
    if any(each.cost_usd is None for each in paid):
        return None
    return sum((each.cost_usd for each in paid if each.cost_usd is not None), Decimal(0))
