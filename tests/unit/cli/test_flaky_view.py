"""What a user reads about flaky tests."""

from __future__ import annotations

from dataclasses import replace

from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.flaky import view
from aqe.evidence.flakiness import FlakeCause, FlakeVerdict, TestFlakiness
from aqe.operations.flaky import FlakyResult

FLAKY = TestFlakiness(
    "tests/test_set.py::test_order",
    runs=3,
    outcomes=(("passed", 2), ("failed", 1)),
    flips=1,
    low=0.068,
    high=0.806,
    verdict=FlakeVerdict.FLAKY,
    cause=FlakeCause.HASH_SEED,
    message="E  assert\nAssertionError: another order",
    cause_reruns=5,
    cause_reason="it came again in 3 of 3 reruns",
    example="run-2",
)
SURE = TestFlakiness(
    "tests/test_cart.py::test_total",
    runs=3,
    outcomes=(("passed", 3),),
    flips=0,
    low=0.0,
    high=0.527,
    verdict=FlakeVerdict.INCONCLUSIVE,
)
RESULT = FlakyResult(
    tests=(FLAKY, SURE),
    measures=(),
    runs=("run-1", "run-2", "run-3"),
    reruns=("run-4",),
    runs_needed=28,
    rate=0.1,
    duration_s=2.0,
    interrupted=False,
)


def shown(result: FlakyResult, *, verbose: bool = False) -> str:
    return plain_text(view(result, Face(verbose=verbose)))


def test_a_flaky_test_is_told_with_its_cause_and_a_run_that_shows_it() -> None:
    text = shown(RESULT)
    for part in (
        "hash-seed (5 reruns)",
        "1 of 3",
        "tests/test_set.py::test_order: AssertionError: another order",
        "it came again in 3 of 3 reruns",
        "`aqe report run-2` shows a run of it",
        "1 of 2 tests flaky in 3 runs",
        "--runs 28 or more can exclude 10",
    ):
        assert part in text
    assert "test_total" not in text
    assert "test_total" in shown(RESULT, verbose=True)


def test_what_may_still_be_hidden_is_said_where_nothing_was_found() -> None:
    stable = replace(SURE, verdict=FlakeVerdict.STABLE, high=0.094)
    text = shown(replace(RESULT, tests=(stable,)))
    assert "0 of 1 test flaky" in text
    assert "What flips less often than 9.4% of the runs may still be hidden." in text


def test_what_was_cut_off_or_not_recorded_says_so() -> None:
    text = shown(replace(RESULT, interrupted=True, recorded=False))
    assert "Interrupted. So far: 1 of 2 tests flaky" in text
    assert "not recorded" in text
