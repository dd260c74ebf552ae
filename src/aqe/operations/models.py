"""``router.models`` and ``router.refresh``: the catalogue of models, and lists from providers over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from aqe.domain.model import Model, Tier
from aqe.domain.progress import Progress
from aqe.errors import RouterError, UsageError
from aqe.operations.model_wiring import ModelWiring
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.router.catalogue.refreshed import refresh
from aqe.router.listing import fetch_list
from aqe.router.providers.address import address_of

__all__ = [
    "MODELS",
    "REFRESH",
    "RouterModelsRequest",
    "RouterModelsResult",
    "RouterRefreshRequest",
    "RouterRefreshResult",
    "list_models",
    "refresh_models",
]


@dataclass(frozen=True, slots=True)
class RouterModelsRequest:
    """Which models of the catalogue."""

    text: str = ""
    """Part of the id or of the title."""
    provider: str | None = None
    """Only of this provider."""
    tier: Tier | None = None
    """Only of this tier."""
    minimum_quality: float | None = field(default=None, metadata=within(0, 100))
    """Only of at least this quality."""
    limit: int = field(default=50, metadata=within(1, 100_000))
    """At most so many."""


@dataclass(frozen=True, slots=True)
class RouterModelsResult:
    """Models with prices, tiers and quality."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    models: tuple[Model, ...]
    """The cheapest tier last, the best first within a tier."""
    found: int
    """All that fit, also beyond the limit."""
    known: int
    """All in the catalogue."""
    priced: int
    """Of these, those with a price."""

    @property
    def status(self) -> Status:
        """Inconclusive where nothing fits."""
        return Status.OK if self.models else Status.INCONCLUSIVE


_TIERS = {each: place for place, each in enumerate((*Tier, None))}


def list_models(request: RouterModelsRequest, services: Services) -> RouterModelsResult:
    """Models of the catalogue that fit."""
    catalogue = ModelWiring(services).catalogue
    found = catalogue.where(
        provider=request.provider,
        tier=request.tier,
        text=request.text,
        minimum_quality=request.minimum_quality,
    )
    ordered = sorted(
        found, key=lambda each: (_TIERS[each.tier], -(each.quality.score if each.quality else -1))
    )
    priced = sum(each.price is not None for each in catalogue.models)
    return RouterModelsResult(
        tuple(ordered[: request.limit]), len(found), len(catalogue.models), priced
    )


@dataclass(frozen=True, slots=True)
class RouterRefreshRequest:
    """Whose list of models to fetch."""

    provider: str = "openrouter"


@dataclass(frozen=True, slots=True)
class RouterRefreshResult:
    """What a provider listed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    provider: str
    fetched_at: datetime
    models: int
    priced: int
    """Of these, those with a price."""
    new: int
    """Of these, those that were not known before."""
    repriced: int
    """Of these, those whose price was another one before."""
    left_out: tuple[tuple[str, str], ...]
    """(name, why) of entries that cannot be used."""

    @property
    def status(self) -> Status:
        """A list was kept."""
        return Status.OK


def refresh_models(request: RouterRefreshRequest, services: Services) -> RouterRefreshResult:
    """Ask a provider for its models, and take its list over the offline prices.

    Raises:
        UsageError: There is no such provider.
        RouterError: It cannot be asked, what it sent is no list, or the user asked to stop; the old prices
            stay.
    """
    wiring = ModelWiring(services)
    definition = wiring.definitions.get(request.provider)
    if definition is None:
        raise UsageError(
            f"there is no provider {request.provider!r} with a list of models",
            hint=f"known: {', '.join(wiring.definitions)}",
            slug="bad-argument",
        )
    address = address_of(definition, services.environ)
    if address is None:
        raise RouterError(
            f"{definition.name!r} has no address",
            hint=f"set {definition.url_variable}, for example to http://127.0.0.1:8000/v1",
            slug="bad-provider-address",
        )
    before = wiring.catalogue.by_id
    key = wiring.keys.key(definition.name)
    services.progress(Progress(definition.title, "fetch"))
    listed = refresh(
        definition.name,
        lambda: fetch_list(definition, address, key, cancelled=services.cancelled),
        wiring.lists,
        services.clock.now(),
        services.seal,
    )
    services.progress(Progress(definition.title, "done"))
    known = [(each, before[each.id]) for each in listed.models if each.id in before]
    return RouterRefreshResult(
        listed.provider,
        listed.fetched_at,
        models=len(listed.models),
        priced=sum(each.price is not None for each in listed.models),
        new=len(listed.models) - len(known),
        repriced=sum(_is_repriced(each, old) for each, old in known),
        left_out=listed.left_out,
    )


def _is_repriced(model: Model, before: Model) -> bool:
    if model.price is None or before.price is None:
        return False
    now, then = model.price, before.price
    return (now.input_usd, now.output_usd) != (then.input_usd, then.output_usd)


MODELS = Operation(
    name="router.models",
    summary="List language models with prices, tiers and quality.",
    request=RouterModelsRequest,
    result=RouterModelsResult,
    handler=list_models,
)
REFRESH = Operation(
    name="router.refresh",
    summary="Fetch a provider's own list of models and prices.",
    request=RouterRefreshRequest,
    result=RouterRefreshResult,
    handler=refresh_models,
    changes=True,
)
