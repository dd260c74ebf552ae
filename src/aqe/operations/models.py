"""``router.models`` and ``router.refresh``: the catalogue of models, and lists from providers over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import ClassVar

from aqe.domain.model import Model, Tier
from aqe.domain.progress import Progress
from aqe.errors import RouterError, UsageError
from aqe.operations.model_wiring import ModelWiring
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.router.catalogue.refreshed import ListedModels, forget, refresh
from aqe.router.catalogue.tiers import LOCAL_PROVIDERS
from aqe.router.listing import fetch_list
from aqe.router.local_models import PROVIDER as LOCAL
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


_OWN_SERVERS = LOCAL_PROVIDERS | {"compatible"}
_FEW = 10
"""Of fewer known models, half is soon gone."""
_TIERS = {each: place for place, each in enumerate((*Tier, None))}


def list_models(request: RouterModelsRequest, services: Services) -> RouterModelsResult:
    """Models of the catalogue that fit."""
    wiring = ModelWiring(services)
    catalogue = wiring.catalogue
    if request.provider is not None:
        providers = {each.provider for each in catalogue.models} | {*wiring.definitions, LOCAL}
        _require_provider(request.provider, sorted(providers))
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


def _require_provider(name: str, known: Sequence[str]) -> None:
    """Raises: UsageError: There is no provider of that name."""
    if name in known:
        return
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    raise UsageError(
        f"there is no provider {name!r}",
        hint=f"{f'did you mean {near[0]!r}? ' if near else ''}known: {', '.join(known)}",
        slug="bad-argument",
    )


@dataclass(frozen=True, slots=True)
class RouterRefreshRequest:
    """Whose list of models to fetch."""

    provider: str = "openrouter"
    yes: bool = False
    """Take the list even where more than half of the models that were known would be gone."""
    reset: bool = False
    """Fetch nothing: forget the list of that provider, so that offline prices count again."""


@dataclass(frozen=True, slots=True)
class RouterRefreshResult:
    """What a provider listed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    provider: str
    fetched_at: datetime | None
    """None where nothing was fetched."""
    models: int
    """On the list; after a reset, known of the provider."""
    priced: int
    """Of these, those with a price."""
    new: int = 0
    """Of these, those that were not known before."""
    repriced: int = 0
    """Of these, those whose price was another one before."""
    gone: tuple[str, ...] = ()
    """Ids that were known and are not listed: they are not chosen any more."""
    left_out: tuple[tuple[str, str], ...] = ()
    """(name, why) of entries that cannot be used."""
    was_reset: bool = False
    """Whether the provider's list was forgotten."""

    @property
    def status(self) -> Status:
        """A list was kept, or there is none any more."""
        return Status.OK


def refresh_models(request: RouterRefreshRequest, services: Services) -> RouterRefreshResult:
    """Ask a provider for its models, and take its list over the offline prices.

    Raises:
        UsageError: There is no such provider.
        RouterError: It cannot be asked, the user asked to stop, what it sent is no list, or one that would
            lose more than half of the models that are known (``model-list-short``); the old prices stay.
    """
    wiring = ModelWiring(services)
    _require_provider(request.provider, tuple(wiring.definitions))
    definition = wiring.definitions[request.provider]
    if request.reset:
        return _reset(definition.name, services)
    address = address_of(definition, services.environ)
    if address is None:
        raise RouterError(
            f"{definition.name!r} has no address",
            hint=f"set {definition.url_variable}, for example to http://127.0.0.1:8000/v1",
            slug="bad-provider-address",
        )
    before = {each.id: each for each in wiring.catalogue.where(provider=definition.name)}
    current = {id for id, each in before.items() if not each.is_deprecated}
    key = wiring.keys.key(definition.name)
    services.progress(Progress(definition.title, "fetch"))
    listed = refresh(
        definition.name,
        lambda: fetch_list(definition, address, key, cancelled=services.cancelled),
        wiring.lists,
        services.clock.now(),
        services.seal,
        check=lambda listed: None if request.yes else _require_length(listed, current),
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
        gone=tuple(sorted(current - {each.id for each in listed.models})),
        left_out=listed.left_out,
    )


def _require_length(listed: ListedModels, current: Collection[str]) -> None:
    """Raises: RouterError: More than half of what is known would be gone.

    A server of one's own has the models that its owner put there; a service that suddenly has a few
    is another server under its address, or one in trouble.
    """
    gone = len(current) - sum(each.id in current for each in listed.models)
    if listed.provider in _OWN_SERVERS or len(current) < _FEW or gone * 2 <= len(current):
        return
    raise RouterError(
        f"the list of {listed.provider!r} has {len(listed.models)} models, and {gone} of the"
        f" {len(current)} that are known are not among them; nothing was changed",
        hint="check that the address leads to the service that is meant (`aqe router status`); --yes takes"
        " the list all the same",
        slug="model-list-short",
    )


def _reset(provider: str, services: Services) -> RouterRefreshResult:
    was_there = forget(provider, ModelWiring(services).lists)
    found = ModelWiring(services).catalogue.where(provider=provider)  # read anew
    priced = sum(each.price is not None for each in found)
    return RouterRefreshResult(provider, None, len(found), priced, was_reset=was_there)


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
