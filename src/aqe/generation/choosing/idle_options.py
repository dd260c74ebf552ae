"""Tests that another one repeats but for an option which changes nothing that is demanded."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.candidate import Candidate
from aqe.domain.recipe import Call, Recipe
from aqe.domain.suite import OracleBasis, TestCase
from aqe.syntax.recipe_trees import transform, walk

__all__ = ["without_idle_options"]


def without_idle_options(cases: Sequence[TestCase]) -> list[TestCase]:
    """The cases in their order, of those that are alike only the ones that are needed.

    Two are alike when they do the same but for arguments handed in by name, and demand the same. What
    reaches a goal or tells a mutant apart stays; where none does, the one with the fewest options.
    """
    alike: dict[str, list[TestCase]] = {}
    for each in cases:
        alike.setdefault(_without_options(each), []).append(each)
    kept: set[int] = set()
    for members in alike.values():
        needed = [each for each in members if _is_needed(each)]
        plainest = min(members, key=lambda each: (_options(each.candidate), each.candidate.id))
        kept.update(each.candidate.id for each in needed or [plainest])
    return [each for each in cases if each.candidate.id in kept]


def _is_needed(case: TestCase) -> bool:
    return bool(case.reaches or case.kills) or case.basis is not OracleBasis.RECORDED


def _without_options(case: TestCase) -> str:
    """What a case does and demands, whatever is handed in by name."""
    candidate = case.candidate
    statements = [
        (
            each.form,
            each.target,
            each.is_act,
            _bare(each.expression),
            None if each.place is None else _bare(each.place),
        )
        for each in candidate.statements
    ]
    others = (candidate.subject, candidate.definitions, candidate.fixtures, case.assertions)
    return repr((statements, others))


def _bare(recipe: Recipe) -> Recipe:
    def change(part: Recipe) -> Recipe | None:
        if not isinstance(part, Call) or not part.keywords:
            return None
        return Call(_bare(part.callee), tuple(map(_bare, part.arguments)))

    return transform(recipe, change)


def _options(candidate: Candidate) -> int:
    """How many arguments are handed in by name."""
    return sum(
        len(part.keywords)
        for statement in candidate.statements
        for recipe in (statement.expression, statement.place)
        if recipe is not None
        for part in walk(recipe)
        if isinstance(part, Call)
    )
