"""All models that are known, with their prices, quality and tier; looked up and filtered, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from aqe.domain.model import Ability, Model, Price, Quality, Tier
from aqe.errors import RouterError
from aqe.router.catalogue.prices import offline_models
from aqe.router.catalogue.quality import Scores
from aqe.router.catalogue.refreshed import ListedModels, load_lists
from aqe.router.catalogue.tiers import LOCAL_PROVIDERS, Cuts, cuts_of, tier_of
from aqe.store.seal import Seal

__all__ = ["Catalogue", "build_catalogue", "load_catalogue", "local_model"]

_SUGGESTIONS = 3
_LARGEST_DROP = 10
"""A price of one model that is lower by more is not believed."""
_NOTHING = Price(Decimal(0), Decimal(0), source="this machine")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every known model, by id."""

    models: tuple[Model, ...]
    """In the order of their ids."""
    cuts: Cuts
    """Blended prices at which tiers begin."""
    notes: tuple[str, ...] = ()
    """What was wrong with its sources, for people."""
    by_id: Mapping[str, Model] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table = MappingProxyType({each.id: each for each in self.models})
        object.__setattr__(self, "by_id", table)

    def model(self, id: str) -> Model:
        """The model of an id.

        Raises:
            RouterError: There is none (``model-unknown``); the hint names those that are spelled like it.
        """
        found = self.by_id.get(id)
        if found is None:
            near = self.suggestions(id)
            named = f"did you mean {', '.join(near)}? " if near else ""
            raise RouterError(
                f"there is no model {id!r}",
                hint=f"{named}`aqe router models` lists all, as provider/name",
                slug="model-unknown",
            )
        return found

    def suggestions(self, id: str) -> tuple[str, ...]:
        """Ids that are spelled like a wrong one, the closest first."""
        wanted = id.lower()
        ends = sorted((each for each in self.by_id if each.lower().endswith(f"/{wanted}")), key=len)
        close = get_close_matches(wanted, self.by_id, n=_SUGGESTIONS, cutoff=0.6)
        return tuple(dict.fromkeys([*ends, *close]))[:_SUGGESTIONS]

    def where(
        self,
        *,
        provider: str | None = None,
        tier: Tier | None = None,
        ability: Ability | None = None,
        text: str = "",
        minimum_quality: float | None = None,
        is_priced: bool | None = None,
    ) -> tuple[Model, ...]:
        """The models that fit every condition that is given, in the order of their ids."""
        sought = text.lower()
        return tuple(
            each
            for each in self.models
            if (provider is None or each.provider == provider)
            and (tier is None or each.tier is tier)
            and (ability is None or ability in each.abilities)
            and (sought in each.id.lower() or sought in each.title.lower())
            and (minimum_quality is None or _reaches(each.quality, minimum_quality))
            and (is_priced is None or (each.price is not None) is is_priced)
        )


def _reaches(quality: Quality | None, minimum: float) -> bool:
    return quality is not None and quality.score >= minimum


def load_catalogue(
    *,
    today: date,
    scores: Mapping[str, Quality],
    lists: Path | None = None,
    own: Iterable[Model] = (),
    seal: Seal | None = None,
) -> Catalogue:
    """The catalogue of a day: offline prices, over them what providers listed, over these one's own models.

    Args:
        today: Whose prices are taken.
        scores: Published scores by name of the model.
        lists: Folder with lists of providers; None: there are none.
        own: Models of this machine and of servers that nobody else knows.
        seal: Of this user, which lists must carry; None: all are believed.
    """
    listed, notes = load_lists(lists, seal) if lists is not None else ((), ())
    try:
        offline = offline_models(today)
    except RouterError as error:
        offline, notes = (), (*notes, f"{error.message}: {error.hint}")
    found = {each.id: each for each in offline}
    for each in listed:
        _take_in(found, each)
    found |= {each.id: each for each in own}
    return build_catalogue(found.values(), scores, notes)


def build_catalogue(
    models: Iterable[Model], scores: Mapping[str, Quality], notes: tuple[str, ...] = ()
) -> Catalogue:
    """A catalogue of these models, with quality where none is given and with tiers."""
    book = Scores(scores)
    rated = [_rated(each, book) for each in sorted(models, key=lambda model: model.id)]
    cuts = cuts_of(rated)
    return Catalogue(tuple(replace(each, tier=tier_of(each, cuts)) for each in rated), cuts, notes)


def _rated(model: Model, book: Scores) -> Model:
    is_free = model.price is None and model.provider in LOCAL_PROVIDERS
    return replace(
        model,
        quality=model.quality or book.quality_of(model.name),
        price=_NOTHING if is_free else model.price,
    )


def local_model(
    name: str,
    *,
    provider: str = "local",
    title: str = "",
    context_tokens: int | None,
    output_tokens: int | None = None,
    quality: Quality | None = None,
) -> Model:
    """A model of this machine: its tokens cost nothing."""
    return Model(
        id=f"{provider}/{name}",
        provider=provider,
        name=name,
        title=title or name,
        price=_NOTHING,
        tier=Tier.LOCAL,
        context_tokens=context_tokens,
        output_tokens=output_tokens,
        quality=quality,
    )


def _take_in(found: dict[str, Model], listed: ListedModels) -> None:
    """Put a provider's own list over the offline prices; what it no longer lists is deprecated."""
    named = {each.id: each for each in listed.models}
    for id, known in list(found.items()):
        if known.provider != listed.provider:
            continue
        fresh = named.pop(id, None)
        found[id] = replace(known, is_deprecated=True) if fresh is None else _merged(known, fresh)
    found |= named


def _merged(known: Model, fresh: Model) -> Model:
    is_believable = fresh.price is not None and not _is_too_cheap(fresh.price, known.price)
    return replace(
        fresh,
        price=fresh.price if is_believable else known.price,
        context_tokens=fresh.context_tokens or known.context_tokens,
    )


def _is_too_cheap(fresh: Price, known: Price | None) -> bool:
    """Whether a list asks for hardly anything of what is known to be asked for.

    Lists lie in the project, which may have come from anybody; with a false price no limit would hold.
    """
    if known is None:
        return False
    return (
        fresh.input_usd * _LARGEST_DROP < known.input_usd
        or fresh.output_usd * _LARGEST_DROP < known.output_usd
    )
