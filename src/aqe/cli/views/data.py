"""Data models, generated records, judged records, and what became of columns."""

from __future__ import annotations

from aqe.booster.anonymising import ColumnReport
from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Raw, Table, Tone
from aqe.cli.text import percent, plural
from aqe.operations.data_anonymise import DataAnonymizeResult
from aqe.operations.data_generate import DataGenerateResult
from aqe.operations.data_introspect import DataIntrospectResult
from aqe.operations.data_validate import DataValidateResult

__all__ = ["anonymize_view", "generate_view", "introspect_view", "validate_view"]

_MOST_NOTICES = 10


def introspect_view(result: DataIntrospectResult, face: Face) -> Page:
    """A row per table, then what a schema cannot say."""
    columns = (
        Column("table"),
        Column("columns", right=True),
        Column("key"),
        Column("points to"),
    )
    rows = tuple(
        (
            Cell(each.name, Tone.STRONG),
            str(each.columns),
            ", ".join(each.primary_key),
            "; ".join(each.foreign_keys),
        )
        for each in result.tables
    )
    blocks: list[Block] = [Table(columns, rows), *_notices(result.notices, face)]
    blocks += [
        Line(""),
        Line(f"{plural(len(result.tables), 'table')} read from {result.source} ({result.kind})"),
    ]
    if result.out is not None:
        blocks.append(Line(f"The data model is in {result.out}."))
    return tuple(blocks)


def generate_view(result: DataGenerateResult, face: Face) -> Page:
    """The records themselves where no file was named, else how many went where."""
    if result.interrupted:
        return (Line("Interrupted; no file was left half written.", Tone.WARN),)
    if result.text is not None:
        blocks: list[Block] = [Raw(result.text)] if result.text else []
        return (*blocks, *_faults(result)) if result.errors else tuple(blocks)
    columns = (Column("table"), Column("records", right=True), Column("checked"))
    rows = tuple(
        (Cell(each.name, Tone.STRONG), f"{each.rows:,}", _checked(each.invalid))
        for each in result.tables
    )
    return (
        Table(columns, rows),
        *_faults(result),
        *_notices(result.notices, face),
        Line(""),
        *(Line(f"written: {each}") for each in result.files),
    )


def _checked(invalid: int | None) -> Cell | str:
    if invalid is None:
        return "no"
    return Cell(f"{invalid:,} invalid", Tone.BAD) if invalid else Cell("all valid", Tone.GOOD)


def _faults(result: DataGenerateResult) -> list[Block]:
    return [Line(each, Tone.BAD) for each in result.errors]


def validate_view(result: DataValidateResult, face: Face) -> Page:
    """An error a line, as editors and CI jobs read them, then the sum."""
    noun = "record" if result.kind == "records" else "document"
    blocks: list[Block] = []
    for each in result.errors:
        line = "" if each.line is None else f":{each.line}"
        blocks.append(Line(f"{result.path.name}{line}: {each.pointer or '/'}: {each.message}"))
    if blocks:
        blocks.append(Line(""))
    if result.interrupted:
        blocks.append(Line(f"Interrupted after {plural(result.records, noun)}.", Tone.WARN))
    if result.invalid:
        told = f"{result.invalid:,} of {plural(result.records, noun)} invalid"
        blocks.append(Line(told, Tone.BAD))
    elif result.records:
        blocks.append(Line(f"{plural(result.records, noun)}, all valid", Tone.GOOD))
    else:
        blocks.append(Line("There was no record to judge.", Tone.WARN))
    return (*blocks, *_notices(result.notices, face))


def anonymize_view(result: DataAnonymizeResult, face: Face) -> Page:
    """A row per column, then joins, groups and whatever is not as promised."""
    if result.interrupted:
        return (Line("Interrupted; nothing was written.", Tone.WARN),)
    columns = (
        Column("column"),
        Column("method"),
        Column("values", right=True),
        Column("unchanged", right=True),
        Column("checks"),
        Column("why", is_optional=True),
    )
    shown = [each for each in result.columns if face.verbose or each.method != "keep"]
    blocks: list[Block] = []
    if shown:
        blocks.append(Table(columns, tuple(map(_column, shown))))
    kept = [each.name for each in result.columns if each.method == "keep"]
    if kept and not face.verbose:
        blocks.append(Line(f"kept as they are: {', '.join(kept)}"))
    blocks += _broken_promises(result)
    for group in result.groups:
        tone = Tone.WARN if group.small_rows else Tone.PLAIN
        blocks.append(
            Line(
                f"{' + '.join(group.columns)}: every row looks like at least {group.smallest - 1}"
                f" others (k = {group.smallest});"
                f" {plural(group.small_rows, 'row')} in groups of fewer than 5",
                tone,
            )
        )
    for join in result.joins:
        told = (
            f"join {join.name}: {join.orphans_before} and {join.orphans_after} rows without a match"
        )
        blocks.append(Line(told, Tone.PLAIN if join.holds else Tone.BAD))
    blocks += [*_notices(result.notices, face), Line("")]
    blocks.append(Line(f"{plural(result.rows, 'row')} written to {result.out}"))
    made = "made" if result.key_made else "used"
    blocks.append(Line(f"key {made}: {result.key_file}; keep it apart from the copy", Tone.FAINT))
    return tuple(blocks)


def _column(column: ColumnReport) -> tuple[Cell | str, ...]:
    share = None
    if column.unchanged is not None and column.values:
        share = column.unchanged / column.values
    failed = [each for each in column.checks if each.holds is False]
    unsure = [each for each in column.checks if each.holds is None]
    told = f"{len(column.checks) - len(failed) - len(unsure)} of {len(column.checks)} hold"
    return (
        Cell(column.name, Tone.STRONG),
        column.method,
        f"{column.values:,}",
        percent(share),
        Cell(told, Tone.BAD if failed else Tone.PLAIN) if column.checks else "",
        column.reason,
    )


def _broken_promises(result: DataAnonymizeResult) -> list[Block]:
    return [
        Line(f"{column.name}: {check.name} does not hold: {check.detail}", Tone.BAD)
        for column in result.columns
        for check in column.checks
        if check.holds is False
    ]


def _notices(notices: tuple[str, ...], face: Face) -> list[Block]:
    shown = notices if face.verbose else notices[:_MOST_NOTICES]
    blocks: list[Block] = [Line(f"note: {each}", Tone.WARN) for each in shown]
    if len(notices) > len(shown):
        blocks.append(Line(f"and {len(notices) - len(shown)} more notes; --verbose shows all"))
    return blocks
