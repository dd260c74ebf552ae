"""What models cost: figures over calls, groups of calls, limits and what is left of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from aqe.domain.measure import Measure
from aqe.domain.model import NO_TOKENS, TokenUsage

__all__ = [
    "ALERT_SHARE",
    "CostComparison",
    "CostFigures",
    "CostGroup",
    "CostGrouping",
    "LimitUse",
    "usd_text",
]

ALERT_SHARE = Decimal("0.8")
"""Share of a limit from which on it is told."""


class CostGrouping(StrEnum):
    """What calls are added up by."""

    MODEL = "model"
    AGENT = "agent"
    MODULE = "module"
    """The module under test."""
    DAY = "day"
    """In UTC."""


@dataclass(frozen=True, slots=True)
class CostGroup:
    """The calls of one model, agent, module or day."""

    name: str
    """Empty where nobody said: a call without an agent, or without a module."""
    calls: int
    answered: int
    unpriced: int
    """Calls whose cost nobody knows: their models have no price."""
    usage: TokenUsage
    cost_usd: Decimal | None
    """Spent, without what is set aside for open calls; None where no call had a price."""
    accepted_tests: int | None
    """None while nobody looked at an answer."""
    cost_per_accepted_test_usd: Decimal | None
    """None where no test was accepted."""


@dataclass(frozen=True, slots=True)
class LimitUse:
    """A limit, and how much of it is gone."""

    scope: str
    """``day`` or ``run``."""
    name: str
    """The day (UTC) or the id of the run."""
    limit_usd: Decimal
    used_usd: Decimal
    """Spent and set aside."""
    share: float | None
    """None where the limit is zero."""

    @property
    def is_alert(self) -> bool:
        """Whether so much is gone that it is told."""
        return self.used_usd >= self.limit_usd * ALERT_SHARE


@dataclass(frozen=True, slots=True)
class CostComparison:
    """What the same tokens would have cost at another model; always an estimate."""

    model: str
    chosen: str
    """Why that model: ``dearest used`` or ``named``."""
    calls: int
    """Calls that are compared: ended, with a known cost."""
    left_out: int
    """Calls that are not: open, lost, or of a model without a price."""
    actual_usd: Decimal
    baseline_usd: Decimal
    saved_share: float | None
    """Of the baseline; negative where it would have been cheaper; None where it costs nothing."""


@dataclass(frozen=True, slots=True)
class CostFigures:
    """What calls come to."""

    measures: tuple[Measure, ...]
    """The headline first: cost per accepted test."""
    calls: int
    outcomes: tuple[tuple[str, int], ...] = ()
    """(outcome, number of calls), most frequent first."""
    usage: TokenUsage = NO_TOKENS
    spent_usd: Decimal = Decimal(0)
    """Without what is set aside for open calls."""
    set_aside_usd: Decimal = Decimal(0)
    """For calls that are open."""
    unpriced: int = 0
    """Calls whose cost nobody knows: their models have no price."""
    proposed_tests: int | None = None
    """None while nobody looked at an answer."""
    accepted_tests: int | None = None
    groups: tuple[CostGroup, ...] = ()
    """The dearest first; days in their order."""


def usd_text(amount: Decimal | float) -> str:
    """An amount in US dollars: to the cent of a cent, and finer where that would be next to nothing.

    >>> usd_text(Decimal("0.0123")), usd_text(Decimal("0.00000123")), usd_text(1234.5)
    ('$0.0123', '$0.0000012', '$1,234.50')
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(amount))
    sign, size = ("-" if exact < 0 else ""), abs(exact)
    if size == 0:
        return "$0"
    if size >= 100:
        return f"{sign}${size:,.2f}"
    digits = 4 if size >= Decimal("0.001") else 1 - size.adjusted()
    return f"{sign}${size:.{digits}f}"
