"""Which mutants the tests of a search are held against, and in what portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.analysis.declarations import statement_lines
from aqe.analysis.mutants import mutants_of, sample
from aqe.campaign.options import GenerateOptions
from aqe.domain.mutant import Mutant
from aqe.domain.subject import Subject
from aqe.domain.turns import in_turn
from aqe.generation.archive import Archive
from aqe.generation.techniques import Technique

__all__ = ["batches", "mixed", "mutants_in_tables", "mutants_to_try"]

_LATER_MUTANTS = 40
"""Counted ones that are tried in each further round."""


def mutants_to_try(
    subject: Subject,
    archive: Archive,
    options: GenerateOptions,
    *,
    only: frozenset[str] | None,
    noticed: frozenset[str],
    in_tables: bool = False,
) -> tuple[Mutant, ...]:
    """The mutants of lines that the search reached.

    Args:
        subject: Whose.
        archive: What the search reached.
        options: Whether mutants are wanted at all.
        only: Names of the callables that count; None for all.
        noticed: Ids of mutants that existing tests notice.
        in_tables: Whether those of all lines of tables are among them, which one line makes run.
    """
    if not options.mutants or Technique.MUTANTS in options.without:
        return ()
    lines = {archive.goals[each].line for each in archive.covered if each in archive.goals}
    if in_tables:
        lines |= statement_lines(subject.source, lines)
    mutants = mutants_of(
        subject.source,
        subject.module,
        lines=lines,
        with_rows=False,
        with_omissions=Technique.OMISSIONS not in options.without,
    )
    if only is not None:
        mutants = tuple(each for each in mutants if each.qualname in only)
    left = tuple(each for each in mutants if each.id not in noticed)
    if not noticed:
        return left
    # Existing tests are held against counted mutants alone: where they notice all, they are enough.
    wanting = {each.qualname for each in left if each.is_counted}
    return tuple(each for each in left if each.is_counted or each.qualname in wanting)


def mutants_in_tables(
    subject: Subject,
    archive: Archive,
    options: GenerateOptions,
    *,
    done: Sequence[Mutant],
    only: frozenset[str] | None,
    noticed: frozenset[str],
) -> Iterator[Sequence[Mutant]]:
    """Those of the later lines of tables, some at a time; they are made when they are asked for."""
    known = frozenset(each.id for each in done)
    every = mutants_to_try(subject, archive, options, only=only, noticed=noticed, in_tables=True)
    yield from batches([each for each in every if each.id not in known], ())


def mixed(mutants: Sequence[Mutant], limit: int) -> tuple[Mutant, ...]:
    """A sample of so many counted mutants, with half as many others between them."""
    counted = sample([each for each in mutants if each.is_counted], limit)
    others = sample([each for each in mutants if not each.is_counted], limit // 2)
    return tuple(in_turn([counted[::2], counted[1::2], others]))


def batches(mutants: Sequence[Mutant], done: Sequence[Mutant]) -> Iterator[Sequence[Mutant]]:
    """The mutants that are not done, some at a time."""
    waiting = {each.id: each for each in mutants}
    for each in done:
        waiting.pop(each.id, None)
    while waiting:
        batch = mixed(tuple(waiting.values()), _LATER_MUTANTS)
        for each in batch:
            del waiting[each.id]
        yield batch
