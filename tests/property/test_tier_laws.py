"""Whatever the catalogue: a lower tier never costs more than a higher one."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.domain.model import Model, Price, Quality, QualityBasis, Tier
from aqe.router.catalogue.catalogue import build_catalogue
from aqe.router.catalogue.tiers import blended_usd

ASCENDING = (Tier.ULTRA_BUDGET, Tier.BUDGET, Tier.COST_EFFECTIVE, Tier.FLAGSHIP)
USD = st.decimals(0, 200, places=4)


@st.composite
def models(draw: st.DrawFn) -> list[Model]:
    found = []
    for number in range(draw(st.integers(0, 24))):
        price = draw(st.none() | st.builds(Price, USD, USD))
        score = draw(st.none() | st.floats(0, 100))
        quality = None if score is None else Quality(score, QualityBasis.PUBLISHED, "drawn")
        provider = draw(st.sampled_from(["openai", "openrouter", "local"]))
        name = f"m{number}x"
        found.append(
            Model(f"{provider}/{name}", provider, name, name, price, None, quality=quality)
        )
    return found


@settings(max_examples=50)
@given(models())
def test_tiers_are_ordered_by_price(given_models: list[Model]) -> None:
    catalogue = build_catalogue(given_models, {})
    prices = {
        tier: [blended_usd(each.price) for each in catalogue.where(tier=tier) if each.price]
        for tier in ASCENDING
    }
    for lower, higher in combinations(ASCENDING, 2):
        if prices[lower] and prices[higher]:
            assert max(prices[lower]) < min(prices[higher])


@settings(max_examples=50)
@given(models())
def test_every_model_with_a_price_has_a_tier_or_is_dear_without_being_good(
    given_models: list[Model],
) -> None:
    catalogue = build_catalogue(given_models, {})
    for each in catalogue.models:
        if each.provider == "local":
            assert each.tier is Tier.LOCAL
        elif each.tier is None and each.price is not None:
            assert blended_usd(each.price) >= catalogue.cuts.flagship_usd
            assert each.quality is None or each.quality.score < 76
