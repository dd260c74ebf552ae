from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from aqe.campaign.verifying.isolation import Isolated, Trial, isolate


class Suite:
    """Tests with known faults; tells like pytest in file order and reversed."""

    def __init__(
        self,
        *,
        failing: Sequence[int] = (),
        spoilers: Sequence[int] = (),
        breaking: Sequence[int] = (),
        never: str | None = None,
    ) -> None:
        self.failing = set(failing)
        self.spoilers = set(spoilers)
        self.breaking = set(breaking)
        self.never = never
        self.attempts: list[tuple[int, ...]] = []

    def __call__(self, tests: Sequence[int]) -> Trial:
        self.attempts.append(tuple(tests))
        if self.never is not None:
            return Trial(dict.fromkeys(tests, "did not run"), self.never)
        if self.breaking & set(tests):
            return Trial({}, "the file does not import")
        failed: dict[int, str] = {}
        early: list[frozenset[int]] = []
        for order in (tuple(tests), tuple(reversed(tests))):
            wrong = self.run(order)
            if wrong:
                early.append(frozenset(order[: order.index(wrong[0]) + 1]))
            failed.update(dict.fromkeys(wrong, "failed"))
        return Trial(failed, None, until_failure=tuple(early))

    def run(self, order: Sequence[int]) -> list[int]:
        wrong = []
        is_spoiled = False
        for each in order:
            if each in self.failing or is_spoiled:
                wrong.append(each)
            is_spoiled = is_spoiled or each in self.spoilers
        return wrong


def found(suite: Suite, count: int = 40, **limits: int) -> Isolated:
    isolated = isolate(range(count), suite, **limits)
    if isolated.kept:
        assert isolated.kept in suite.attempts
        assert suite(isolated.kept).is_fine
    assert set(isolated.kept) | set(isolated.dropped) == set(range(count))
    return isolated


def test_a_suite_that_passes_is_run_once() -> None:
    suite = Suite()
    assert isolate(range(40), suite) == Isolated(tuple(range(40)), {})
    assert len(suite.attempts) == 1


def test_tests_that_fail_by_themselves_are_dropped_with_their_reason() -> None:
    isolated = found(Suite(failing=[3, 17]))
    assert isolated.dropped == {3: "failed", 17: "failed"}


def test_many_tests_that_fail_by_themselves_take_few_runs() -> None:
    suite = Suite(failing=range(0, 40, 2))
    assert set(found(suite).dropped) == set(range(0, 40, 2))
    assert len(suite.attempts) <= 6


@pytest.mark.parametrize("culprit", [0, 1, 20, 38, 39])
def test_a_test_that_keeps_the_file_from_running_is_found(culprit: int) -> None:
    suite = Suite(breaking=[culprit])
    assert found(suite).dropped == {culprit: "the file does not import"}
    assert len(suite.attempts) <= 15


@pytest.mark.parametrize("culprit", [0, 1, 20, 38, 39])
def test_a_test_that_spoils_the_rest_is_found_and_its_victims_are_kept(culprit: int) -> None:
    suite = Suite(spoilers=[culprit])
    isolated = found(suite)
    assert isolated.dropped == {culprit: "other tests fail after it"}
    assert len(suite.attempts) <= 16


def test_two_spoilers_are_found() -> None:
    assert set(found(Suite(spoilers=[5, 30])).dropped) == {5, 30}


def test_faults_of_every_kind_at_once() -> None:
    assert set(found(Suite(failing=[2], spoilers=[9], breaking=[31])).dropped) <= {2, 9, 31, 10}


def test_a_subject_that_never_runs_is_given_up_soon() -> None:
    suite = Suite(never="killed by signal 9")
    isolated = found(suite)
    assert not isolated.kept
    assert set(isolated.dropped.values()) == {"killed by signal 9"}
    assert len(suite.attempts) <= 15


def test_what_is_not_cleared_within_the_limit_is_dropped() -> None:
    suite = Suite(breaking=range(0, 40, 3))
    isolated = found(suite, most_runs=9)
    assert 0 < len(isolated.kept) < 26
    assert "not cleared within the limits of verification" in isolated.dropped.values()
    assert len(suite.attempts) <= 10


def test_time_ends_the_search_for_culprits() -> None:
    suite = Suite(breaking=[4])
    isolated = isolate(range(40), suite, is_over=lambda: len(suite.attempts) >= 3)
    assert len(suite.attempts) == 3
    assert 4 in isolated.dropped


def test_the_kin_of_a_test_that_breaks_everything_is_not_tried_one_by_one() -> None:
    kin = {each: "die" if each >= 30 else "live" for each in range(20, 40)}
    suite = Suite(breaking=range(30, 40))
    isolated = isolate(range(40), suite, kin=kin)
    assert isolated.kept == tuple(range(30))
    alone = Suite(breaking=range(30, 40))
    isolate(range(40), alone)
    assert len(suite.attempts) < len(alone.attempts)


def test_tests_that_leave_something_changed_are_put_aside_first() -> None:
    suite = Suite(spoilers=[7, 30])
    isolated = isolate(range(40), suite, doubted=[7, 30])
    assert suite.attempts[1] == tuple(each for each in range(40) if each not in (7, 30))
    assert isolated.kept == tuple(each for each in range(40) if each not in (7, 30))


def test_doubted_tests_without_guilt_are_kept() -> None:
    suite = Suite(failing=[3])
    isolated = isolate(range(40), suite, doubted=[8, 9])
    assert isolated.kept == tuple(each for each in range(40) if each != 3)
    assert set(isolated.dropped) == {3}


def test_late_what_fails_is_dropped_without_a_search() -> None:
    suite = Suite(failing=[3, 4])
    isolated = isolate(range(40), suite, is_late=lambda: True)
    assert len(suite.attempts) == 2
    assert set(isolated.dropped) == {3, 4}


def test_late_the_kin_of_what_depends_on_the_order_goes_with_it() -> None:
    attempts: list[int] = []

    def wavering(tests: Sequence[int]) -> Trial:
        attempts.append(len(tests))
        wrong = {each: "failed" for each in tests if each == 5}
        return Trial(wrong, None, wavering=bool(wrong))

    isolated = isolate(range(10), wavering, kin={5: "f", 6: "f", 7: "g"}, is_late=lambda: True)
    assert attempts == [10, 8]
    assert set(isolated.dropped) == {5, 6}


def test_late_it_is_enough_that_most_pass_together() -> None:
    suite = Suite(spoilers=[7])
    isolated = isolate(range(40), suite, doubted=[7, 8, 9], is_late=lambda: True)
    assert len(suite.attempts) == 2
    assert set(isolated.dropped) == {7, 8, 9}


def test_nothing_is_both_kept_and_dropped() -> None:
    chance = random.Random(7)
    for _ in range(400):
        failing = chance.sample(range(20), 2)
        spoilers = chance.sample(range(20), 2)
        suite = Suite(failing=failing, spoilers=spoilers)
        isolated = isolate(range(20), suite, most_runs=chance.randrange(1, 12))
        assert not set(isolated.kept) & set(isolated.dropped)
