"""Which mutants the tests of a suite tell apart, once it is known which tests are in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aqe.domain.candidate import Candidate, Program
from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.suite import TestCase
from aqe.generation.ports import Runner

__all__ = ["mutation_score", "of_kept_tests", "told_apart_again"]

_CHUNK = 8
"""Mutants in one request, between which cancellation is looked at."""
_TRIAL_S = 0.5


def told_apart_again(
    results: Mapping[str, MutantResult],
    cases: Sequence[TestCase],
    runner: Runner,
    program: Callable[[Candidate], Program],
    *,
    is_cancelled: Callable[[], bool],
) -> tuple[list[TestCase], tuple[MutantResult, ...]]:
    """Try the mutants again whose test did not make it into the suite, against the tests that did.

    Args:
        results: What became of the mutants, by id.
        cases: The tests of the suite with the mutants that each was the first to kill.
        runner: Executes.
        program: Prints a candidate.
        is_cancelled: Whether to stop; mutants that are not tried then are left out.

    Returns:
        The tests with all that they kill, and what became of the mutants.
    """
    lost = _without_test(tuple(results.values()), cases)
    found = {key: each for key, each in results.items() if key not in lost}
    if not lost or not cases:
        survivors = (
            _survivor(each, "no test of the suite tells it apart") for each in lost.values()
        )
        return list(cases), (*found.values(), *survivors)
    programs = [program(each.candidate) for each in cases]
    kills: dict[str, list[str]] = {}
    mutants = [each.mutant for each in lost.values()]
    for start in range(0, len(mutants), _CHUNK):
        if is_cancelled():
            break
        for each in runner.run_mutants(
            mutants[start : start + _CHUNK], programs, stop_at_first=True, timeout_s=_TRIAL_S
        ):
            found[each.mutant.id] = each
            for number in each.killed_by[:1]:
                kills.setdefault(number, []).append(each.mutant.id)
    kept = [
        replace(each, kills=(*each.kills, *kills.get(str(each.candidate.id), ()))) for each in cases
    ]
    return kept, tuple(found.values())


def of_kept_tests(
    results: Sequence[MutantResult], cases: Sequence[TestCase]
) -> tuple[MutantResult, ...]:
    """The results when only these tests are left: what no test of them is known to kill survives."""
    lost = _without_test(results, cases)
    why = "the test that told it apart was rejected by verification"
    return tuple(_survivor(each, why) if each.mutant.id in lost else each for each in results)


def mutation_score(results: Sequence[MutantResult], drawn: int, run_id: str) -> Measure:
    """Share of the tried mutants that the suite tells apart.

    Args:
        results: What became of the mutants that were tried.
        drawn: Number of mutants that were to be tried.
        run_id: The run in which they were.
    """
    judged = [each for each in results if each.state is not MutantState.ERROR]
    left = f"; {drawn - len(results)} more were not tried" if drawn > len(results) else ""
    if not judged:
        return Measure.unavailable("mutation_score", "ratio", f"no mutant was run{left}", (run_id,))
    killed = sum(1 for each in judged if each.state.is_detected)
    detail = (
        f"{killed} of {len(judged)} sampled mutants on reached lines{left}, told apart by what the"
        " tests demand; `aqe mutate` measures the written suite"
    )
    share = killed / len(judged)
    return Measure("mutation_score", share, "ratio", Basis.ESTIMATED, (run_id,), detail)


def _without_test(
    results: Sequence[MutantResult], cases: Sequence[TestCase]
) -> dict[str, MutantResult]:
    """Killed mutants that none of the tests is known to kill."""
    known = {mutant for each in cases for mutant in each.kills}
    return {
        each.mutant.id: each
        for each in results
        if each.state.is_detected and each.mutant.id not in known
    }


def _survivor(result: MutantResult, why: str) -> MutantResult:
    return replace(result, state=MutantState.SURVIVED, killed_by=(), detail=why)
