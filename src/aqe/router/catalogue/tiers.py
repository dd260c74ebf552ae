"""Tiers of models, computed from what they cost and how good they are.

Tiers are bands of the blended price, so a model of a lower tier never costs more than one of a higher.
Where bands begin follows from quality: from the prices that models of a certain quality have today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aqe.domain.model import Model, Price, Tier
from aqe.domain.routing import Complexity
from aqe.router.catalogue.names import can_be_chosen

__all__ = [
    "DEFAULT_CUTS",
    "LOCAL_PROVIDERS",
    "MINIMUM_QUALITY",
    "Cuts",
    "blended_usd",
    "cuts_of",
    "tier_of",
]

LOCAL_PROVIDERS = frozenset({"local", "ollama"})
"""Models of these run on this machine."""
MINIMUM_QUALITY = {
    Complexity.SIMPLE: 60.0,
    Complexity.MEDIUM: 68.0,
    Complexity.COMPLEX: 72.0,
    Complexity.CRITICAL: 76.0,
}
"""Least quality that a task of a complexity asks for. The highest is what flagships were measured at without
being told to think harder; each step down is at least the standard error of the benchmark, 4 points, since
models that are closer cannot be told apart by it."""
_FEW = 8
_INPUT_SHARE = Decimal(3)
_OUTPUT_SHARE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Cuts:
    """Blended prices at which tiers begin; in ascending order."""

    budget_usd: Decimal
    cost_effective_usd: Decimal
    flagship_usd: Decimal


DEFAULT_CUTS = Cuts(Decimal("0.25"), Decimal("1"), Decimal("4"))
"""For catalogues in which too few models have a score."""


def blended_usd(price: Price) -> Decimal:
    """The price of a million tokens of which three quarters are read and one quarter is written.

    Prompts for tests hold the code under test and its surroundings, answers hold tests; the same mix is
    customary in comparisons of prices. Tokens from a cache are left aside.
    """
    whole = _INPUT_SHARE + _OUTPUT_SHARE
    return (price.input_usd * _INPUT_SHARE + price.output_usd * _OUTPUT_SHARE) / whole


def cuts_of(models: Iterable[Model]) -> Cuts:
    """Where tiers begin: quartiles of today's prices of models that are good enough.

    *Budget* begins above the cheapest quarter of the models that are good enough for simple tasks,
    *cost-effective* above the cheapest quarter of those that are good enough for critical ones, and
    *flagship* with the dearer half of these. Only models that may be chosen count.
    """
    simple = _prices(models := tuple(models), MINIMUM_QUALITY[Complexity.SIMPLE])
    critical = _prices(models, MINIMUM_QUALITY[Complexity.CRITICAL])
    if min(len(simple), len(critical)) < _FEW:
        return DEFAULT_CUTS
    budget = _quartile(simple, 1)
    cost_effective = max(budget, _quartile(critical, 1))
    return Cuts(budget, cost_effective, max(cost_effective, _quartile(critical, 2)))


def tier_of(model: Model, cuts: Cuts) -> Tier | None:
    """The tier of a model; None without a price, and for one that costs as much as a flagship without being
    known to be as good."""
    if model.provider in LOCAL_PROVIDERS:
        return Tier.LOCAL
    if model.price is None:
        return None
    blended = blended_usd(model.price)
    if blended < cuts.budget_usd:
        return Tier.ULTRA_BUDGET
    if blended < cuts.cost_effective_usd:
        return Tier.BUDGET
    if blended < cuts.flagship_usd:
        return Tier.COST_EFFECTIVE
    is_good = model.quality and model.quality.score >= MINIMUM_QUALITY[Complexity.CRITICAL]
    return Tier.FLAGSHIP if is_good else None


def _prices(models: Iterable[Model], least: float) -> list[Decimal]:
    return sorted(
        blended_usd(each.price)
        for each in models
        if each.price is not None
        and each.provider not in LOCAL_PROVIDERS
        and each.quality is not None
        and each.quality.score >= least
        and each.price.input_usd > 0
        and can_be_chosen(each.name)
    )


def _quartile(prices: Sequence[Decimal], quarter: int) -> Decimal:
    return prices[len(prices) * quarter // 4]
