"""More than 5% of failures of its own take the router back for a while."""

from __future__ import annotations

import pytest

from aqe.router.resilience import ResiliencePolicy, Rollback
from aqe.testing import SimulatedTime

POLICY = ResiliencePolicy(asks=100, asks_least=40, own_failures=0.05, simple_for_s=600)


@pytest.fixture
def time() -> SimulatedTime:
    return SimulatedTime()


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def rollback(time: SimulatedTime, notices: list[str]) -> Rollback:
    return Rollback(POLICY, time.ticker, notices.append)


def note(rollback: Rollback, good: int, bad: int) -> None:
    for _ in range(good):
        rollback.note(is_own_failure=False)
    for _ in range(bad):
        rollback.note(is_own_failure=True)


def test_five_percent_is_not_too_much(rollback: Rollback) -> None:
    note(rollback, 95, 5)
    assert not rollback.is_active
    assert (rollback.asks, rollback.own_failures) == (100, 5)


def test_more_is(rollback: Rollback, notices: list[str]) -> None:
    note(rollback, 95, 5)
    assert not rollback.is_active
    rollback.note(is_own_failure=True)
    assert rollback.is_active
    assert rollback.left_s == 600
    assert len(notices) == 1
    assert "6 of the last 100 questions" in notices[0]
    assert "10 minutes" in notices[0]


def test_a_few_questions_say_nothing(rollback: Rollback) -> None:
    note(rollback, 0, 39)
    assert not rollback.is_active
    note(rollback, 1, 0)
    assert rollback.is_active


def test_old_questions_do_not_count(rollback: Rollback) -> None:
    note(rollback, 95, 5)
    note(rollback, 95, 5)
    assert not rollback.is_active
    note(rollback, 0, 1)
    assert rollback.is_active


def test_it_is_told_once_and_comes_back(
    rollback: Rollback, time: SimulatedTime, notices: list[str]
) -> None:
    note(rollback, 40, 10)
    # What the simple router does meanwhile says nothing about the enhanced one.
    note(rollback, 0, 50)
    assert len(notices) == 1
    time.advance(599)
    assert rollback.is_active
    time.advance(1)
    assert not rollback.is_active
    assert notices[1:] == ["the router chooses among models again"]
    assert (rollback.asks, rollback.own_failures, rollback.left_s) == (0, 0, 0)
    note(rollback, 40, 10)
    assert rollback.is_active
    assert len(notices) == 3
