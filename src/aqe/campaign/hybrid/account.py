"""What became of each test that an answer offered: repeated, refused or accepted, and nothing else.

A function is one test, with parameters, too; so is a row of a scenario. Variations of rows are made here and
are nobody's offer: those that are accepted are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from aqe.campaign.hybrid.verifying import Chosen
from aqe.campaign.model_report import RefusedTest

__all__ = ["Account", "Figures"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one answer: what it offered is the sum of what was repeated, refused and accepted."""

    proposed: int
    repeated: int
    refused: int
    accepted: int
    varied: int
    """Variations of its rows that were accepted."""


@dataclass(slots=True)
class Account:
    """Of one answer."""

    repeated: int = 0
    refused: list[RefusedTest] = field(default_factory=list)
    kept: list[Chosen] = field(default_factory=list)

    def refuse(self, refused: Iterable[RefusedTest]) -> None:
        """Tests did not become part of the suite."""
        self.refused += refused

    def drop(self, chosen: Chosen, reason: str) -> None:
        """A test that was kept did not pass beside the others."""
        self.kept.remove(chosen)
        if not chosen.is_variation:
            self.refused.append(RefusedTest(chosen.title, reason))

    @property
    def figures(self) -> Figures:
        """As they are now."""
        varied = sum(each.is_variation for each in self.kept)
        accepted = len(self.kept) - varied
        return Figures(
            self.repeated + len(self.refused) + accepted,
            self.repeated,
            len(self.refused),
            accepted,
            varied,
        )
