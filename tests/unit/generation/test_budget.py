from __future__ import annotations

import pytest

from aqe.generation.exploring.exploration import Budget


@pytest.mark.parametrize(
    ("used", "now", "is_spent", "was_cut"),
    [
        (39, 3.9, False, False),
        (40, 0.0, True, False),
        (0, 4.0, True, True),
        (40, 9.0, True, False),
    ],
)
def test_a_share_is_spent_by_executions_or_by_time(
    used: int, now: float, is_spent: bool, was_cut: bool
) -> None:
    clock = [50.0]
    budget = Budget(100, 60.0, lambda: clock[0])
    budget.used, clock[0] = used, 50.0 + now
    assert budget.has_spent(0.4) is is_spent
    assert budget.was_cut is was_cut


def test_without_a_deadline_only_executions_count() -> None:
    budget = Budget(100, None, lambda: 1e9)
    assert not budget.has_spent(0.4)
    budget.used = 41
    assert budget.has_spent(0.4)
