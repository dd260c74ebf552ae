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


class _Searching:
    """A budget whose clock and reached share are set by hand."""

    def __init__(self, deadline: float, latest: float | None) -> None:
        self.now = 0.0
        self.share = 0.0
        self.budget = Budget(1000, deadline, lambda: self.now, latest=latest)
        self.budget.reached = lambda: self.share

    def is_spent(self, now: float, share: float) -> bool:
        self.now, self.share = now, share
        return self.budget.is_spent


def test_a_search_that_gets_on_may_go_on_for_a_while() -> None:
    searching = _Searching(8.0, 11.0)
    assert not searching.is_spent(7.0, 0.50)
    assert not searching.is_spent(8.0, 0.52)
    assert searching.budget.deadline == 9.0
    assert not searching.is_spent(9.0, 0.54)
    assert not searching.is_spent(10.0, 0.56)
    assert not searching.budget.was_cut
    # However well it gets on, it ends at the latest then.
    assert searching.is_spent(11.0, 0.70)
    assert searching.budget.was_cut


@pytest.mark.parametrize(
    ("latest", "before", "then"),
    [
        pytest.param(11.0, 0.500, 0.509, id="hardly-gets-on"),
        pytest.param(11.0, 0.900, 0.900, id="got-on-long-before"),
        pytest.param(None, 0.500, 0.900, id="may-never-go-on"),
    ],
)
def test_else_a_search_ends_when_its_time_is_over(
    latest: float | None, before: float, then: float
) -> None:
    searching = _Searching(8.0, latest)
    for now in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0):
        assert not searching.is_spent(now, before)
    assert searching.is_spent(8.0, then)
    assert searching.budget.was_cut


def test_it_is_told_by_how_much_the_end_was_put_off() -> None:
    searching = _Searching(8.0, 9.5)
    assert not searching.is_spent(7.0, 0.50)
    assert not searching.is_spent(8.0, 0.52)
    assert searching.budget.put_off_s == 1.0
    assert not searching.is_spent(9.0, 0.54)
    assert searching.budget.put_off_s == 1.5


def test_what_was_reached_before_the_search_is_no_progress() -> None:
    searching = _Searching(8.0, 11.0)
    assert searching.is_spent(9.0, 0.9)
