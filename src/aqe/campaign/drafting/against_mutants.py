"""Which mutants the tests of a search are held against, and in what portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.analysis.declarations import statement_lines
from aqe.analysis.mutants import mutants_of, sample
from aqe.campaign.options import GenerateOptions
from aqe.domain.mutant import Mutant
from aqe.domain.subject import Subject
from aqe.generation.archive import Archive
from aqe.generation.techniques import Technique

__all__ = ["batches", "mutants_in_tables", "mutants_to_try"]

_LATER_MUTANTS = 40
"""That are tried in each further round."""


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
    tables = statement_lines(subject.source, lines) - lines
    mutants = mutants_of(
        subject.source,
        subject.module,
        lines=lines | tables,
        with_omissions=Technique.OMISSIONS not in options.without,
    )
    if not in_tables:
        mutants = tuple(each for each in mutants if each.line not in tables)
    if only is not None:
        mutants = tuple(each for each in mutants if each.qualname in only)
    return tuple(each for each in mutants if each.id not in noticed)


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


def batches(mutants: Sequence[Mutant], done: Sequence[Mutant]) -> Iterator[Sequence[Mutant]]:
    """The mutants that are not done, some at a time."""
    waiting = {each.id: each for each in mutants}
    for each in done:
        waiting.pop(each.id, None)
    while waiting:
        batch = sample(tuple(waiting.values()), _LATER_MUTANTS)
        for each in batch:
            del waiting[each.id]
        yield batch
