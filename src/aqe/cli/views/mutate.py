"""Mutation score, states and the diffs of survivors."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Column, Diff, Heading, Line, Page, Table, Tone
from aqe.cli.text import duration, percent, plural
from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import MutantState
from aqe.operations.mutate import MutateResult

__all__ = ["view"]

_UNNOTICED = (MutantState.SURVIVED, MutantState.NO_COVERAGE)


def view(result: MutateResult, face: Face, survivors: int = 10) -> Page:
    """A row per file, then the changes that nobody noticed."""
    blocks: list[Block] = [_table(result)]
    for each in result.files:
        if each.error is not None:
            blocks.append(Line(f"{each.path}: {each.error.message}", Tone.BAD))
            if each.error.hint:
                blocks.append(Line(f"hint: {each.error.hint}", indent=2))
        if each.left_over:
            left = plural(each.left_over, "mutant was", "mutants were")
            blocks.append(Line(f"{each.path}: {left} not tried", Tone.WARN))
    blocks += _survivors(result, survivors)
    blocks += [Line(""), _summary(result)]
    scope = next((each.scope for each in result.measures if each.name == "mutation_score"), "")
    if scope:
        text = f"This is the score of a part of the project: {scope}. A gate asks for the whole."
        blocks.append(Line(text, Tone.FAINT))
    return tuple(blocks)


def _table(result: MutateResult) -> Table:
    states = [state for state in MutantState if any(each.states[state] for each in result.files)]
    columns = (
        Column("file"),
        Column("score", right=True),
        *(Column(state.value, right=True) for state in states),
    )
    rows = tuple(
        (each.path, _score(each.measures), *(str(each.states[state]) for state in states))
        for each in result.files
    )
    return Table(columns, rows)


def _survivors(result: MutateResult, most: int) -> list[Block]:
    found = [
        (file, mutant)
        for state in _UNNOTICED
        for file in result.files
        for mutant in file.mutants
        if mutant.state is state
    ]
    if not found or not most:
        return []
    blocks: list[Block] = [Heading("Changes that no test noticed")]
    for file, mutant in found[:most]:
        why = " (no test runs it)" if mutant.state is MutantState.NO_COVERAGE else ""
        blocks.append(Line(f"{file.path}:{mutant.line} {mutant.qualname}: {mutant.operator}{why}"))
        blocks.append(Diff(mutant.diff, indent=4))
    if len(found) > most:
        blocks.append(
            Line(f"and {len(found) - most} more (--survivors N shows N, --json all)", Tone.FAINT)
        )
    return blocks


def _summary(result: MutateResult) -> Line:
    total = sum(len(each.mutants) for each in result.files)
    left_out = sum(each.left_over + each.not_drawn for each in result.files)
    of = f"{total} of {total + left_out} mutants" if left_out else plural(total, "mutant")
    text = (
        f"mutation score {_score(result.measures)}, {of} of"
        f" {plural(len(result.files), 'file')} in {duration(result.duration_s)},"
        f" {f'run {result.run}' if result.recorded else 'not recorded'}"
    )
    if result.interrupted:
        return Line(f"Interrupted. So far: {text}", Tone.WARN)
    return Line(text, Tone.STRONG)


def _score(measures: tuple[Measure, ...]) -> str:
    """The score; a tilde marks an estimate."""
    found = next((each for each in measures if each.name == "mutation_score"), None)
    if found is None:
        return percent(None)
    return f"{'~' if found.basis is Basis.ESTIMATED else ''}{percent(found.value)}"
