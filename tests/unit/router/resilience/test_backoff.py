"""Waits double, are drawn from the whole range, and are never shorter than what was asked for."""

from __future__ import annotations

import random

import pytest

from aqe.errors import RouterError
from aqe.router.resilience import ResiliencePolicy
from aqe.router.resilience.backoff import wait_s

POLICY = ResiliencePolicy(backoff_base_s=0.5, backoff_most_s=20, patience_s=30)


def error(retry_after_s: float | None = None) -> RouterError:
    return RouterError("busy", retryable=True, retry_after_s=retry_after_s)


@pytest.mark.parametrize(
    ("attempt", "bound"), [(0, 0.5), (1, 1), (2, 2), (5, 16), (6, 20), (1000, 20)]
)
def test_the_bound_doubles_up_to_a_limit(attempt: int, bound: float) -> None:
    assert wait_s(error(), attempt, POLICY, lambda: 1.0) == bound
    assert wait_s(error(), attempt, POLICY, lambda: 0.0) == 0
    assert wait_s(error(), attempt, POLICY, lambda: 0.25) == bound / 4


def test_draws_spread_over_the_whole_range() -> None:
    chance = random.Random(1).random
    waits = [wait_s(error(), 4, POLICY, chance) or 0.0 for _ in range(500)]
    assert min(waits) < 0.5
    assert max(waits) > 7.5
    assert 3.5 < sum(waits) / len(waits) < 4.5


def test_what_was_asked_for_is_the_least() -> None:
    assert wait_s(error(5), 0, POLICY, lambda: 0.0) == 5
    assert wait_s(error(5), 0, POLICY, lambda: 1.0) == 5.5
    assert wait_s(error(0), 0, POLICY, lambda: 1.0) == 0.5


def test_nobody_waits_longer_than_the_patience() -> None:
    assert wait_s(error(30), 0, POLICY, lambda: 0.0) == 30
    assert wait_s(error(30.1), 0, POLICY, lambda: 0.0) is None
