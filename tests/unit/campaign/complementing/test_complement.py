"""The arithmetic of what new tests add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from aqe.campaign.complementing.complement import Judged, complement_of, draw, survivors
from aqe.campaign.complementing.existing import Existing
from aqe.domain.complement import Complement
from aqe.domain.measure import Basis
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome

MUTANTS = tuple(Mutant(f"m{each}", "x", "act", each, 0, 1, "1", "2") for each in range(10))
KILLED, SURVIVED, ERROR = MutantState.KILLED, MutantState.SURVIVED, MutantState.ERROR


def run(
    run_id: str, path: str, lines: tuple[int, ...], arcs: tuple[tuple[int, int], ...]
) -> RecordedRun:
    coverage = FileCoverage(path, (1, 2, 3, 4), lines, ((2, 3), (2, 4)), arcs)
    outcomes = (
        TestOutcome("a", Outcome.PASSED, 0.1),
        TestOutcome("b", Outcome.FAILED, 0.1),
    )
    return RecordedRun(
        run_id, RunKind.VERIFY, (), "", "", 1.0, 0, "", outcomes=outcomes, coverage=(coverage,)
    )


def existing() -> Existing:
    found = run("old", "src/shop.py", (1, 2), ((2, 3),))
    assert found.coverage is not None
    return Existing((), found, found.coverage[0])


NEW = run("new", "/elsewhere/shop.py", (1, 2, 4), ((2, 4),))


def judged(states: Sequence[MutantState], first: int = 0, drawn: int | None = None) -> Judged:
    results = tuple(
        MutantResult(mutant, state) for mutant, state in zip(MUTANTS[first:], states, strict=False)
    )
    return Judged(results, len(states) if drawn is None else drawn)


def complement(before: Judged | None, after: Judged | None) -> Complement:
    found = complement_of(existing(), NEW, before, after, "run-1")
    assert found is not None
    return found


def test_coverage_of_both_is_their_union() -> None:
    found = complement(None, None)
    assert found.existing_tests == 1
    assert found.coverage_before.detail == "3 of 6 lines and branches"
    assert found.coverage_after.detail == "5 of 6 lines and branches"
    assert found.coverage_added == pytest.approx(2 / 6)
    assert found.coverage_after.runs == ("old", "new")
    assert found.mutants_added is None
    assert len(found.measures()) == 2


def test_lines_that_the_project_excludes_count_in_neither() -> None:
    old = existing()
    assert old.coverage is not None
    shorter = replace(old.coverage, executable=(1, 2), branches=((2, 3),))
    found = complement_of(replace(old, coverage=shorter), NEW, None, None, "run-1")
    assert found is not None
    assert found.coverage_before.value == 1
    assert found.coverage_after.value == 1
    assert found.coverage_added == 0


def test_without_new_tests_nothing_is_added() -> None:
    before = judged([KILLED, SURVIVED])
    found = complement_of(existing(), None, before, None, "run-1")
    assert found is not None
    assert found.coverage_added == 0
    assert found.mutants_added == 0
    assert found.mutants_before is not None
    assert found.mutants_before.value == 0.5


def test_without_existing_tests_there_is_nothing_to_compare() -> None:
    assert complement_of(Existing(), NEW, None, None, "run-1") is None


def test_both_scores_are_over_the_same_mutants() -> None:
    before = judged([KILLED, SURVIVED, MutantState.NO_COVERAGE, ERROR])
    after = judged([KILLED, SURVIVED], first=1)
    found = complement(before, after)
    assert found.mutants_before is not None
    assert found.mutants_after is not None
    assert found.mutants_before.value == pytest.approx(1 / 3)
    assert found.mutants_after.value == pytest.approx(2 / 3)
    assert found.mutants_after.basis is Basis.MEASURED
    assert found.mutants_added == pytest.approx(1 / 3)
    assert found.mutants_before.detail.startswith(
        "1 of 3 sampled mutants, judged by pytest; 1 more"
    )


def test_trials_that_time_ended_make_an_estimate() -> None:
    before = judged([KILLED, KILLED, *[SURVIVED] * 8])
    after = judged([KILLED, SURVIVED], first=2, drawn=8)
    found = complement(before, after)
    assert found.mutants_after is not None
    assert found.mutants_after.basis is Basis.ESTIMATED
    assert found.mutants_after.value == pytest.approx((2 + 8 * 0.5) / 10)


def test_what_was_not_tried_at_all_is_unknown() -> None:
    found = complement(judged([], drawn=5), None)
    assert found.mutants_before is not None
    assert found.mutants_before.value is None
    late = complement(judged([KILLED, SURVIVED]), Judged((), 1))
    assert late.mutants_before is not None
    assert late.mutants_before.value == 0.5
    assert late.mutants_after is not None
    assert late.mutants_after.value is None
    assert late.mutants_added is None


def test_why_mutants_could_not_be_tried_is_told() -> None:
    found = complement(Judged(drawn=5, note="no test passes"), None)
    assert found.mutants_before is not None
    assert (found.mutants_before.value, found.mutants_before.detail) == (None, "no test passes")


def test_the_sample_is_the_same_each_time_and_in_no_order_of_the_source() -> None:
    many = [Mutant(f"m{each:03}", "x", "act", each, 0, 1, "1", "2") for each in range(200)]
    first = draw(many)
    assert first == draw(many[::-1])
    assert len(first) == 60
    assert [each.line for each in first] != sorted(each.line for each in first)


def test_survivors_are_those_that_were_tried() -> None:
    before = judged([KILLED, SURVIVED, ERROR])
    assert survivors(MUTANTS, before) == [MUTANTS[1]]
