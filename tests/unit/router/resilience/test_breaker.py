"""The states of a circuit breaker, with a clock that stands still."""

from __future__ import annotations

import pytest

from aqe.router.resilience import Breaker, BreakerState, ResiliencePolicy

POLICY = ResiliencePolicy(
    failures_in_a_row=3, outcomes=10, failure_share=0.6, pause_s=30, pause_most_s=100
)


@pytest.fixture
def breaker() -> Breaker:
    return Breaker(POLICY)


def opened(breaker: Breaker, now_s: float = 0) -> Breaker:
    for _ in range(3):
        breaker.fail(now_s)
    return breaker


def test_it_lets_through_at_first(breaker: Breaker) -> None:
    assert breaker.state(0) is BreakerState.CLOSED
    assert breaker.paused_s(0) == 0


def test_failures_in_a_row_open_it(breaker: Breaker) -> None:
    breaker.fail(0)
    breaker.fail(0)
    assert breaker.state(0) is BreakerState.CLOSED
    breaker.fail(5)
    assert breaker.state(5) is BreakerState.OPEN
    assert breaker.paused_s(5) == 30
    assert breaker.paused_s(25) == 10


def test_an_answer_between_them_does_not(breaker: Breaker) -> None:
    for _ in range(3):
        breaker.fail(0)
        breaker.fail(0)
        breaker.succeed()
        breaker.succeed()
    assert breaker.state(0) is BreakerState.CLOSED


def test_too_many_of_the_last_outcomes_open_it(breaker: Breaker) -> None:
    for is_failure in (True, True, False) * 3:
        breaker.fail(0) if is_failure else breaker.succeed()
    assert breaker.state(0) is BreakerState.CLOSED
    breaker.fail(0)
    assert breaker.state(0) is BreakerState.OPEN


def test_some_failures_at_once_open_it(breaker: Breaker) -> None:
    breaker.fail(0, at_once=True)
    assert breaker.state(0) is BreakerState.OPEN


def test_after_the_pause_one_trial_is_let_through(breaker: Breaker) -> None:
    opened(breaker)
    assert breaker.state(29.9) is BreakerState.OPEN
    assert breaker.state(30) is BreakerState.HALF_OPEN
    assert breaker.paused_s(30) == 0
    breaker.admit(30)
    assert breaker.paused_s(30) > 0
    breaker.withdraw()
    assert breaker.paused_s(30) == 0


def test_a_trial_that_is_answered_closes_it(breaker: Breaker) -> None:
    opened(breaker).admit(30)
    breaker.succeed()
    assert breaker.state(30) is BreakerState.CLOSED
    # Old failures do not count any more.
    breaker.fail(31)
    breaker.fail(31)
    assert breaker.state(31) is BreakerState.CLOSED


def test_a_trial_that_fails_opens_it_for_twice_as_long_up_to_a_limit(breaker: Breaker) -> None:
    opened(breaker)
    now = 30.0
    for pause in (60, 100, 100):
        breaker.admit(now)
        breaker.fail(now)
        assert breaker.paused_s(now) == pause
        now += pause
    breaker.admit(now)
    breaker.succeed()
    assert opened(breaker, now).paused_s(now) == 30


def test_failures_of_questions_that_were_under_way_do_not_lengthen_the_pause(
    breaker: Breaker,
) -> None:
    opened(breaker)
    breaker.fail(10)
    assert breaker.paused_s(10) == 20


def test_it_waits_where_the_other_side_asks_for_it(breaker: Breaker) -> None:
    breaker.fail(0)
    breaker.wait_until(12)
    assert breaker.state(0) is BreakerState.CLOSED
    assert breaker.paused_s(2) == 10
    breaker.wait_until(5)
    assert breaker.paused_s(2) == 10
    assert breaker.paused_s(12) == 0


def test_a_sign_of_life_lets_a_trial_through_at_once(breaker: Breaker) -> None:
    opened(breaker)
    breaker.revive(7)
    assert breaker.state(7) is BreakerState.HALF_OPEN
    breaker.revive(3)
    assert breaker.state(7) is BreakerState.HALF_OPEN
