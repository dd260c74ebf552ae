"""Why mutants survived: too few inputs, or perhaps no input can tell them from the subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aqe.domain.explanation import Cause, MutantExplanation
from aqe.domain.mutant import MutantResult, MutantState

__all__ = ["ENOUGH_INPUTS", "Reach", "explained_mutants"]

ENOUGH_INPUTS = 20
"""Inputs that reach the line of a mutant without telling it apart, from which it is suspected.

Most mutants that can be told apart are by one of the first inputs that reach them; a suspicion is no
proof, and is told as one.
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much executions saw of the lines that mutants stand on."""

    inputs: Mapping[str, int]
    """Executions that reached a mutant's line and ran on it, by the mutant's id."""
    one_sided: frozenset[int] = frozenset()
    """Lines behind which something was never reached."""
    by_import: frozenset[int] = frozenset()
    """Lines that run while the module is imported: every execution counts as reaching them."""


def explained_mutants(
    results: Iterable[MutantResult], reach: Reach
) -> tuple[MutantExplanation, ...]:
    """An explanation for every survivor, in the order of the source."""
    survivors = [each for each in results if each.state is MutantState.SURVIVED]
    ordered = sorted(survivors, key=lambda each: (each.mutant.line, each.mutant.start))
    return tuple(_explained(each, reach) for each in ordered)


def _explained(result: MutantResult, reach: Reach) -> MutantExplanation:
    mutant = result.mutant
    inputs = reach.inputs.get(mutant.id, 0)
    helps: tuple[str, ...]
    if result.detail:
        cause, helps = Cause.SURVIVED, ("a test of your own that shows the difference",)
        reason = result.detail
    elif mutant.line in reach.by_import:
        cause, helps = Cause.SURVIVED, ("a test of your own that shows what the value is for",)
        reason = (
            f"line {mutant.line} runs while the module is imported, and no test shows its effect"
        )
    elif mutant.line in reach.one_sided:
        cause, helps = Cause.SURVIVED, ("what leads to the other outcome: see the goals above",)
        reason = f"line {mutant.line} was only seen to go one way"
    elif inputs >= ENOUGH_INPUTS:
        cause = Cause.EQUIVALENT_SUSPECTED
        found = f"{inputs} inputs reach line {mutant.line} and none tells it apart"
        reason = found
        helps = (
            "nothing, if it means the same; else an example or a test that shows the difference",
        )
    else:
        cause = Cause.SURVIVED
        reason = f"no input told it apart; {inputs} reach line {mutant.line}"
        helps = (
            "more executions: a larger --executions or --budget",
            "an example or an existing test that shows the difference",
        )
    return MutantExplanation(
        id=mutant.id,
        operator=mutant.operator,
        qualname=mutant.qualname,
        line=mutant.line,
        original=mutant.original,
        replacement=mutant.replacement,
        cause=cause,
        reason=reason,
        inputs=inputs,
        helps=helps,
    )
