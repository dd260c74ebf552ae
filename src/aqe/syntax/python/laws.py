"""Laws as Python: as a function that a worker asks, as a line that people read, as lines of a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aqe.domain.candidate import Definition, Statement, StatementForm
from aqe.domain.law import Law
from aqe.domain.recipe import Recipe, Symbol
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.strategies import strategy_symbols

__all__ = ["body_lines", "law_definition", "law_symbols", "law_text"]

DEFINED = "holds"


def law_definition(law: Law, printer: Printer) -> Definition:
    """The law as a function of its variables: whether it holds, or None where something is raised."""
    names = ", ".join(each.name for each in law.variables)
    lines = [f"def {DEFINED}({names}):", "    try:"]
    for each in law.body:
        lines += _statement(each, printer, {}, Layout(), 8)
    lines.append(f"        return bool({printer.expression(law.claim)})")
    lines += ["    except Exception:", "        return None"]
    return Definition(DEFINED, "\n".join(lines), tuple(_body_symbols(law, printer)))


def law_text(law: Law, printer: Printer) -> str:
    """The law on one line: ``unescape(escape(text)) == text``."""
    parts = [
        line.strip()
        for each in law.body
        for line in _statement(each, printer, {}, Layout(10_000), 0)
    ]
    return "; ".join([*parts, printer.expression(law.claim)]).replace(":; pass", ": pass")


def body_lines(
    law: Law, printer: Printer, renamed: Mapping[tuple[str, str], str], layout: Layout
) -> list[str]:
    """The body of a test of the law, wrapped."""
    lines: list[str] = []
    for each in law.body:
        lines += _statement(each, printer, renamed, layout, 4)
    claim = f"assert {printer.expression(law.claim, renamed)}"
    return [*lines, layout.statement(claim, indent=4)]


def law_symbols(law: Law, printer: Printer) -> list[Symbol]:
    """Everything that has to be imported for a test of the law, its strategies aside."""
    drawn = [each for variable in law.variables for each in strategy_symbols(variable.inputs)]
    return list(dict.fromkeys([*_body_symbols(law, printer), *drawn]))


def _statement(
    statement: Statement,
    printer: Printer,
    renamed: Mapping[tuple[str, str], str],
    layout: Layout,
    indent: int,
) -> list[str]:
    margin = " " * indent
    if statement.form is StatementForm.WITH:
        header = layout.with_header(
            [printer.expression(statement.expression, renamed)], indent=indent
        )
        return [header, f"{margin}    pass"]
    line = printer.line(statement, renamed)
    text = f"{line.target} = {line.source}" if line.target else line.source
    return layout.statement(text, indent=indent).split("\n")


def _body_symbols(law: Law, printer: Printer) -> Iterator[Symbol]:
    for recipe in _recipes(law):
        yield from printer.symbols(recipe)


def _recipes(law: Law) -> Sequence[Recipe]:
    parts = [part for each in law.body for part in (each.expression, each.place)]
    return [each for each in (*parts, law.claim) if each is not None]
