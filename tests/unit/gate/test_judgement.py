from __future__ import annotations

from dataclasses import replace

import pytest

from aqe.domain.measure import Basis, Measure
from aqe.domain.verdict import Criterion, Verdict
from aqe.gate.judgement import judge
from aqe.gate.policy import Policy, StaleRule


def measure(name: str, value: float, unit: str = "ratio", basis: Basis = Basis.MEASURED) -> Measure:
    return Measure(name, value, unit, basis, ("run-1",))


LINES = Criterion("line_coverage", minimum=0.8)
FLAKY = Criterion("tests_flaky", maximum=0, skips_unmeasured=True)
ADVICE = Criterion("mutation_score", minimum=0.6, required=False)
POLICY = Policy("p", (LINES, FLAKY, ADVICE))


@pytest.mark.parametrize(
    ("lines", "verdict"), [(0.8, Verdict.PASS), (0.7999999, Verdict.FAIL), (1.0, Verdict.PASS)]
)
def test_a_threshold_is_inclusive(lines: float, verdict: Verdict) -> None:
    assert judge(POLICY, [measure("line_coverage", lines)]).verdict is verdict


def test_no_evidence_is_inconclusive_and_says_why() -> None:
    result = judge(POLICY, [])

    assert result.verdict is Verdict.INCONCLUSIVE
    assert result.reasons[0] == "line_coverage is not known: no run has measured it"


def test_an_unavailable_measure_is_inconclusive_with_its_reason() -> None:
    gone = Measure.unavailable("line_coverage", "ratio", "coverage was switched off")

    result = judge(POLICY, [gone])

    assert result.verdict is Verdict.INCONCLUSIVE
    assert "coverage was switched off" in result.reasons[0]


def test_an_estimate_does_not_satisfy_a_required_criterion() -> None:
    guess = Measure("line_coverage", 0.99, "ratio", Basis.ESTIMATED, detail="5 of 90 lines")

    result = judge(POLICY, [guess])

    assert result.verdict is Verdict.INCONCLUSIVE
    assert result.reasons[0] == "line_coverage is only estimated (99%: 5 of 90 lines)"


def test_an_estimate_is_told_as_one_in_advice() -> None:
    guess = Measure("mutation_score", 0.5, "ratio", Basis.ESTIMATED, detail="3 of 6 mutants")

    result = judge(POLICY, [measure("line_coverage", 0.9), guess])

    assert (
        "advice: mutation_score about 50% (3 of 6 mutants), advised at least 60%" in result.reasons
    )


def test_failing_beats_inconclusive() -> None:
    policy = Policy("p", (LINES, Criterion("tests_failed", maximum=0)))

    assert judge(policy, [measure("tests_failed", 1, "count")]).verdict is Verdict.FAIL


def test_advice_is_told_and_does_not_decide() -> None:
    result = judge(POLICY, [measure("line_coverage", 0.9), measure("mutation_score", 0.1)])

    assert result.verdict is Verdict.PASS
    assert "advice: mutation_score 10%, advised at least 60%" in result.reasons


def test_a_skipped_measure_is_told_and_a_taken_one_decides() -> None:
    good = measure("line_coverage", 0.9)

    skipped = judge(POLICY, [good])
    flaky = judge(POLICY, [good, measure("tests_flaky", 2, "count")])

    assert skipped.verdict is Verdict.PASS
    assert any(each.startswith("not counted: tests_flaky") for each in skipped.reasons)
    assert flaky.verdict is Verdict.FAIL
    assert flaky.reasons[0] == "tests_flaky 2, wanted at most 0"


@pytest.mark.parametrize("policy", [Policy("p", ()), Policy("p", (ADVICE,)), Policy("p", (FLAKY,))])
def test_a_policy_that_judges_nothing_does_not_pass(policy: Policy) -> None:
    result = judge(policy, [measure("mutation_score", 1.0)])

    assert result.verdict is Verdict.INCONCLUSIVE
    assert "no required criterion could be judged" in result.reasons


def test_stale_evidence_is_told_or_makes_inconclusive() -> None:
    measures = [measure("line_coverage", 0.9)]
    strict = Policy("p", POLICY.criteria, StaleRule.INCONCLUSIVE)

    told = judge(POLICY, measures, stale=("a.py", "b.py", "c.py", "d.py"))

    assert told.verdict is Verdict.PASS
    assert (
        "sources changed after the evidence was taken: a.py, b.py, c.py and 1 more" in told.reasons
    )
    assert judge(strict, measures, stale=("a.py",)).verdict is Verdict.INCONCLUSIVE
    assert judge(strict, measures).verdict is Verdict.PASS
    assert judge(strict, [measure("line_coverage", 0.1)], stale=("a.py",)).verdict is Verdict.FAIL


def test_a_measure_of_an_older_run_is_stale_by_itself() -> None:
    measures = [measure("line_coverage", 0.9), measure("tests_flaky", 0, "count")]
    strict = Policy("p", POLICY.criteria, StaleRule.INCONCLUSIVE)
    older = {"tests_flaky": ("a.py",), "line_coverage": ()}

    told = judge(POLICY, measures, stale_measures=older)
    refused = judge(strict, measures, stale_measures=older)

    assert told.verdict is Verdict.PASS
    assert "sources changed after tests_flaky was measured: a.py" in told.reasons
    assert [each.verdict for each in refused.results[:2]] == [Verdict.PASS, Verdict.INCONCLUSIVE]
    assert refused.verdict is Verdict.INCONCLUSIVE
    assert not any(
        "changed" in each for each in judge(POLICY, measures[:1], stale_measures=older).reasons
    )


def part(name: str, value: float, unit: str = "ratio", scope: str = "tests/unit") -> Measure:
    return Measure(name, value, unit, Basis.MEASURED, ("run-1",), scope=scope)


def test_a_part_never_passes_for_the_whole() -> None:
    result = judge(POLICY, [part("line_coverage", 0.99)])

    assert result.verdict is Verdict.INCONCLUSIVE
    assert result.reasons[0] == ("line_coverage is not known: only tests/unit was measured (99%)")
    assert result.results[0].measure.runs == ("run-1",)


def test_a_part_that_reaches_too_little_does_not_fail_the_whole() -> None:
    assert judge(POLICY, [part("line_coverage", 0.1)]).verdict is Verdict.INCONCLUSIVE


def test_a_part_that_shows_too_much_already_fails() -> None:
    policy = Policy("p", (Criterion("tests_failed", maximum=0), LINES))

    result = judge(policy, [part("tests_failed", 2, "count"), part("line_coverage", 0.9)])

    assert result.verdict is Verdict.FAIL
    assert result.reasons[0] == "tests_failed 2 in tests/unit alone, wanted at most 0"
    clean = judge(policy, [part("tests_failed", 0, "count"), part("line_coverage", 0.9)])
    assert clean.verdict is Verdict.INCONCLUSIVE


def test_a_rate_of_a_part_says_nothing_about_the_whole() -> None:
    policy = Policy("p", (Criterion("flaky_rate", maximum=0.1),))

    assert judge(policy, [part("flaky_rate", 0.9)]).verdict is Verdict.INCONCLUSIVE


def test_an_estimated_count_of_a_part_does_not_fail() -> None:
    policy = Policy("p", (Criterion("tests_failed", maximum=0),))
    guess = Measure("tests_failed", 2, "count", Basis.ESTIMATED, scope="a.py")

    assert judge(policy, [guess]).verdict is Verdict.INCONCLUSIVE


def test_a_part_beside_the_whole_counts_only_where_it_shows_too_much() -> None:
    whole = [measure("line_coverage", 0.9), measure("tests_flaky", 0, "count")]

    assert judge(POLICY, [*whole, part("tests_flaky", 0, "count")]).verdict is Verdict.PASS
    assert judge(POLICY, [part("tests_flaky", 1, "count"), *whole]).verdict is Verdict.FAIL
    assert judge(POLICY, [*whole, part("line_coverage", 0.1)]).verdict is Verdict.PASS


def test_a_part_does_not_count_where_the_unmeasured_is_skipped() -> None:
    result = judge(POLICY, [measure("line_coverage", 0.9), part("tests_flaky", 0, "count")])

    assert result.verdict is Verdict.PASS
    assert (
        "not counted: tests_flaky is not known: only tests/unit was measured (0)" in result.reasons
    )


def test_why_a_part_has_no_figure_is_told() -> None:
    gone = Measure.unavailable("line_coverage", "ratio", "coverage was switched off")

    (reason, *_) = judge(POLICY, [replace(gone, scope="a.py")]).reasons

    assert reason == (
        "line_coverage is not known: only a.py was measured (coverage was switched off)"
    )


def test_a_run_of_a_part_of_the_suite_is_told() -> None:
    measures = [measure("line_coverage", 0.9)]

    assert (
        "only a part of the suite was run: tests/a.py; `aqe test run` runs all of it"
        in judge(POLICY, measures, selection=("tests/a.py",)).reasons
    )
    assert not any("part" in each for each in judge(POLICY, measures).reasons)


def test_runs_behind_the_verdict_are_named_once() -> None:
    measures = [measure("line_coverage", 0.9), measure("tests_flaky", 0, "count")]

    assert judge(POLICY, measures).runs == ("run-1",)


def test_a_miss_by_a_hair_is_not_told_as_the_threshold() -> None:
    result = judge(POLICY, [measure("line_coverage", 0.799999)])

    assert result.reasons[0] == "line_coverage 79.99%, wanted at least 80%"
