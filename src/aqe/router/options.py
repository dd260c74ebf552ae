"""What can be worked out about models before there is a task: who may be chosen, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from types import MappingProxyType

from aqe.domain.model import Model, Quality, QualityBasis
from aqe.domain.routing import TaskKind
from aqe.router.catalogue.catalogue import Catalogue
from aqe.router.catalogue.names import can_be_chosen
from aqe.router.catalogue.tiers import LOCAL_PROVIDERS, blended_usd

__all__ = ["Circumstances", "Option", "Options", "options_of"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds at the moment, whatever the task."""

    reachable: frozenset[str]
    """Providers with an address, and with a key where they need one; nobody is asked whether they are up."""
    measured: Mapping[tuple[str, TaskKind], Quality] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Quality by id and kind of task, where enough was seen here."""
    speeds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Measured seconds for a thousand tokens of an answer, by id."""


@dataclass(frozen=True, slots=True)
class Option:
    """A model that may be chosen, with what the choice looks at in the form that is fastest to look at."""

    model: Model
    quality: Quality | None
    score: float
    """-1 where nothing is known."""
    is_estimate: bool
    input_usd: float
    output_usd: float
    pace_s: float
    """Seconds for a thousand tokens: measured, or by its price; infinite where neither is known."""
    is_pace_measured: bool
    creator: str
    context: float
    """0 where it is not known: then nothing is sure to fit."""
    most_input: float
    """Longest prompt that its price is about."""
    most_output: float


@dataclass(frozen=True, slots=True)
class Options:
    """All options for one kind of task, in the orders that do not depend on the task."""

    by_price: tuple[Option, ...]
    by_quality: tuple[Option, ...]
    by_pace: tuple[Option, ...]

    def local(self) -> Options:
        """Those of this machine."""
        return Options(*map(_local, (self.by_price, self.by_quality, self.by_pace)))

    def scored(self) -> Options:
        """Those whose quality is known."""
        return Options(*map(_scored, (self.by_price, self.by_quality, self.by_pace)))


def options_of(catalogue: Catalogue, kind: TaskKind, now: Circumstances) -> Options:
    """The options for a kind of task under the circumstances."""
    models = [each for each in catalogue.models if _may_be_chosen(each, now)]
    usual = _seconds_for_a_dollar(models, now.speeds)
    options = [_option(each, kind, now, usual) for each in models]
    return Options(
        tuple(sorted(options, key=lambda each: (_blended(each.model), each.model.id))),
        tuple(sorted(options, key=lambda each: (-each.score, _blended(each.model), each.model.id))),
        tuple(sorted(options, key=lambda each: (each.pace_s, _blended(each.model), each.model.id))),
    )


def _may_be_chosen(model: Model, now: Circumstances) -> bool:
    return (
        model.provider in now.reachable
        and model.price is not None
        and not model.is_deprecated
        and can_be_chosen(model.name)
        and (model.provider in LOCAL_PROVIDERS or model.price.output_usd > 0)
    )


def _option(model: Model, kind: TaskKind, now: Circumstances, usual: float) -> Option:
    assert model.price is not None
    quality = now.measured.get((model.id, kind)) or model.quality
    measured = now.speeds.get(model.id)
    by_price = float(model.price.output_usd) * usual or float("inf")
    return Option(
        model=model,
        quality=quality,
        score=quality.score if quality else -1.0,
        is_estimate=quality is not None and quality.basis is QualityBasis.ESTIMATED,
        input_usd=float(model.price.input_usd),
        output_usd=float(model.price.output_usd),
        pace_s=by_price if measured is None else measured,
        is_pace_measured=measured is not None,
        context=_context(model),
        most_input=_or_endless(model.price.until_input_tokens),
        most_output=_or_endless(model.output_tokens),
        creator=model.name.partition("/")[0] if "/" in model.name else model.provider,
    )


def _or_endless(limit: int | None) -> float:
    return float("inf") if limit is None else limit


def _seconds_for_a_dollar(models: Iterable[Model], speeds: Mapping[str, float]) -> float:
    """Pace over price of those that were measured, in the middle: what it is taken to be for the others.

    Within a family small models are cheap and fast, so price stands in for pace where none was measured.
    Without any measurement only the order counts, and any factor gives the same.
    """
    ratios = [
        speeds[each.id] / float(each.price.output_usd)
        for each in models
        if each.price is not None and each.price.output_usd > 0 and each.id in speeds
    ]
    return median(ratios) if ratios else 1.0


def _blended(model: Model) -> Decimal:
    assert model.price is not None
    return blended_usd(model.price)


def _local(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(each for each in options if each.model.is_local)


def _scored(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(each for each in options if each.score >= 0)


def _context(model: Model) -> float:
    """Tokens that fit; 0 where that is not known: then nothing is sure to fit.

    Servers of this machine seldom tell. A question that does not fit there costs nothing but time.
    """
    if model.context_tokens is not None:
        return model.context_tokens
    return float("inf") if model.is_local else 0
