"""The dashboard: what the ledger holds, in days, limits, comparison, JSON and as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from call_builders import PRICED, UNPRICED, Settling, make_model

from aqe.domain.conversation import Asker, CallOutcome
from aqe.domain.cost import CostGrouping
from aqe.domain.model import Model, Price, TokenUsage
from aqe.errors import UsageError
from aqe.operations.cost import CostDashboardRequest, cost_dashboard
from aqe.operations.operation import Status
from aqe.operations.serialise import from_json, result_document
from aqe.operations.services import Services
from aqe.settings import load_settings
from aqe.store import Store
from aqe.testing import ManualClock

USAGE = TokenUsage(1000, 100)
SMALL = make_model("openrouter/small", ("0.1", "0.4", None))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2030, 1, 1, 23, tzinfo=UTC))


@pytest.fixture
def services(tmp_path: Path, clock: ManualClock) -> Iterator[Services]:
    with Store.open(tmp_path, clock=clock) as store:
        yield Services(
            root=tmp_path,
            directory=tmp_path,
            environ={},
            clock=clock,
            open_store=lambda: store,
            read_settings=lambda: load_settings(
                tmp_path, {"AQE_ROUTER_DAILY_LIMIT_USD": "2.5", "AQE_ROUTER_RUN_LIMIT_USD": "2"}
            ),
        )


def call(
    services: Services,
    cost: str | None,
    *,
    model: Model = PRICED,
    run: str = "run-1",
    usage: TokenUsage = USAGE,
    accepted: int | None = None,
) -> None:
    reserve = None if cost is None else Decimal(cost)
    id = services.store.begin_call(
        model, Asker(run, "agent"), reserve, daily_limit_usd=None, run_limit_usd=None
    )
    services.store.settle_call(id, Settling(CallOutcome.ANSWERED, usage, cost_usd=reserve))
    if accepted is not None:
        services.store.note_tests(id, proposed=accepted, accepted=accepted)


def test_an_empty_ledger_is_inconclusive(services: Services) -> None:
    result = cost_dashboard(CostDashboardRequest(compare="baseline"), services)
    assert result.status is Status.INCONCLUSIVE
    assert (result.figures.calls, result.comparison) == (0, None)
    assert [(each.scope, each.used_usd) for each in result.limits] == [("day", 0)]
    assert all(each.value is None for each in result.figures.measures)


def test_days_are_those_of_utc_and_today_counts(services: Services, clock: ManualClock) -> None:
    call(services, "1", run="early")
    clock.advance(2 * 3600)
    call(services, "0.5", run="late")
    one = cost_dashboard(CostDashboardRequest(days=1), services)
    two = cost_dashboard(CostDashboardRequest(days=2), services)
    assert (one.first_day, one.last_day, one.figures.spent_usd) == (
        "2030-01-02",
        "2030-01-02",
        Decimal("0.5"),
    )
    assert (two.first_day, two.last_day, two.figures.spent_usd) == (
        "2030-01-01",
        "2030-01-02",
        Decimal("1.5"),
    )
    assert (one.period, two.period) == ("2030-01-02 (UTC)", "2030-01-01 to 2030-01-02 (UTC)")
    assert one.status is Status.OK
    assert cost_dashboard(CostDashboardRequest(days=36_500), services).figures.calls == 2


def test_limits_are_those_of_today_and_of_the_last_run(
    services: Services, clock: ManualClock
) -> None:
    call(services, "0.9", run="early")
    clock.advance(2 * 3600)
    call(services, "0.5", run="early")
    call(services, "0.5", run="late")
    day, run = cost_dashboard(CostDashboardRequest(), services).limits
    assert (day.name, day.limit_usd, day.used_usd, day.share) == ("2030-01-02", 2.5, 1, 0.4)
    assert (run.name, run.limit_usd, run.used_usd, run.share) == ("late", 2, Decimal("0.5"), 0.25)


def test_the_baseline_is_the_dearest_that_was_used(services: Services) -> None:
    call(services, "0.0045", usage=TokenUsage(1000, 100))
    call(services, "0.00014", model=SMALL, usage=TokenUsage(1000, 100))
    call(services, None, model=UNPRICED)
    found = cost_dashboard(CostDashboardRequest(compare="baseline"), services).comparison
    assert found is not None
    assert (found.model, found.chosen, found.calls, found.left_out) == (
        "openrouter/fable",
        "dearest used",
        2,
        1,
    )
    assert (found.actual_usd, found.baseline_usd) == (Decimal("0.00464"), Decimal("0.009"))


def test_a_named_model_is_compared_at_its_last_price(services: Services) -> None:
    call(services, "0.0045")
    call(services, "0.00014", model=SMALL)
    found = cost_dashboard(CostDashboardRequest(compare=SMALL.id), services).comparison
    assert found is not None
    assert (found.model, found.chosen, found.baseline_usd) == (
        SMALL.id,
        "named",
        Decimal("0.00028"),
    )


def test_a_model_that_was_never_called_has_the_price_of_the_catalogue(services: Services) -> None:
    call(services, "0.0045")
    request = CostDashboardRequest(compare="other/model")
    with pytest.raises(UsageError, match="'other/model'") as caught:
        cost_dashboard(request, services)
    assert caught.value.slug == "baseline-unknown"
    assert "openrouter/fable" in (caught.value.hint or "")
    price = Price(Decimal(10), Decimal(20))
    known = cost_dashboard(request, services, lambda name: price if name == "other/model" else None)
    assert known.comparison is not None
    assert known.comparison.baseline_usd == Decimal("0.012")


def test_no_price_no_baseline(services: Services) -> None:
    call(services, None, model=UNPRICED)
    result = cost_dashboard(CostDashboardRequest(compare="baseline"), services)
    assert (result.comparison, result.no_comparison) == (None, "no model with a price was called")
    assert cost_dashboard(CostDashboardRequest(), services).no_comparison == ""


def test_json_holds_numbers_and_null_for_what_is_unknown(services: Services) -> None:
    call(services, "0.000123", accepted=None)
    result = cost_dashboard(CostDashboardRequest(by=CostGrouping.MODULE), services)
    document = result_document("cost.dashboard", result, services.root)
    again = json.loads(json.dumps(document))["result"]
    assert again["figures"]["spent_usd"] == 0.000123
    assert again["by"] == "module"
    headline = again["figures"]["measures"][0]
    assert (headline["name"], headline["value"]) == ("cost_per_accepted_test", None)
    assert headline["detail"] == "nobody has looked at the tests of an answer"
    assert again["limits"][0]["share"] == pytest.approx(0.000123 / 2.5)


def test_a_request_from_json_is_checked() -> None:
    request = from_json(CostDashboardRequest, {"by": "day", "days": 7, "compare": "baseline"})
    assert request == CostDashboardRequest(CostGrouping.DAY, "baseline", 7)
    for wrong in ({"by": "hour"}, {"days": 0}, {"days": 40_000}):
        with pytest.raises(UsageError):
            from_json(CostDashboardRequest, wrong)


def test_the_page_is_written_where_it_is_wanted(services: Services) -> None:
    call(services, "0.5", accepted=2)
    request = CostDashboardRequest(html=Path("out/costs.html"), compare="baseline")
    result = cost_dashboard(request, replace(services, directory=services.root / "sub"))
    path = services.root / "sub" / "out" / "costs.html"
    assert result.files == (path,)
    text = path.read_text("utf-8")
    assert "$0.2500" in text
    assert "openrouter/fable" in text
    empty = cost_dashboard(CostDashboardRequest(html=Path("x.html")), services)
    assert empty.files == (services.root / "x.html",)
