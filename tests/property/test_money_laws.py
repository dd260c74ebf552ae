"""Sums over the ledger equal exact arithmetic, whatever the prices and the tokens."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from call_builders import PRICED, Settling
from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.domain.conversation import Asker
from aqe.domain.cost import usd_text
from aqe.domain.model import Price, TokenUsage
from aqe.errors import RouterError
from aqe.store import Store
from aqe.store.money import dollars, pico_dollars
from aqe.testing import ManualClock

CLOCK = ManualClock()
PRICES = st.decimals(0, 1_000_000, places=6)
TOKENS = st.integers(0, 9_000_000)
USAGES = st.builds(
    lambda plain, cached, output: TokenUsage(plain + cached, output, cached), TOKENS, TOKENS, TOKENS
)
COSTS = st.builds(
    lambda prices, usage: Price(*prices).cost_usd(usage), st.tuples(PRICES, PRICES, PRICES), USAGES
).filter(lambda cost: cost < 9_000_000)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder), clock=CLOCK) as opened,
    ):
        yield opened


@given(cost=COSTS)
def test_every_cost_at_prices_of_six_decimals_is_whole(cost: Decimal) -> None:
    assert dollars(pico_dollars(cost)) == cost


@given(usd=st.decimals(0, 9_000_000, allow_nan=False, allow_infinity=False))
def test_rounding_goes_up_by_less_than_one_unit(usd: Decimal) -> None:
    error = Fraction(dollars(pico_dollars(usd))) - Fraction(usd)
    assert 0 <= error < Fraction(1, 10**12)


@settings(max_examples=40, deadline=None)
@given(costs=st.lists(st.tuples(COSTS, COSTS | st.none()), max_size=12))
def test_sums_of_the_ledger_are_exact(
    store: Store, costs: list[tuple[Decimal, Decimal | None]]
) -> None:
    run, expected = store.new_run_id(), Fraction(0)
    for reserve, cost in costs:
        id = store.begin_call(PRICED, Asker(run), reserve, daily_limit_usd=None, run_limit_usd=None)
        assert Fraction(store.spent_usd(run=run)) == expected + Fraction(reserve)
        if cost is not None:
            store.settle_call(id, Settling(cost_usd=cost))
        expected += Fraction(reserve if cost is None else cost)
        assert Fraction(store.spent_usd(run=run)) == expected
    assert Fraction(store.spent_usd(run=run, day=CLOCK.now())) == expected
    assert store.check().problems == ()


@settings(max_examples=40, deadline=None)
@given(limit=COSTS, reserves=st.lists(COSTS, max_size=12))
def test_a_limit_is_never_passed_and_never_refuses_what_fits(
    store: Store, limit: Decimal, reserves: list[Decimal]
) -> None:
    run, taken = store.new_run_id(), Fraction(0)
    for reserve in reserves:
        fits = reserve == 0 or taken + Fraction(reserve) <= Fraction(limit)
        expected: AbstractContextManager[object] = (
            nullcontext() if fits else pytest.raises(RouterError, match="would pass it")
        )
        with expected:
            store.begin_call(PRICED, Asker(run), reserve, daily_limit_usd=None, run_limit_usd=limit)
        taken += Fraction(reserve) if fits else 0
    assert Fraction(store.spent_usd(run=run)) == taken <= Fraction(limit)


@given(usd=st.decimals(0, 1_000_000, places=12))
def test_a_text_of_money_tells_two_digits_at_least(usd: Decimal) -> None:
    shown = Decimal(usd_text(usd).replace("$", "").replace(",", ""))
    assert abs(shown - usd) <= usd / 20
    assert (shown == 0) == (usd == 0)
