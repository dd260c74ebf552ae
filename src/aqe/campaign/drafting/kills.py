"""Which mutants the tests of a suite tell apart, once it is known which tests are in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aqe.domain.candidate import Candidate, Program
from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.suite import TestCase
from aqe.generation.choosing.portions import portions
from aqe.generation.observing.demanding import demanding
from aqe.generation.ports import Runner

__all__ = ["mutation_score", "of_kept_tests", "told_apart_again"]

_CHUNK = 40
"""Mutants in one request, between which cancellation is looked at."""
_TRIAL_S = 0.5
_NO_TEST = "no test of the suite tells it apart"


def told_apart_again(
    results: Mapping[str, MutantResult],
    cases: Sequence[TestCase],
    runner: Runner,
    program: Callable[[Candidate], Program],
    *,
    is_cancelled: Callable[[], bool],
    clock: Callable[[], float] | None = None,
) -> tuple[list[TestCase], tuple[MutantResult, ...]]:
    """Try the mutants again that were told apart, against what the tests of the suite demand.

    A search compares all that programs show; a test demands a part of it. Where the test that was the first
    to tell a mutant may not notice it, the mutant meets it again, and all others where it does not, or did
    not make it into the suite.

    Args:
        results: What became of the mutants, by id.
        cases: The tests of the suite with the mutants that each was the first to kill.
        runner: Executes.
        program: Prints a candidate.
        is_cancelled: Whether to stop; mutants that are not tried then are left out, but for those that a
            test of the suite was seen to tell apart.
        clock: Seconds; None where there is no hurry.

    Returns:
        The tests with all that they kill, and what became of the mutants.
    """
    killed = [each for each in results.values() if each.state.is_detected]
    if not cases or not killed:
        found = {**results, **{each.mutant.id: _survivor(each, _NO_TEST) for each in killed}}
        return list(cases), tuple(found.values())
    first = {mutant: each.candidate.id for each in cases for mutant in each.kills}
    lost = [each for each in killed if each.mutant.id not in first]
    asking = [demanding(each) for each in cases]
    doubtful = {
        each.id for each, case in zip(asking, cases, strict=True) if each is not case.candidate
    }
    # What a test demands whole was seen to differ; and no test passes while its call hangs.
    told = [
        each
        for each in killed
        if first.get(each.mutant.id) in doubtful and each.state is MutantState.KILLED
    ]
    found = {
        key: each for key, each in results.items() if not each.state.is_detected or key in first
    }
    programs = [program(each) for each in asking]
    waiting = [each.mutant for each in (*lost, *told)]
    waiting.sort(key=lambda each: not each.is_counted)
    for portion in portions(waiting, _CHUNK, clock):
        if is_cancelled():
            break
        for result in runner.run_mutants(
            portion,
            programs,
            stop_at_first=True,
            timeout_s=_TRIAL_S,
            first=first,
        ):
            found[result.mutant.id] = result
            first.pop(result.mutant.id, None)
            if result.killed_by:
                first[result.mutant.id] = int(result.killed_by[0])
    kills: dict[int, list[str]] = {}
    for mutant, number in first.items():
        kills.setdefault(number, []).append(mutant)
    kept = [replace(each, kills=tuple(kills.get(each.candidate.id, ()))) for each in cases]
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
