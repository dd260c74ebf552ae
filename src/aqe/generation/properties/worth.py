"""Which laws are worth a test: those that notice mutants which the recorded tests let live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aqe.domain.law import Law, LawKind
from aqe.domain.mutant import Mutant, MutantState
from aqe.generation.properties.profiles import Bench
from aqe.generation.properties.trial import Define, Held, question

__all__ = ["Worth", "chosen", "worths"]

_INPUTS = 120
"""Inputs with which a law is held against mutants."""
_TOGETHER = 30
"""Inputs in one program."""
_CHUNK = 8
"""Mutants in one request, between which time is looked at."""
_TRIAL_S = 0.5
_ORDER = tuple(LawKind)
_TELLING = tuple(each for each in LawKind if each not in (LawKind.LENGTH, LawKind.TYPE))


@dataclass(frozen=True, slots=True)
class Worth:
    """A law with the mutants that it notices."""

    law: Law
    kills: frozenset[str]


def worths(
    held: Sequence[Held],
    survivors: Sequence[Mutant],
    bench: Bench,
    define: Define,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Worth]:
    """Laws that notice at least one mutant.

    Args:
        held: Laws that hold on the subject.
        survivors: Mutants that no recorded test tells apart.
        bench: Executes.
        define: Prints a law as a function.
        is_over: Whether time is up; laws that were not tried by then are left out.
    """
    found = []
    for each in held:
        near = [mutant for mutant in survivors if mutant.line in each.lines]
        if not near or is_over():
            continue
        definition = define(each.law)
        rows = each.rows[:_INPUTS]
        programs = [
            bench.printer(
                question(definition, rows[start : start + _TOGETHER], each.law.callables[0], start)
            )
            for start in range(0, len(rows), _TOGETHER)
        ]
        kills: set[str] = set()
        for start in range(0, len(near), _CHUNK):
            if is_over():
                break
            bench.executions += len(programs)
            results = bench.runner.run_mutants(
                near[start : start + _CHUNK], programs, stop_at_first=True, timeout_s=_TRIAL_S
            )
            kills |= {one.mutant.id for one in results if one.state is MutantState.KILLED}
        if kills:
            found.append(Worth(each.law, frozenset(kills)))
    return found


def chosen(found: Sequence[Worth], most: int) -> list[Worth]:
    """The most valuable laws, most valuable first.

    First those that each notice a mutant which no law before them notices: what notices most goes first;
    of equals the one of the more telling sort, then the shorter one. Then laws that tell something of a
    callable of which no chosen one does.
    """
    left = list(found)
    known: set[str] = set()
    picked: list[Worth] = []
    while left and len(picked) < most:
        best = min(left, key=lambda each: (-len(each.kills - known), *_rank(each.law)))
        if not best.kills - known:
            break
        picked.append(best)
        known |= best.kills
        left.remove(best)
    left.sort(key=lambda each: (*_rank(each.law), -len(each.kills)))
    for each in left:
        spoken = {name for one in picked for name in one.law.callables}
        if (
            len(picked) < most
            and each.law.kind in _TELLING
            and not set(each.law.callables) <= spoken
        ):
            picked.append(each)
    return picked


def _rank(law: Law) -> tuple[int, bool, int, int]:
    return (_ORDER.index(law.kind), not law.is_named, len(law.variables), len(law.body))
