from __future__ import annotations

import pytest

from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.evidence.coverage import coverage_measures
from aqe.evidence.flakiness import (
    FlakeCause,
    FlakeVerdict,
    cause_of,
    flakiness,
    flakiness_measures,
    runs_needed,
)
from aqe.evidence.mutation import mutation_measures
from aqe.evidence.outcomes import outcome_measures
from aqe.evidence.timing import slowest, timing_measures

FILES = (
    FileCoverage("a.py", (1, 2, 3, 4), (1, 2, 3), ((2, 3), (2, 4)), ((2, 3),)),
    FileCoverage("b.py", (1, 2), (1,), (), ()),
)


def run(
    id: str = "r1",
    outcomes: tuple[tuple[str, Outcome, float], ...] = (),
    coverage: tuple[FileCoverage, ...] | None = FILES,
) -> RecordedRun:
    tests = tuple(TestOutcome(test, outcome, duration) for test, outcome, duration in outcomes)
    return RecordedRun(
        id, RunKind.TEST, (), "", "", 2.5, 0, "3.11.0", outcomes=tests, coverage=coverage
    )


def values(measures: tuple[Measure, ...]) -> dict[str, float | None]:
    return {each.name: each.value for each in measures}


def test_coverage_is_summed_over_files() -> None:
    found = coverage_measures(run())
    assert values(found) == {
        "line_coverage": 4 / 6,
        "branch_coverage": 1 / 2,
        "line_branch_coverage": 5 / 8,
    }
    assert all(each.runs == ("r1",) and each.basis is Basis.MEASURED for each in found)


def test_one_file_can_be_asked_for() -> None:
    found = coverage_measures(run(), "b.py")
    assert values(found) == {
        "line_coverage": 1 / 2,
        "branch_coverage": None,
        "line_branch_coverage": 1 / 2,
    }
    assert found[1].detail == "there are no branches"


def test_a_run_without_coverage_has_no_number() -> None:
    found = coverage_measures(run(coverage=None))
    assert set(values(found).values()) == {None}
    assert all(each.basis is Basis.UNAVAILABLE for each in found)


def test_outcomes_are_counted() -> None:
    kinds = list(Outcome)
    found = outcome_measures(run(outcomes=tuple((str(each), each, 0.1) for each in kinds)))
    assert values(found) == {
        "tests_total": 7,
        "tests_passed": 3,
        "tests_failed": 3,
        "tests_skipped": 1,
        "pass_rate": 0.5,
    }


def test_skipped_tests_make_no_pass_rate() -> None:
    found = outcome_measures(run(outcomes=(("a", Outcome.SKIPPED, 0.0),)))
    assert values(found)["pass_rate"] is None


def test_the_slowest_tests_come_first() -> None:
    one = run(outcomes=(("a", Outcome.PASSED, 0.1), ("b", Outcome.PASSED, 0.9)))
    assert [each.test for each in slowest(one, 1)] == ["b"]
    assert values(timing_measures(one)) == {"suite_duration": 2.5, "slowest_test": 0.9}


def test_the_mutation_score_leaves_out_what_says_nothing() -> None:
    states = [*MutantState, MutantState.KILLED]
    results = [
        MutantResult(Mutant(str(number), "x", "", 1, 0, 0, "", ""), state)
        for number, state in enumerate(states)
    ]
    found = mutation_measures(results, "r1")
    assert values(found) == {
        "mutation_score": 3 / 5,
        "mutants_survived": 1,
        "mutants_no_coverage": 1,
    }
    assert values(mutation_measures([], "r1"))["mutation_score"] is None
    assert mutation_measures(results, "r1")[0].detail == "3 of 5 mutants"
    assert {each.basis for each in mutation_measures(results, "r1")} == {Basis.MEASURED}
    part, *counts = mutation_measures(results, "r1", untried=4)
    assert part.detail == "3 of 5 mutants; 4 more were not tried"
    assert part.basis is Basis.ESTIMATED, "some mutants stand for all"
    assert {each.scope for each in counts} == {"the mutants that were tried"}


def test_runs_needed_find_one_failure_in_ten() -> None:
    assert runs_needed(0.1) == 29
    assert 1 - 0.9**29 > 0.95 > 1 - 0.9**28


def test_verdicts_say_how_many_runs_they_rest_on() -> None:
    def runs(count: int, failures: int) -> list[RecordedRun]:
        return [
            run(
                id=f"r{number}",
                outcomes=(("t", Outcome.FAILED if number < failures else Outcome.PASSED, 0.0),),
            )
            for number in range(count)
        ]

    (stable,) = flakiness(runs(30, 0))
    assert stable.verdict is FlakeVerdict.STABLE
    assert stable.explanation == (
        "stable: 30 runs agree; they cannot exclude a flip rate of up to 8.0%"
    )
    (unclear,) = flakiness(runs(10, 0))
    assert unclear.verdict is FlakeVerdict.INCONCLUSIVE
    (flaky,) = flakiness(runs(30, 3))
    assert (flaky.verdict, flaky.flips, flaky.rate) == (FlakeVerdict.FLAKY, 3, 0.1)
    assert 0.02 < flaky.low < 0.1 < flaky.high < 0.25
    (mostly,) = flakiness(runs(30, 28))
    assert mostly.flips == 2
    found = flakiness_measures((stable, flaky), runs(2, 0))
    assert values(found) == {"tests_flaky": 1, "flaky_rate": 0.5}
    assert values(flakiness_measures((), []))["flaky_rate"] is None
    few = flakiness_measures((stable, unclear), runs(10, 0))
    assert values(few) == {"tests_flaky": None, "flaky_rate": None}
    assert few[0].detail == "10 runs are too few to tell for 1 of 2 tests"
    assert len(few[0].runs) == 10
    assert values(flakiness_measures((stable,), runs(30, 0))) == {"tests_flaky": 0, "flaky_rate": 0}
    assert values(flakiness_measures((unclear, flaky), runs(30, 3)))["tests_flaky"] == 1


@pytest.mark.parametrize(
    ("same", "by_hash_seed", "by_order", "cause", "reruns"),
    [
        ([], [True], [True], FlakeCause.UNKNOWN, 0),
        ([True, False, True], [], [], FlakeCause.INTRINSIC, 3),
        ([True, True], [True], [False], FlakeCause.HASH_SEED, 4),
        ([True, True], [False], [True], FlakeCause.ORDER, 4),
        ([True, True], [True], [True], FlakeCause.UNKNOWN, 4),
        ([True, True], [False], [False], FlakeCause.UNKNOWN, 4),
        ([True, True], [], [], FlakeCause.UNKNOWN, 2),
        ([True, True], [True, False], [True, True], FlakeCause.ORDER, 6),
    ],
)
def test_a_cause_says_on_how_many_reruns_it_rests(
    same: list[bool], by_hash_seed: list[bool], by_order: list[bool], cause: FlakeCause, reruns: int
) -> None:
    found = cause_of(same, by_hash_seed, by_order)
    assert (found.cause, found.reruns) == (cause, reruns)
    assert found.reason
