"""The ranking of gaps against numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from aqe.analysis.churn import Churn
from aqe.analysis.gaps import gap_score, rank
from aqe.domain.run import FileCoverage
from aqe.domain.subject import Subject

SOURCE = '''\
def done(a):
    return a


def partly(a):
    """Doc."""
    if a:
        return 1
    return 2


def outer():
    def inner(b):
        return b if b else 0
    return inner
'''
COVERAGE = FileCoverage(
    path="m.py",
    executable=(1, 2, 5, 7, 8, 9, 12, 13, 14, 15),
    covered=(1, 2, 5, 7, 9, 12),
    branches=((7, 8), (7, 9)),
    covered_branches=((7, 9),),
)


def test_gaps_are_the_callables_with_code_that_did_not_run(
    subject_of: Callable[..., Subject],
) -> None:
    subject = subject_of(SOURCE)
    gaps = rank([COVERAGE], {"m.py": subject}, None, {("m", "partly"): 3})
    found = {each.qualname: each for each in gaps}
    assert set(found) == {"partly", "outer", "outer.<locals>.inner"}
    partly = found["partly"]
    assert (partly.uncovered_lines, partly.uncovered_branches) == ((8,), ((7, 8),))
    assert (partly.share, partly.complexity, partly.callers) == (2 / 5, 2, 3)
    assert partly.churn is None
    assert partly.score == pytest.approx(2 / 5 * 2 * (1 + math.log(4) / 2))
    assert not partly.never_ran
    assert found["outer"].uncovered_lines == (13, 15)
    assert found["outer.<locals>.inner"].uncovered_lines == (14,)
    assert found["outer"].never_ran
    assert [each.qualname for each in gaps] == ["outer.<locals>.inner", "partly", "outer"]


def test_history_and_callers_raise_the_score(subject_of: Callable[..., Subject]) -> None:
    subject = subject_of(SOURCE)
    plain = rank([COVERAGE], {"m.py": subject}, {}, {})
    busy = rank([COVERAGE], {"m.py": subject}, {"m.py": Churn(9, 100)}, {})
    assert plain[0].churn == Churn()
    assert busy[0].score == pytest.approx(plain[0].score * (1 + math.log(10)))


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ((0.5, 2, None, 0), (0.6, 2, None, 0)),
        ((0.5, 2, None, 0), (0.5, 3, None, 0)),
        ((0.5, 2, None, 0), (0.5, 2, Churn(1, 1), 0)),
        ((0.5, 2, None, 0), (0.5, 2, None, 1)),
    ],
)
def test_every_factor_counts(
    less: tuple[float, int, Churn | None, int], more: tuple[float, int, Churn | None, int]
) -> None:
    assert gap_score(*less) < gap_score(*more)


def test_a_plain_function_that_never_ran_scores_one() -> None:
    assert gap_score(1.0, 1, None, 0) == 1.0


def test_files_without_a_subject_have_no_gaps_to_name() -> None:
    assert rank([COVERAGE], {}, None, {}) == ()
