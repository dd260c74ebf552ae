"""Judging may take what is left of the budget, at least what was set aside, and a tenth beyond it."""

from __future__ import annotations

import pytest

from aqe.campaign.hybrid.allowance import Allowance, search_budget_s


@pytest.mark.parametrize(
    ("budget_s", "spent_s", "left_s"),
    [
        (10.0, 8.0, 3.0),
        (10.0, 9.0, 3.0),
        (10.0, 12.0, 3.0),
        (10.0, 0.0, 11.0),
        (100.0, 100.0, 20.0),
        (3.0, 5.0, 1.8),
    ],
)
def test_what_judging_may_take(budget_s: float, spent_s: float, left_s: float) -> None:
    used = [0.0]
    allowance = Allowance.of(budget_s, spent_s, lambda: used[0])
    assert allowance.left_s() == pytest.approx(left_s)
    used[0] = 0.75
    assert allowance.left_s() == pytest.approx(left_s - 0.75)


def test_without_a_budget_in_seconds_there_is_no_cap() -> None:
    assert Allowance.of(None, 99.0, lambda: 99.0).left_s() is None


def test_good_answers_are_given_time_once() -> None:
    allowance = Allowance.of(10.0, 10.0, lambda: 0.5)
    assert allowance.left_s() == pytest.approx(2.5)
    for _ in range(2):
        allowance.extend()
        assert allowance.left_s() == pytest.approx(7.5)
    uncapped = Allowance.of(None, 0.0, lambda: 0.0)
    uncapped.extend()
    assert uncapped.left_s() is None


@pytest.mark.parametrize(
    ("budget_s", "search_s"), [(100.0, 90.0), (20.0, 18.0), (10.0, 8.0), (5.0, 3.0), (3.0, 1.5)]
)
def test_time_for_judging_is_set_aside(budget_s: float, search_s: float) -> None:
    assert search_budget_s(budget_s) == pytest.approx(search_s)


@pytest.mark.parametrize("budget_s", [2.0, 5.0, 10.0, 30.0, 300.0])
@pytest.mark.parametrize("overrun_s", [0.0, 0.5, 4.0])
def test_answers_that_are_good_for_nothing_cost_a_tenth_at_most(
    budget_s: float, overrun_s: float
) -> None:
    alone_s = budget_s + overrun_s
    spent_s = search_budget_s(budget_s) + overrun_s
    left_s = Allowance.of(budget_s, spent_s, lambda: 0.0).left_s()
    assert left_s is not None
    assert spent_s + left_s <= 1.1 * alone_s + 1e-9
