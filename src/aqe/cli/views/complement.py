"""What new tests add to the existing ones."""

from __future__ import annotations

from aqe.campaign.options import SubjectReport
from aqe.cli.page import Block, Column, Heading, Line, Table, Tone
from aqe.cli.text import percent, plural
from aqe.domain.measure import Basis, Measure

__all__ = ["complement_blocks"]


def complement_blocks(report: SubjectReport) -> list[Block]:
    """Coverage and mutants with the existing tests alone, with the new ones, and the difference."""
    found = report.complement
    if found is None:
        return []
    has_mutants = found.mutants_before is not None
    columns = [Column("tests"), Column("lines and branches", right=True)]
    if has_mutants:
        columns.append(Column("mutants", right=True))
    alone = plural(found.existing_tests, "existing test")
    new = plural(report.tests, "new one")
    pairs = (
        (f"{alone} alone", found.coverage_before, found.mutants_before),
        (f"with {new}", found.coverage_after, found.mutants_after),
    )
    rows = [
        (title, _value(coverage), *((_value(mutants),) if has_mutants else ()))
        for title, coverage, mutants in pairs
    ]
    differences = (found.coverage_added, *((found.mutants_added,) if has_mutants else ()))
    rows.append(("added", *map(_added, differences)))
    blocks: list[Block] = [
        Heading(f"What the new tests add to {report.subject}"),
        Table(tuple(columns), tuple(rows)),
    ]
    mutants = found.mutants_after
    if mutants is not None:
        blocks.append(Line(f"mutants: {mutants.detail}", Tone.FAINT))
    return blocks


def _value(measure: Measure | None) -> str:
    """The share; a tilde marks an estimate."""
    if measure is None or measure.value is None:
        return percent(None)
    return f"{'~' if measure.basis is Basis.ESTIMATED else ''}{percent(measure.value)}"


def _added(difference: float | None) -> str:
    return "-" if difference is None else f"+{percent(max(difference, 0.0))}"
