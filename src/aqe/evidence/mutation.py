"""Mutation score of a suite, by Stryker's definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import MutantResult, MutantState

__all__ = ["VALID_STATES", "mutation_measures"]

VALID_STATES = frozenset(
    {
        MutantState.KILLED,
        MutantState.TIMEOUT,
        MutantState.SURVIVED,
        MutantState.NO_COVERAGE,
    }
)
"""States that count: what does not import, is ignored or is equivalent says nothing of the suite."""
_PART = "the mutants that were tried"


def mutation_measures(
    results: Sequence[MutantResult], run: str, *, untried: int = 0
) -> tuple[Measure, ...]:
    """Score and counts.

    Score = detected / (detected + undetected); killed and timed-out mutants are detected, surviving
    and uncovered ones are not (stryker-mutator.io, "mutant states and metrics").

    A score over some of the mutants is an estimate of that over all, and their counts are about them only.

    Args:
        results: What became of the mutants.
        run: Id of the run in which they were tried.
        untried: Mutants that there are besides; they count for nothing and are told.
    """
    counts = Counter(each.state for each in results)
    valid = sum(counts[state] for state in VALID_STATES)
    detected = sum(counts[state] for state in counts if state.is_detected)
    part = _PART if untried else ""
    survived = _count("mutants_survived", counts[MutantState.SURVIVED], run, part)
    uncovered = _count("mutants_no_coverage", counts[MutantState.NO_COVERAGE], run, part)
    if not valid:
        score = Measure.unavailable("mutation_score", "ratio", "there are no valid mutants", (run,))
    else:
        left = f"; {untried} more were not tried" if untried else ""
        detail = f"{detected} of {valid} mutants{left}"
        rate = detected / valid
        basis = Basis.ESTIMATED if untried else Basis.MEASURED
        score = Measure("mutation_score", rate, "ratio", basis, (run,), detail)
    return (score, survived, uncovered)


def _count(name: str, number: int, run: str, scope: str) -> Measure:
    return Measure(name, float(number), "count", Basis.MEASURED, (run,), scope=scope)
