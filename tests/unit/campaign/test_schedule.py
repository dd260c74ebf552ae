"""The order of work that waits for other work."""

from __future__ import annotations

import threading
import time

import pytest

from aqe.campaign.schedule import in_turn
from aqe.errors import InternalError

NOBODY: frozenset[int] = frozenset()


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_nothing_starts_before_what_it_needs_is_done(jobs: int) -> None:
    needs = [frozenset({3}), NOBODY, frozenset({0, 1}), NOBODY, frozenset({2})]
    started: list[int] = []
    done: set[int] = set()

    def work(number: int) -> int:
        started.append(number)
        assert needs[number] <= done
        time.sleep(0.01)
        done.add(number)
        return number * 10

    assert in_turn(work, needs, jobs, threading.Event()) == [0, 10, 20, 30, 40]
    assert sorted(started) == [0, 1, 2, 3, 4]
    if jobs == 1:
        assert started == [1, 3, 0, 2, 4]


def test_what_waits_for_nobody_runs_together() -> None:
    barrier = threading.Barrier(3, timeout=60)
    assert len(in_turn(lambda number: barrier.wait(), [NOBODY] * 3, 3, threading.Event())) == 3


def test_no_more_run_at_once_than_was_allowed() -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def work(number: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    in_turn(work, [NOBODY] * 8, 2, threading.Event())
    assert most == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_ends_everything(jobs: int) -> None:
    aborted = threading.Event()

    def work(number: int) -> int:
        if number == 1:
            raise KeyboardInterrupt
        time.sleep(0.05)
        return number

    with pytest.raises(KeyboardInterrupt):
        in_turn(work, [NOBODY] * 6, jobs, aborted)
    assert aborted.is_set() is (jobs > 1)


def test_nothing_to_do_is_done() -> None:
    assert in_turn(lambda number: number, [], 2, threading.Event()) == []


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_circle_is_an_error_and_no_endless_wait(jobs: int) -> None:
    needs = [frozenset({1}), frozenset({0}), NOBODY]
    with pytest.raises(InternalError):
        in_turn(lambda number: number, needs, jobs, threading.Event())
