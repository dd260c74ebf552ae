"""Prices and context windows that come with the package ``genai-prices``; its only door.

Prices change on dates that the package knows; those of a given day are taken. Where long prompts cost
more, the price of short ones is taken together with the length up to which it holds. Rates for batches and
for other grades of service are not ours. Prices that hold for some hours of the day only are left aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib import metadata
from typing import TYPE_CHECKING, Any

from aqe.domain.model import Model, Price
from aqe.errors import RouterError
from aqe.router.catalogue.names import abilities_of, does_chat

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

__all__ = ["PROVIDERS", "offline_models"]

PROVIDERS = ("anthropic", "openai", "openrouter")
"""Providers whose protocol is spoken here and whose prices the package has."""
_PARTS = ("input_mtok", "output_mtok", "cache_read_mtok")


def offline_models(today: date) -> tuple[Model, ...]:
    """Every model of the providers that can be called, at the prices of a day; without tier and quality.

    Raises:
        RouterError: The package with the prices is not installed (``missing-extra``).
    """
    listed = _listed()
    source = f"genai-prices {metadata.version('genai-prices')}"
    as_of = _newest_date(listed, today)
    found: dict[str, Model] = {}
    for provider in listed:
        if provider.id not in PROVIDERS:
            continue
        for info in provider.models:
            if not _is_callable(provider.id, info.id):
                continue
            model = _model(provider.id, info, _price(info, today, source, as_of))
            found.setdefault(model.id, model)
    return tuple(found.values())


def _listed() -> list[Provider]:
    try:
        from genai_prices.data import providers
    except ImportError as error:
        raise RouterError(
            "prices of models need the package 'genai-prices', which is not installed",
            hint="pip install 'agentic-qe[llm]'",
            slug="missing-extra",
        ) from error
    return providers


def _is_callable(provider: str, name: str) -> bool:
    # OpenRouter's models are creator/name; what lacks the creator is how answers shorten it.
    return does_chat(provider, name) and (provider != "openrouter" or "/" in name)


def _model(provider: str, info: ModelInfo, price: Price | None) -> Model:
    return Model(
        id=f"{provider}/{info.id}",
        provider=provider,
        name=info.id,
        title=info.name or info.id,
        price=price,
        tier=None,
        context_tokens=info.context_window,
        abilities=abilities_of(info.id),
        is_deprecated=bool(info.deprecated),
    )


def _price(info: ModelInfo, today: date, source: str, as_of: date | None) -> Price | None:
    stated = _stated(info, today)
    bases: dict[str, Decimal] = {}
    limits: list[int] = []
    for part in _PARTS:
        value = stated.__dict__.get(part)
        if value is None:
            continue
        if isinstance(value, Decimal):
            bases[part] = value
            continue
        bases[part] = value.base
        limits += [tier.start for tier in value.tiers]
    if "input_mtok" not in bases or "output_mtok" not in bases:
        return None
    return Price(
        input_usd=bases["input_mtok"],
        output_usd=bases["output_mtok"],
        cached_input_usd=bases.get("cache_read_mtok"),
        source=source,
        as_of=as_of,
        until_input_tokens=min(limits, default=None),
    )


def _stated(info: ModelInfo, today: date) -> Any:
    """The prices that hold all day: the last whose first day has come, else the first of all."""
    if not isinstance(info.prices, list):
        return info.prices
    stated = info.prices[0].prices
    for each in info.prices:
        start = getattr(each.constraint, "start_date", None)
        if each.constraint is None or (start is not None and start <= today):
            stated = each.prices
    return stated


def _newest_date(listed: list[Provider], today: date) -> date | None:
    """The newest day that has come among those on which prices changed: the list is no older than that."""
    return max((each for each in _dates(listed) if each <= today), default=None)


def _dates(listed: list[Provider]) -> Iterator[date]:
    for provider in listed:
        for info in provider.models:
            if isinstance(info.prices, list):
                for each in info.prices:
                    start = getattr(each.constraint, "start_date", None)
                    if isinstance(start, date):
                        yield start
