"""Every call is written down, no limit is passed, and nothing is counted twice or forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from call_builders import FREE, PRICED, UNPRICED, Settling, make_model

from aqe.domain.conversation import Asker, CallOutcome
from aqe.domain.model import TokenUsage
from aqe.domain.routing import TaskKind
from aqe.errors import InternalError, RouterError, StoreError
from aqe.router.ports import CallLedger, Settlement
from aqe.store import Store, StoreNotice, calls
from aqe.testing import ManualClock

ASKER = Asker("run-1", "qe-test-generator", "shop.cart", TaskKind.REPAIR)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2030, 1, 1, 12, tzinfo=UTC))


@pytest.fixture
def told() -> list[StoreNotice]:
    return []


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock, told: list[StoreNotice]) -> Iterator[Store]:
    with Store.open(tmp_path, clock=clock, tell=told.append) as opened:
        yield opened


def begin(
    ledger: CallLedger,
    reserve: str | None = "0.1",
    *,
    day: str | None = "1",
    run: str | None = None,
    asker: Asker = ASKER,
    model: object = PRICED,
) -> str:
    return ledger.begin_call(
        model,  # type: ignore[arg-type]
        asker,
        None if reserve is None else Decimal(reserve),
        daily_limit_usd=None if day is None else Decimal(day),
        run_limit_usd=None if run is None else Decimal(run),
    )


def test_a_call_is_written_down_from_beginning_to_end(store: Store, clock: ManualClock) -> None:
    ledger: CallLedger = store
    id = begin(ledger)
    (opened,) = store.calls()
    assert (opened.id, opened.model, opened.provider) == (id, "openrouter/fable", "openrouter")
    assert (opened.asker, opened.outcome) == (ASKER, CallOutcome.OPEN)
    assert (opened.started_at, opened.cost_usd) == (clock.now(), Decimal("0.1"))
    assert (opened.price_input_usd, opened.price_output_usd) == (Decimal(3), Decimal(15))
    assert (opened.price_cached_usd, opened.accepted_tests) == (Decimal("0.3"), None)

    settlement = Settlement(
        CallOutcome.ANSWERED,
        TokenUsage(2000, 300, 500),
        False,
        Decimal("0.009150"),
        Decimal("0.0092"),
        1.5,
        "model-cut",
    )
    ledger.settle_call(id, settlement)
    ledger.note_tests(id, proposed=7, accepted=5)
    (ended,) = store.calls()
    assert ended == replace(
        opened,
        outcome=CallOutcome.ANSWERED,
        usage=TokenUsage(2000, 300, 500),
        is_usage_counted=False,
        cost_usd=Decimal("0.0092"),
        stated_cost_usd=Decimal("0.0092"),
        duration_s=1.5,
        error="model-cut",
        proposed_tests=7,
        accepted_tests=5,
    )


def test_the_first_settlement_stays(store: Store) -> None:
    id = begin(store)
    store.settle_call(id, Settling(cost_usd=Decimal("0.02"), usage=TokenUsage(5, 6)))
    for outcome in (CallOutcome.FAILED, CallOutcome.CANCELLED, CallOutcome.ANSWERED):
        store.settle_call(id, Settling(outcome, TokenUsage(9, 9), cost_usd=Decimal(9)))
    (call,) = store.calls()
    assert (call.outcome, call.usage) == (CallOutcome.ANSWERED, TokenUsage(5, 6))
    assert store.spent_usd() == Decimal("0.02")


def test_a_limit_may_be_used_up_and_not_passed(store: Store) -> None:
    for _ in range(10):
        begin(store)
    assert store.spent_usd() == 1
    with pytest.raises(RouterError) as caught:
        begin(store, "0.000000000001")
    error = caught.value
    assert error.slug == "budget-spent"
    assert not error.retryable
    for words in ("day 2030-01-01 (UTC)", "$1.0000", "$0.0000000000010 more"):
        assert words in error.message
    assert "router.daily_limit_usd" in (error.hint or "")
    assert len(store.calls()) == 10


def test_what_was_not_needed_is_free_again(store: Store) -> None:
    id = begin(store, "1")
    with pytest.raises(RouterError):
        begin(store)
    store.settle_call(id, Settling(cost_usd=Decimal("0.9")))
    begin(store)
    with pytest.raises(RouterError):
        begin(store, "0.01")


def test_the_run_has_a_limit_of_its_own(store: Store, clock: ManualClock) -> None:
    begin(store, "0.5", day="10", run="0.5")
    with pytest.raises(RouterError, match="run 'run-1'") as caught:
        begin(store, day="10", run="0.5")
    assert "router.run_limit_usd" in (caught.value.hint or "")
    begin(store, day="10", run="0.5", asker=replace(ASKER, run="run-2"))
    clock.advance(86_400)
    with pytest.raises(RouterError, match="run 'run-1'"):
        begin(store, day="10", run="0.5")
    assert store.spent_usd(run="run-1") == Decimal("0.5")
    assert store.spent_usd(run="run-2") == Decimal("0.1")
    assert store.spent_usd(run="nobody") == 0


def test_a_new_day_in_utc_has_its_limit_anew(store: Store, clock: ManualClock) -> None:
    begin(store, "1")
    clock.advance(11 * 3600 + 3599)
    with pytest.raises(RouterError):
        begin(store)
    clock.advance(1)
    begin(store)
    yesterday, today = datetime(2030, 1, 1, 23, tzinfo=UTC), clock.now()
    assert store.spent_usd(day=yesterday) == 1
    assert store.spent_usd(day=today) == Decimal("0.1")
    assert store.spent_usd(day=today, run="run-1") == Decimal("0.1")
    assert store.spent_usd() == Decimal("1.1")


def test_a_call_above_what_was_set_aside_is_told_as_it_was(store: Store) -> None:
    id = begin(store, "0.1")
    store.settle_call(id, Settling(cost_usd=Decimal("2.5")))
    assert store.spent_usd() == Decimal("2.5")
    with pytest.raises(RouterError, match=r"\$2\.5000 are spent"):
        begin(store, "0.0001")


def test_what_costs_nothing_is_never_refused(store: Store) -> None:
    store.settle_call(begin(store, "1"), Settling(cost_usd=Decimal(2)))
    begin(store, "0", model=FREE)
    begin(store, "0", model=FREE, day="0", run="0")


def test_a_model_without_a_price_counts_tokens_until_the_money_is_gone(store: Store) -> None:
    id = begin(store, None, model=UNPRICED)
    store.settle_call(id, Settling(usage=TokenUsage(10, 20)))
    (call,) = store.calls()
    assert (call.cost_usd, call.price_input_usd, call.usage) == (None, None, TokenUsage(10, 20))
    assert store.spent_usd() == 0
    begin(store, "1")
    with pytest.raises(RouterError, match="a model without a price"):
        begin(store, None, model=UNPRICED)
    with pytest.raises(RouterError, match="a model without a price"):
        begin(store, None, model=UNPRICED, day=None, run="0")
    begin(store, None, model=UNPRICED, day=None)


def test_an_unknown_cost_frees_no_money(store: Store) -> None:
    store.settle_call(begin(store, "0.7"), Settling(CallOutcome.CANCELLED))
    assert store.spent_usd() == Decimal("0.7")
    assert store.calls()[0].outcome is CallOutcome.CANCELLED


@pytest.mark.parametrize("outcome", [CallOutcome.OPEN, CallOutcome.LOST])
def test_no_call_ends_open_or_lost(store: Store, outcome: CallOutcome) -> None:
    id = begin(store)
    with pytest.raises(InternalError):
        store.settle_call(id, Settling(outcome))


@pytest.mark.parametrize(
    "settling",
    [
        Settling(cost_usd=Decimal("1E30")),
        Settling(cost_usd=Decimal(-1)),
        Settling(usage=TokenUsage(2**63, 1)),
    ],
)
def test_impossible_numbers_are_refused_and_the_reserve_stays(
    store: Store, settling: Settling
) -> None:
    id = begin(store)
    with pytest.raises(StoreError) as caught:
        store.settle_call(id, settling)
    assert caught.value.slug == "amount-impossible"
    assert (store.calls()[0].outcome, store.spent_usd()) == (CallOutcome.OPEN, Decimal("0.1"))


def test_sums_do_not_overflow(store: Store) -> None:
    for _ in range(5):
        store.settle_call(begin(store, "0", day=None), Settling(cost_usd=Decimal("9223372.1") - 1))
    assert store.spent_usd() == 5 * Decimal("9223371.1")
    with pytest.raises(RouterError):
        begin(store, "9000000", day="1000000")


@pytest.mark.parametrize("stated", [Decimal("NaN"), Decimal("Infinity"), Decimal("1" * 70)])
def test_a_statement_that_is_no_amount_is_dropped(store: Store, stated: Decimal) -> None:
    store.settle_call(begin(store), Settling(cost_usd=Decimal("0.01"), stated_cost_usd=stated))
    assert store.calls()[0].stated_cost_usd is None


def test_what_is_not_there_cannot_be_settled(store: Store) -> None:
    actions: list[Callable[[], None]] = [
        lambda: store.settle_call("nothing", Settling()),
        lambda: store.note_tests("nothing", proposed=1, accepted=1),
    ]
    for action in actions:
        with pytest.raises(StoreError) as caught:
            action()
        assert caught.value.slug == "call-unknown"
    with pytest.raises(InternalError):
        store.note_tests(begin(store), proposed=1, accepted=-1)


def test_calls_since_a_moment_in_their_order(store: Store, clock: ManualClock) -> None:
    ids = []
    for _ in range(3):
        ids.append(begin(store))
        clock.advance(60)
    since = clock.now() - timedelta(seconds=120)
    assert [each.id for each in store.calls()] == ids
    assert [each.id for each in store.calls(since)] == ids[1:]
    assert store.calls(clock.now()) == ()


def test_texts_of_others_come_back_as_they_were(store: Store) -> None:
    asker = Asker("r\ud800\0", "", "m\udcff")
    model = replace(PRICED, id="p/\ud800", provider="p")
    begin(store, asker=asker, model=model, run="1")
    assert (store.calls()[0].asker, store.calls()[0].model) == (asker, "p/\ud800")
    assert store.spent_usd(run="r\ud800\0") == Decimal("0.1")


def test_an_error_is_kept_without_secrets(store: Store) -> None:
    error = "refused: Bearer sk-abcdefghijklmnop1234567890"
    store.settle_call(begin(store), Settling(CallOutcome.FAILED, error=error))
    assert "sk-abc" not in store.calls()[0].error


def test_ids_differ_and_sort_by_time(store: Store, clock: ManualClock) -> None:
    first = [begin(store, "0", model=FREE) for _ in range(50)]
    clock.advance(1)
    assert len(set(first)) == 50
    assert max(first) < begin(store, "0", model=FREE)


# Alerts.


def test_an_alert_comes_at_eighty_percent_once_a_day(
    store: Store, told: list[StoreNotice], clock: ManualClock
) -> None:
    begin(store, "0.79")
    assert told == []
    begin(store, "0.01")
    assert [each.slug for each in told] == ["budget-alert"]
    assert "80% of the limit of the day 2030-01-01 (UTC)" in told[0].message
    assert "$0.8000 of $1.0000" in told[0].message
    begin(store, "0.1")
    assert len(told) == 1
    assert told[0].message in [each.message for each in store.past_notices()]
    clock.advance(86_400)
    begin(store, "0.9")
    assert len(told) == 2
    assert "2030-01-02" in told[1].message


def test_day_and_run_are_told_apart(store: Store, told: list[StoreNotice]) -> None:
    begin(store, "0.9", day="100", run="1")
    begin(store, "0.9", day="100", run="1", asker=replace(ASKER, run="run-2"))
    assert ["run 'run-1'" in told[0].message, "run 'run-2'" in told[1].message] == [True, True]
    begin(store, "78.2", day="100", run=None)
    assert len(told) == 3
    assert "the day" in told[2].message


def test_another_process_does_not_tell_it_again(
    tmp_path: Path, store: Store, told: list[StoreNotice], clock: ManualClock
) -> None:
    again: list[StoreNotice] = []
    begin(store, "0.8")
    with Store.open(tmp_path, clock=clock, tell=again.append) as other:
        begin(other, "0.1")
    assert (len(told), again) == (1, [])


def test_no_alert_without_a_limit_nor_for_a_refused_call(
    store: Store, told: list[StoreNotice]
) -> None:
    begin(store, "5", day=None)
    with pytest.raises(RouterError):
        begin(store, "5", day="1", asker=replace(ASKER, run="run-2"))
    begin(store, "0", model=FREE, day="0", run="0")
    assert told == []


# Processes that die, backups, pruning, migration.


def test_an_open_call_of_a_dead_process_is_lost_and_stays_counted(store: Store) -> None:
    database = store._database
    id, other = begin(store), begin(store)
    store.settle_call(other, Settling(cost_usd=Decimal("0.01")))
    assert calls.note_lost(database, ManualClock(), lambda process: True) == 0
    assert calls.note_lost(database, ManualClock(), lambda process: False) == 1
    assert calls.note_lost(database, ManualClock(), lambda process: False) == 0
    outcomes = {each.id: each.outcome for each in store.calls()}
    assert outcomes == {id: CallOutcome.LOST, other: CallOutcome.ANSWERED}
    assert store.spent_usd() == Decimal("0.11")


def test_opening_finds_the_lost_ones_and_leaves_the_living(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    lost, living = begin(store), begin(store)
    with store._database.writing() as connection:
        connection.execute(
            "UPDATE model_calls SET process_started = 'another life' WHERE id = ?", (lost,)
        )
    with Store.open(tmp_path, clock=clock) as other:
        outcomes = {each.id: each.outcome for each in other.calls()}
    assert outcomes == {lost: CallOutcome.LOST, living: CallOutcome.OPEN}


def test_a_call_of_another_machine_has_a_day(store: Store, clock: ManualClock) -> None:
    begin(store)
    clock.advance(23 * 3600)
    assert calls.note_lost(store._database, clock, lambda process: None) == 0
    clock.advance(2 * 3600)
    assert calls.note_lost(store._database, clock, lambda process: None) == 1


def test_a_call_that_was_given_up_too_early_is_settled(store: Store) -> None:
    id = begin(store)
    calls.note_lost(store._database, ManualClock(), lambda process: False)
    store.settle_call(id, Settling(cost_usd=Decimal("0.03")))
    store.settle_call(id, Settling(cost_usd=Decimal("0.09")))
    assert (store.calls()[0].outcome, store.spent_usd()) == (CallOutcome.ANSWERED, Decimal("0.03"))


def test_a_backup_does_not_make_money_unspent(store: Store) -> None:
    early, late = begin(store), None
    backup = store.backup()
    store.settle_call(early, Settling(cost_usd=Decimal("0.2")))
    late = begin(store, "0.6")
    store.restore(backup)
    outcomes = {each.id: each.outcome for each in store.calls()}
    assert outcomes == {early: CallOutcome.ANSWERED, late: CallOutcome.OPEN}
    assert store.spent_usd() == Decimal("0.8")
    store.settle_call(late, Settling(cost_usd=Decimal("0.5")))
    assert store.spent_usd(run="run-1") == Decimal("0.7")
    assert store.check().problems == ()


def test_a_backup_from_before_there_were_calls_can_be_restored(
    tmp_path: Path, store: Store, told: list[StoreNotice]
) -> None:
    dump = Path(__file__).parent / "databases" / "v2.sql"
    old = tmp_path / "old.db"
    connection = sqlite3.connect(old)
    connection.executescript(dump.read_text("utf-8"))
    connection.close()
    id = begin(store, "0.9")
    store.restore(old)
    assert [each.id for each in store.calls()] == [id]
    assert [run.id for run in store.runs()] == ["20300101T000000-abcd"]
    begin(store, "0.01")
    assert len(told) == 1


def test_calls_are_kept_for_four_hundred_days(store: Store, clock: ManualClock) -> None:
    old, still_open = begin(store), begin(store)
    store.settle_call(old, Settling(cost_usd=Decimal("0.1")))
    clock.advance(399 * 86_400)
    store.prune(runs=1, backups=1)
    assert [each.id for each in store.calls()] == [old, still_open]
    clock.advance(2 * 86_400)
    begin(store, "0.3", asker=replace(ASKER, run="run-2"))
    store.prune(runs=1, backups=1)
    assert [each.id for each in store.calls()][:-1] == [still_open]
    assert store.spent_usd(run="run-1") == Decimal("0.1")
    assert store.spent_usd() == Decimal("0.4")
    assert store.check().problems == ()
    store.settle_call(still_open, Settling(cost_usd=Decimal("0.1")))
    store.prune(runs=1, backups=1)
    names = store._database.rows("SELECT scope, name FROM budget_use ORDER BY scope")
    assert names == [("day", "2031-02-06"), ("run", "run-2")]


def test_a_total_that_is_wrong_is_found(store: Store) -> None:
    begin(store)
    assert store.check().problems == ()
    with store._database.writing() as connection:
        connection.execute("UPDATE budget_use SET pico = pico + 1 WHERE scope = 'run'")
    assert store.check().problems == (
        "the money kept for the 'run run-1' is not the sum of its calls",
    )


def test_old_alerts_go_with_their_day(store: Store, clock: ManualClock) -> None:
    begin(store, "0.9")
    clock.advance(401 * 86_400)
    store.prune(runs=1, backups=1)
    assert store._database.value("SELECT count(*) FROM budget_alerts") == 0


def test_a_price_is_kept_to_the_last_digit(store: Store) -> None:
    begin(store, model=make_model("p/m", ("0.000001", "1234567.123456", None)))
    (call,) = store.calls()
    assert (call.price_input_usd, call.price_output_usd, call.price_cached_usd) == (
        Decimal("0.000001"),
        Decimal("1234567.123456"),
        None,
    )
