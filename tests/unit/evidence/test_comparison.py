"""Comparisons of contenders, against figures worked out by hand."""

from __future__ import annotations

import pytest

from aqe.domain.benchmark import BenchmarkRow, Effort, SuiteScore
from aqe.evidence.comparison import compare, compared, spreads


def row(
    contender: str,
    subject: str,
    seed: int = 1,
    *,
    line: float | None = 0.5,
    wall_s: float = 1.0,
    scored: bool = True,
) -> BenchmarkRow:
    score = SuiteScore(
        tests=1,
        stable=1,
        failing=0,
        flaky=0,
        line=line,
        branch=None,
        line_branch=line,
        import_line_branch=0.0,
        net_line_branch=line,
        mutation_score=line,
        mutants=4,
        suite_s=0.1,
    )
    effort = Effort(wall_s, None, None, 0, "finished")
    return BenchmarkRow(contender, subject, seed, effort, score if scored else None)


def test_shares_are_compared_by_the_ratio_of_their_means() -> None:
    found = compare("other", "line", [(0.9, 0.3), (0.7, 0.5), (0.8, 0.4), (0.8, 0.8)])
    assert found.ours == pytest.approx(0.8)
    assert found.theirs == pytest.approx(0.5)
    assert found.ratio == pytest.approx(1.6)
    assert found.difference == pytest.approx(0.3)
    assert (found.higher, found.lower, found.pairs) == (3, 0, 4)


def test_times_are_compared_geometrically() -> None:
    found = compare("other", "wall_s", [(1.0, 4.0), (4.0, 4.0), (2.0, 4.0)])
    assert found.ours == pytest.approx(2.0)
    assert found.ratio == pytest.approx(0.5)


def test_the_permutation_test_is_exact_for_few_pairs() -> None:
    # All five differences have one sign: only the two uniform choices of signs are as extreme.
    found = compare("other", "line", [(0.6 + each / 10, 0.1) for each in range(5)])
    assert found.p_value == pytest.approx(2 / 32)


def test_many_pairs_without_a_difference_have_a_large_p() -> None:
    pairs = [(0.5 + (-1) ** each * 0.1, 0.5) for each in range(20)]
    found = compare("other", "line", pairs)
    assert found.p_value is not None
    assert found.p_value > 0.8
    assert found.difference_interval is not None
    assert found.difference_interval[0] < 0 < found.difference_interval[1]


def test_the_interval_holds_the_figure_and_narrows_with_more_pairs() -> None:
    few = compare("other", "line", [(0.9, 0.5), (0.6, 0.5), (0.7, 0.5)])
    many = compare("other", "line", [(0.9, 0.5), (0.6, 0.5), (0.7, 0.5)] * 20)
    for found in (few, many):
        assert found.ratio_interval is not None
        assert found.ratio is not None
        assert found.ratio_interval[0] <= found.ratio <= found.ratio_interval[1]
    assert few.ratio_interval is not None
    assert many.ratio_interval is not None
    width = few.ratio_interval[1] - few.ratio_interval[0]
    assert many.ratio_interval[1] - many.ratio_interval[0] < width / 2


def test_nothing_is_claimed_from_two_pairs_or_against_nothing() -> None:
    two = compare("other", "line", [(0.9, 0.1), (0.9, 0.1)])
    assert (two.p_value, two.ratio_interval, two.difference_interval) == (None, None, None)
    none = compare("other", "line", [(0.9, 0.0), (0.9, 0.0), (0.8, 0.0)])
    assert (none.ratio, none.ratio_interval) == (None, None)
    assert none.difference > 0.8


def test_the_same_rows_give_the_same_figures() -> None:
    pairs = [(0.5 + each**2 / 211, 0.3 + each**3 / 7919) for each in range(11)]
    assert compare("other", "line", pairs) == compare("other", "line", pairs)
    other_seed = compare("other", "line", pairs, seed=7)
    assert other_seed.ratio_interval != compare("other", "line", pairs).ratio_interval


def test_seeds_of_one_subject_are_averaged_before_subjects_are_compared() -> None:
    rows = [
        *(row("aqe", "one", seed, line=line) for seed, line in ((1, 0.8), (2, 1.0))),
        *(row("other", "one", seed, line=0.3) for seed in (1, 2)),
        row("aqe", "two", line=0.5),
        row("other", "two", line=0.5),
    ]
    found = {each.measure: each for each in compared(rows, "aqe")}
    assert found["line"].pairs == 2
    assert found["line"].ours == pytest.approx(0.7)
    assert "branch" not in found  # no subject has branches


def test_rows_without_a_score_count_nowhere() -> None:
    rows = [row("aqe", "one"), row("other", "one", scored=False), row("aqe", "two", line=None)]
    assert compared(rows, "aqe") == ()
    found = {(each.contender, each.measure): each for each in spreads(rows)}
    assert found["other", "wall_s"].count == 0
    assert found["other", "wall_s"].mean is None
    assert found["aqe", "line"].count == 1


def test_the_spread_between_seeds_is_that_of_the_means() -> None:
    rows = [
        row("aqe", subject, seed, line=line + (seed - 1) * 0.2)
        for subject, line in (("one", 0.2), ("two", 0.6))
        for seed in (1, 2)
    ]
    found = next(each for each in spreads(rows) if each.measure == "line")
    assert found.mean == pytest.approx(0.5)
    assert found.between_seeds == pytest.approx(0.141421, abs=1e-5)  # of 0.4 and 0.6
    single = next(each for each in spreads(rows[:1]) if each.measure == "line")
    assert single.between_seeds is None
