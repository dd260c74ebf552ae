"""``cost dashboard``: what models cost, what came of it, and how much of the limits is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from aqe import __version__
from aqe.domain.conversation import Call
from aqe.domain.cost import CostComparison, CostFigures, CostGrouping, LimitUse
from aqe.domain.model import Price
from aqe.errors import UsageError
from aqe.evidence.cost import compared, cost_figures, dearest, limit_use, price_used
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.report.html.cost import cost_html

__all__ = [
    "BASELINE",
    "DASHBOARD",
    "CostDashboardRequest",
    "CostDashboardResult",
    "cost_dashboard",
    "no_price",
]

BASELINE = "baseline"
"""Stands for the dearest model that was used."""

PriceOf = Callable[[str], Price | None]


def no_price(model: str) -> Price | None:
    """Where no catalogue is at hand: prices are those of the ledger."""
    return None


@dataclass(frozen=True, slots=True)
class CostDashboardRequest:
    """Which calls, added up by what, and compared with what."""

    by: CostGrouping = CostGrouping.MODEL
    """What costs are added up by."""
    compare: str | None = None
    """A model as provider/name, or ``baseline`` for the dearest that was used: what the same tokens would
    have cost there."""
    days: int = field(default=30, metadata=within(1, 36_500))
    """Days (UTC) up to today."""
    html: Path | None = None
    """File to write the page to."""


@dataclass(frozen=True, slots=True)
class CostDashboardResult:
    """What models cost in a number of days."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    first_day: str
    last_day: str
    """Today (UTC)."""
    by: CostGrouping
    figures: CostFigures
    limits: tuple[LimitUse, ...]
    """Of today, and of the run that called a model last."""
    comparison: CostComparison | None = None
    """None where none was asked for, or none can be made."""
    no_comparison: str = ""
    """Why there is none although it was asked for."""
    files: tuple[Path, ...] = ()
    """Files that were written."""

    @property
    def period(self) -> str:
        """The days in words."""
        if self.first_day == self.last_day:
            return f"{self.last_day} (UTC)"
        return f"{self.first_day} to {self.last_day} (UTC)"

    @property
    def status(self) -> Status:
        """Inconclusive where no model was called."""
        return Status.OK if self.figures.calls else Status.INCONCLUSIVE


def cost_dashboard(
    request: CostDashboardRequest, services: Services, price_of: PriceOf = no_price
) -> CostDashboardResult:
    """Add up the ledger.

    Args:
        request: What to show.
        services: The project.
        price_of: Today's price of a model that was never called.

    Raises:
        UsageError: The model to compare with has no known price, or the page cannot be written.
        StoreError: The state cannot be read.
    """
    today = services.clock.now().astimezone(UTC)
    first = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(request.days - 1)
    calls = services.store.calls(first)
    comparison = _comparison(request.compare, calls, price_of)
    lacking = request.compare is not None and comparison is None
    result = CostDashboardResult(
        first_day=first.date().isoformat(),
        last_day=today.date().isoformat(),
        by=request.by,
        figures=cost_figures(calls, request.by),
        limits=_limits(services, calls, today),
        comparison=comparison,
        no_comparison="no model with a price was called" if lacking else "",
    )
    return result if request.html is None else _written(result, request.html, services)


def _limits(services: Services, calls: Sequence[Call], today: datetime) -> tuple[LimitUse, ...]:
    router, store = services.settings.router, services.store
    daily, per_run = (Decimal(str(each)) for each in (router.daily_limit_usd, router.run_limit_usd))
    day = limit_use("day", today.date().isoformat(), daily, store.spent_usd(day=today))
    if not calls:
        return (day,)
    run = calls[-1].asker.run
    return (day, limit_use("run", run, per_run, store.spent_usd(run=run)))


def _comparison(
    wanted: str | None, calls: Sequence[Call], price_of: PriceOf
) -> CostComparison | None:
    if wanted is None or not calls:
        return None
    model = dearest(calls) if wanted == BASELINE else wanted
    if model is None:
        return None
    price = price_used(calls, model) or price_of(model)
    if price is None:
        known = sorted({each.model for each in calls if price_used(calls, each.model)})
        raise UsageError(
            f"no price of the model {model!r} is known",
            hint=f"Compare with `{BASELINE}` or one of these: {', '.join(known) or '(none)'}.",
            slug="baseline-unknown",
        )
    chosen = "dearest used" if wanted == BASELINE else "named"
    return compared(calls, model, price, chosen)


def _written(result: CostDashboardResult, html: Path, services: Services) -> CostDashboardResult:
    page = cost_html(
        result.figures,
        result.by,
        result.period,
        limits=result.limits,
        comparison=result.comparison,
        version=__version__,
    )
    path = write_text(services.path(html), page)
    return replace(result, files=(path,))


def _with_catalogue(request: CostDashboardRequest, services: Services) -> CostDashboardResult:
    """The dashboard, with today's prices for models that were never called."""

    def price_of(model: str) -> Price | None:
        from aqe.operations.model_wiring import ModelWiring

        known = ModelWiring(services).catalogue.by_id.get(model)
        return None if known is None else known.price

    return cost_dashboard(request, services, price_of)


DASHBOARD: Operation[CostDashboardRequest, CostDashboardResult] = Operation(
    name="cost.dashboard",
    summary="Show what models cost, what came of it and what is left of the limits.",
    request=CostDashboardRequest,
    result=CostDashboardResult,
    handler=_with_catalogue,
    writes=True,
)
