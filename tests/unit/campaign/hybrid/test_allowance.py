"""What judging may take: 8% of the budget, or one start of a process; more once a test is good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.campaign.hybrid.allowance import Allowance, search_budget_s


@pytest.mark.parametrize(
    ("budget_s", "spent_s", "start_s", "left_s"),
    [
        (10.0, 8.0, 0.5, 2.8),  # the search was cut: what was set aside is there, too
        (10.0, 9.0, 0.5, 2.8),
        (10.0, 12.0, 0.5, 2.8),
        (10.0, 3.0, 0.5, 0.8),  # it ended by itself
        (10.0, 3.0, 2.0, 3.0),  # that is too little to start a process
        (100.0, 100.0, 1.0, 18.0),
    ],
)
def test_what_judging_may_take(
    budget_s: float, spent_s: float, start_s: float, left_s: float
) -> None:
    used = [0.0]
    allowance = Allowance.of(budget_s, spent_s, start_s, lambda: used[0])
    assert allowance.left_s() == pytest.approx(left_s)
    used[0] = 0.75
    assert allowance.left_s() == pytest.approx(left_s - 0.75)


SECONDS = st.floats(0.0, 1e4)


@given(st.floats(0.1, 1e4), SECONDS, st.floats(0.0, 60.0))
def test_worthless_answers_cost_8_percent_or_a_start_beyond_the_search(
    budget_s: float, spent_s: float, start_s: float
) -> None:
    left_s = Allowance.of(budget_s, spent_s, start_s, lambda: 0.0).left_s()
    assert left_s is not None
    # What search alone would have taken: had it not been cut, all of the budget and its overrun on top.
    search_s = search_budget_s(budget_s)
    alone_s = budget_s + spent_s - search_s if spent_s >= search_s else spent_s
    most_s = max(0.08 * budget_s, 1.5 * start_s)
    assert spent_s + left_s <= alone_s + most_s + 1e-6


def test_without_a_budget_in_seconds_there_is_no_cap() -> None:
    assert Allowance.of(None, 99.0, 1.0, lambda: 99.0).left_s() is None


def test_good_answers_are_given_time_once() -> None:
    allowance = Allowance.of(10.0, 4.0, 0.5, lambda: 0.5)
    assert allowance.left_s() == pytest.approx(0.3)
    for _ in range(2):
        allowance.extend()
        assert allowance.left_s() == pytest.approx(6.0 + 1.0 + 5.0 - 0.5)
    uncapped = Allowance.of(None, 0.0, 1.0, lambda: 0.0)
    uncapped.extend()
    uncapped.lose()
    assert uncapped.left_s() is None


def test_an_answer_that_was_good_for_nothing_halves_what_is_left_until_one_is_good() -> None:
    used = [0.2]
    allowance = Allowance.of(10.0, 3.0, 0.5, lambda: used[0])
    allowance.lose()
    assert allowance.left_s() == pytest.approx(0.3)
    used[0] = 0.4
    allowance.lose()
    assert allowance.left_s() == pytest.approx(0.05)
    used[0] = 0.5
    allowance.lose()  # what is not left is not halved
    assert allowance.left_s() == pytest.approx(-0.05)
    for _ in range(2):
        allowance.extend()  # a good one brings back what was lost, and ends the losing
        assert allowance.left_s() == pytest.approx(7.0 + 0.8 + 5.2 - 0.5)
        allowance.lose()


@pytest.mark.parametrize(
    ("budget_s", "search_s"), [(100.0, 90.0), (20.0, 18.0), (10.0, 8.0), (5.0, 3.0), (3.0, 1.5)]
)
def test_time_for_judging_is_set_aside(budget_s: float, search_s: float) -> None:
    assert search_budget_s(budget_s) == pytest.approx(search_s)


@pytest.mark.parametrize("budget_s", [2.0, 5.0, 10.0, 30.0, 300.0])
@pytest.mark.parametrize("overrun_s", [0.0, 0.5, 4.0])
def test_answers_that_are_good_for_nothing_cost_8_percent_at_most(
    budget_s: float, overrun_s: float
) -> None:
    alone_s = budget_s + overrun_s
    spent_s = search_budget_s(budget_s) + overrun_s
    left_s = Allowance.of(budget_s, spent_s, 0.0, lambda: 0.0).left_s()
    assert left_s is not None
    assert spent_s + left_s <= 1.08 * alone_s + 1e-9
