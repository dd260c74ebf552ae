"""How much of what a suite reaches only direct calls of private code do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.domain.candidate import Candidate
from aqe.domain.measure import Basis, Measure
from aqe.domain.recipe import Attribute, Recipe, Symbol
from aqe.domain.run import LoadedSubject
from aqe.domain.suite import TestCase
from aqe.generation.scenario import walk

__all__ = ["calls_private_code", "private_share"]

_NAME = "private_share"


def private_share(loaded: LoadedSubject, cases: Sequence[TestCase], run_id: str) -> Measure:
    """Share of the lines and branches that calls reach for which no test does without private code.

    Args:
        loaded: the subject with its goals; what its import reaches needs no call.
        cases: the verified tests with what each reaches.
        run_id: the run in which they were made.
    """
    counted = {each.id for each in loaded.goals if each.counted} - loaded.reached_by_import
    reached: set[int] = set()
    in_public: set[int] = set()
    for case in cases:
        goals = case.run.goals & counted
        reached |= goals
        if not calls_private_code(case.candidate, loaded.module):
            in_public |= goals
    if not reached:
        return Measure.unavailable(_NAME, "ratio", "no test reaches anything by a call", (run_id,))
    only = len(reached - in_public)
    detail = (
        f"{only} of {len(reached)} lines and branches that calls reach are reached only by tests"
        " that call private code directly"
    )
    return Measure(_NAME, only / len(reached), "ratio", Basis.DERIVED, (run_id,), detail)


def calls_private_code(candidate: Candidate, module: str) -> bool:
    """Whether a test names something of the subject that begins with an underscore, dunders aside."""
    return any(_is_private(name) for name in _names(candidate, module))


def _names(candidate: Candidate, module: str) -> Iterator[str]:
    for statement in candidate.statements:
        places = (statement.expression, statement.place)
        for recipe in places:
            for part in _parts(recipe):
                if isinstance(part, Attribute):
                    yield part.name
                elif isinstance(part, Symbol) and part.module == module:
                    yield from part.name.split(".")


def _parts(recipe: Recipe | None) -> Iterator[Recipe]:
    if recipe is not None:
        yield from (part for _, part in walk(recipe))


def _is_private(name: str) -> bool:
    is_dunder = name.startswith("__") and name.endswith("__") and len(name) > 4
    return name.startswith("_") and not is_dunder
