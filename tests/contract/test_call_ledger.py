"""Every ledger of calls keeps the promises of `aqe.router.ports.CallLedger`.

A ledger is put under this suite by an entry in `LEDGERS`: a function from a clock and an empty folder to
the ledger.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from asking import model

from aqe.domain.conversation import Asker, CallOutcome
from aqe.domain.model import NO_TOKENS, Model, TokenUsage
from aqe.domain.routing import TaskKind
from aqe.errors import RouterError
from aqe.router.ports import CallLedger, Settlement
from aqe.store import Store
from aqe.testing import ManualClock, MemoryCallLedger

LEDGERS: dict[str, Callable[[ManualClock, Path], CallLedger]] = {
    "memory": lambda clock, folder: MemoryCallLedger(clock),
    "store": lambda clock, folder: Store.open(folder, clock=clock),
}
CENT = Decimal("0.01")
ASKER = Asker(run="run-1", agent="qe-test-generator", subject="shop.cart", kind=TaskKind.REPAIR)
ANSWERED = Settlement(
    CallOutcome.ANSWERED,
    TokenUsage(1000, 200, 300),
    cost_usd=Decimal("0.0015"),
    stated_cost_usd=Decimal("0.0016"),
    duration_s=1.5,
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2030, 1, 1, 22, 0, tzinfo=UTC))


@pytest.fixture(params=sorted(LEDGERS))
def ledger(request: pytest.FixtureRequest, clock: ManualClock, tmp_path: Path) -> CallLedger:
    return LEDGERS[request.param](clock, tmp_path)


def begin(
    ledger: CallLedger,
    reserve: Decimal | None = CENT,
    *,
    day: Decimal | None = None,
    run: Decimal | None = None,
    asker: Asker = ASKER,
    of: Model | None = None,
) -> str:
    return ledger.begin_call(of or model(), asker, reserve, daily_limit_usd=day, run_limit_usd=run)


def test_a_call_that_begins_is_open_and_holds_what_is_set_aside(
    ledger: CallLedger, clock: ManualClock
) -> None:
    id = begin(ledger, CENT)
    (call,) = ledger.calls()
    assert (call.id, call.model, call.provider) == (id, "openrouter/small", "openrouter")
    assert (call.asker, call.started_at) == (ASKER, clock.now())
    assert (call.outcome, call.usage, call.cost_usd) == (CallOutcome.OPEN, NO_TOKENS, CENT)
    assert call.price_input_usd == Decimal(1)
    assert call.price_output_usd == Decimal(4)
    assert call.price_cached_usd == Decimal("0.1")
    assert ledger.spent_usd(run="run-1") == ledger.spent_usd(day=clock.now()) == CENT


def test_a_settled_call_holds_what_it_came_to(ledger: CallLedger, clock: ManualClock) -> None:
    id = begin(ledger, CENT)
    ledger.settle_call(id, ANSWERED)
    (call,) = ledger.calls()
    assert (call.outcome, call.usage) == (CallOutcome.ANSWERED, TokenUsage(1000, 200, 300))
    assert (call.cost_usd, call.stated_cost_usd) == (Decimal("0.0016"), Decimal("0.0016"))
    assert (call.duration_s, call.is_usage_counted, call.error) == (1.5, True, "")
    assert ledger.spent_usd(run="run-1") == ledger.spent_usd(day=clock.now()) == Decimal("0.0016")


@pytest.mark.parametrize(
    ("computed", "stated", "charged"),
    [
        ("0.001", "0.5", "0.5"),
        ("0.5", "0.001", "0.5"),
        ("0.5", None, "0.5"),
        (None, "0.5", "0.5"),
        ("0.5", "NaN", "0.5"),
        ("0.5", "Infinity", "0.5"),
        ("0.5", "-1", "0.5"),
        ("0.5", "1e40", "0.5"),
        (None, None, None),
    ],
)
def test_a_call_counts_as_the_larger_of_its_computed_and_its_stated_cost(
    ledger: CallLedger,
    clock: ManualClock,
    computed: str | None,
    stated: str | None,
    charged: str | None,
) -> None:
    cost, said, wanted = (
        None if each is None else Decimal(each) for each in (computed, stated, charged)
    )
    id = begin(ledger, None, of=model(price=None))
    ledger.settle_call(id, replace(ANSWERED, cost_usd=cost, stated_cost_usd=said))
    assert ledger.calls()[0].cost_usd == wanted
    spent = wanted or Decimal(0)
    assert ledger.spent_usd(run="run-1") == ledger.spent_usd(day=clock.now()) == spent


def test_what_a_provider_states_reaches_the_limit(ledger: CallLedger) -> None:
    id = begin(ledger, None, run=CENT, of=model(price=None))
    ledger.settle_call(id, replace(ANSWERED, cost_usd=None, stated_cost_usd=Decimal(5)))
    with pytest.raises(RouterError) as caught:
        begin(ledger, None, run=CENT, of=model(price=None))
    assert caught.value.slug == "budget-spent"
    assert len(ledger.calls()) == 1


@pytest.mark.parametrize("outcome", [CallOutcome.FAILED, CallOutcome.CANCELLED])
def test_how_it_failed_is_kept(ledger: CallLedger, outcome: CallOutcome) -> None:
    id = begin(ledger)
    end = Settlement(
        outcome, TokenUsage(5, 1), is_usage_counted=False, cost_usd=CENT / 2, error="model-cut"
    )
    ledger.settle_call(id, end)
    (call,) = ledger.calls()
    assert (call.outcome, call.error, call.is_usage_counted) == (outcome, "model-cut", False)
    assert ledger.spent_usd(run="run-1") == CENT / 2


def test_a_call_is_settled_once(ledger: CallLedger) -> None:
    id = begin(ledger)
    ledger.settle_call(id, ANSWERED)
    ledger.settle_call(id, replace(ANSWERED, outcome=CallOutcome.FAILED, cost_usd=Decimal(7)))
    assert ledger.calls()[0].outcome is CallOutcome.ANSWERED
    assert ledger.spent_usd(run="run-1") == Decimal("0.0016")


def test_amounts_are_exact(ledger: CallLedger) -> None:
    tiny = Decimal("0.000000000123")
    for _ in range(3):
        ledger.settle_call(
            begin(ledger, Decimal("0.1")), replace(ANSWERED, cost_usd=tiny, stated_cost_usd=None)
        )
    assert ledger.spent_usd(run="run-1") == 3 * tiny


def test_the_last_cent_may_be_spent_and_no_more(ledger: CallLedger) -> None:
    begin(ledger, CENT, day=2 * CENT)
    begin(ledger, CENT, day=2 * CENT)
    with pytest.raises(RouterError) as caught:
        begin(ledger, Decimal("0.000001"), day=2 * CENT)
    assert caught.value.slug == "budget-spent"
    assert not caught.value.retryable
    assert len(ledger.calls()) == 2


def test_what_was_set_aside_and_not_used_is_free_again(ledger: CallLedger) -> None:
    id = begin(ledger, CENT, run=CENT)
    with pytest.raises(RouterError):
        begin(ledger, CENT, run=CENT)
    ledger.settle_call(id, replace(ANSWERED, cost_usd=Decimal(0), stated_cost_usd=None))
    begin(ledger, CENT, run=CENT)


def test_the_limit_of_a_run_does_not_hold_others(ledger: CallLedger) -> None:
    begin(ledger, CENT, run=CENT)
    begin(ledger, CENT, run=CENT, asker=replace(ASKER, run="run-2"))
    with pytest.raises(RouterError):
        begin(ledger, CENT, run=CENT)
    assert ledger.spent_usd(run="run-2") == CENT
    assert ledger.spent_usd() == 2 * CENT


def test_a_day_ends_at_midnight_utc(ledger: CallLedger, clock: ManualClock) -> None:
    first = clock.now()
    begin(ledger, CENT, day=CENT)
    clock.advance(2 * 3600 - 1)
    with pytest.raises(RouterError):
        begin(ledger, CENT, day=CENT)
    clock.advance(1)
    begin(ledger, CENT, day=CENT)
    assert ledger.spent_usd(day=first) == ledger.spent_usd(day=clock.now()) == CENT


def test_without_a_price_nothing_is_spent(ledger: CallLedger) -> None:
    id = begin(ledger, None, day=CENT, run=CENT, of=model(price=None))
    assert ledger.calls()[0].cost_usd is None
    assert ledger.calls()[0].price_input_usd is None
    ledger.settle_call(id, replace(ANSWERED, cost_usd=None, stated_cost_usd=None))
    assert ledger.calls()[0].cost_usd is None
    assert ledger.spent_usd() == 0


def test_without_a_price_nobody_is_asked_once_the_money_is_gone(ledger: CallLedger) -> None:
    with pytest.raises(RouterError):
        begin(ledger, None, day=Decimal(0), run=None, of=model(price=None))
    begin(ledger, CENT, day=CENT, run=None)
    with pytest.raises(RouterError):
        begin(ledger, None, day=CENT, run=None, of=model(price=None))
    begin(ledger, Decimal(0), day=CENT, run=None)


def test_what_costs_nothing_is_allowed_at_a_limit_of_nothing(ledger: CallLedger) -> None:
    begin(ledger, Decimal(0), day=Decimal(0), run=Decimal(0))
    with pytest.raises(RouterError):
        begin(ledger, Decimal("0.000001"), day=None, run=Decimal(0))


def test_tests_of_an_answer_are_noted(ledger: CallLedger) -> None:
    id = begin(ledger)
    ledger.settle_call(id, ANSWERED)
    assert ledger.calls()[0].proposed_tests is None
    ledger.note_tests(id, proposed=5, accepted=2)
    (call,) = ledger.calls()
    assert (call.proposed_tests, call.accepted_tests) == (5, 2)
    assert call.outcome is CallOutcome.ANSWERED


def test_calls_come_oldest_first_and_since_a_moment(ledger: CallLedger, clock: ManualClock) -> None:
    ids = []
    for _ in range(3):
        ids.append(begin(ledger))
        clock.advance(60)
    assert [each.id for each in ledger.calls()] == ids
    assert len(set(ids)) == 3
    since = clock.now() - timedelta(seconds=120)
    assert [each.id for each in ledger.calls(since)] == ids[1:]


def test_two_threads_do_not_both_take_the_last_cent(ledger: CallLedger) -> None:
    taken: list[str] = []
    refused: list[str] = []
    gate = threading.Barrier(8)

    def take() -> None:
        gate.wait()
        try:
            taken.append(begin(ledger, CENT, day=3 * CENT))
        except RouterError as error:
            refused.append(error.slug)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(taken) == 3
    assert refused == ["budget-spent"] * 5
