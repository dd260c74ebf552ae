"""Tiers follow from price and quality."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from aqe.domain.model import Model, Price, Quality, QualityBasis, Tier
from aqe.router.catalogue.tiers import DEFAULT_CUTS, blended_usd, cuts_of, tier_of


def model(price: str | None, score: float | None = None, provider: str = "openai") -> Model:
    usd = None if price is None else Price(Decimal(price), Decimal(price))
    quality = None if score is None else Quality(score, QualityBasis.PUBLISHED, "a benchmark")
    return Model(f"{provider}/m", provider, "m", "M", usd, None, quality=quality)


def test_three_tokens_are_read_for_one_that_is_written() -> None:
    assert blended_usd(Price(Decimal(1), Decimal(5))) == 2


@pytest.mark.parametrize(
    ("given", "tier"),
    [
        (model("0.24"), Tier.ULTRA_BUDGET),
        (model("0.25"), Tier.BUDGET),
        (model("1"), Tier.COST_EFFECTIVE),
        (model("4", 76), Tier.FLAGSHIP),
        (model("4", 75.9), None),
        (model("4"), None),
        (model(None, 90), None),
        (model(None, provider="ollama"), Tier.LOCAL),
        (model("4", provider="local"), Tier.LOCAL),
    ],
)
def test_bands_of_the_default(given: Model, tier: Tier | None) -> None:
    assert tier_of(given, DEFAULT_CUTS) is tier


def test_bands_begin_where_quality_is_for_sale() -> None:
    strong = [model(str(price), 80) for price in (1, 2, 3, 4, 5, 6, 7, 8)]
    weak = [model(str(price), 62) for price in ("0.1", "0.2", "0.3", "0.4")]
    unknown = [model("0.01"), model("0.02"), model("50")]
    cuts = cuts_of([*strong, *weak, *unknown])
    # Prices of those that are good enough for simple tasks: 0.1 0.2 0.3 0.4 1 2 3 ..., for critical: 1 to 8.
    assert cuts.budget_usd == Decimal("0.4")
    assert cuts.cost_effective_usd == 3
    assert cuts.flagship_usd == 5


def test_bands_ascend_even_where_the_good_are_the_cheap_ones() -> None:
    strong = [model(f"0.{price}", 80) for price in range(1, 9)]
    weak = [model(str(price), 62) for price in range(5, 13)]
    cuts = cuts_of([*strong, *weak])
    assert cuts.budget_usd <= cuts.cost_effective_usd <= cuts.flagship_usd
    assert cuts.budget_usd == Decimal("0.5")


def test_what_is_never_chosen_moves_no_band() -> None:
    strong = [model(str(price), 80) for price in (1, 2, 3, 4, 5, 6, 7, 8)]
    batch = [replace(each, name="m:batch") for each in strong[:4]]
    assert cuts_of([*strong, *batch]) == cuts_of(strong)


def test_few_scores_leave_the_default() -> None:
    assert cuts_of([model("1", 80)] * 7) == DEFAULT_CUTS
    assert cuts_of([]) == DEFAULT_CUTS
