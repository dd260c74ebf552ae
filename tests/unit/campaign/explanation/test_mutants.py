"""When a survivor is suspected to be equivalent, and when there is a better reason."""

from __future__ import annotations

import pytest

from aqe.campaign.explanation.mutants import ENOUGH_INPUTS, Reach, explained_mutants
from aqe.domain.explanation import Cause
from aqe.domain.mutant import Mutant, MutantResult, MutantState


def result(
    state: MutantState = MutantState.SURVIVED, *, line: int = 5, detail: str = ""
) -> MutantResult:
    mutant = Mutant(f"m{line}", "boundary", "act", line, 0, 1, ">", ">=")
    return MutantResult(mutant, state, detail=detail)


@pytest.mark.parametrize(
    ("inputs", "cause"),
    [
        (ENOUGH_INPUTS, Cause.EQUIVALENT_SUSPECTED),
        (ENOUGH_INPUTS - 1, Cause.SURVIVED),
        (0, Cause.SURVIVED),
    ],
)
def test_many_inputs_raise_the_suspicion(inputs: int, cause: Cause) -> None:
    (found,) = explained_mutants([result()], Reach({"m5": inputs}))
    assert found.cause is cause
    assert found.inputs == inputs
    assert str(inputs) in found.reason


@pytest.mark.parametrize(
    ("reach", "word"),
    [
        (Reach({"m5": 99}, one_sided=frozenset({5})), "one way"),
        (Reach({"m5": 99}, by_import=frozenset({5})), "imported"),
    ],
)
def test_inputs_that_could_not_tell_it_apart_raise_none(reach: Reach, word: str) -> None:
    (found,) = explained_mutants([result()], reach)
    assert found.cause is Cause.SURVIVED
    assert word in found.reason


def test_one_that_a_rejected_test_told_apart_is_no_suspect() -> None:
    (found,) = explained_mutants([result(detail="its test was rejected")], Reach({"m5": 99}))
    assert found.cause is Cause.SURVIVED
    assert found.reason == "its test was rejected"


def test_only_survivors_are_explained_in_the_order_of_the_source() -> None:
    results = [result(line=9), result(MutantState.KILLED, line=3), result(line=4)]
    assert [each.line for each in explained_mutants(results, Reach({}))] == [4, 9]
