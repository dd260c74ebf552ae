"""TypeScript: a test of nothing but expectations of one shape becomes `it.each` with a table."""

from __future__ import annotations

from typing import Any

from aqe.booster.patterns.edits import Edit
from aqe.booster.patterns.lines import indentation_at, newline_of
from aqe.booster.patterns.procedures.skeletons import identifiers, table_of
from aqe.booster.patterns.rewriting import Change
from aqe.booster.patterns.structure import Match

__all__ = ["parametrize_expects"]

_FEWEST = 3


def parametrize_expects(match: Match, source: str) -> Change | None:
    """The call of `it` or `test`; a title with a percent sign stays, for it means something in a table."""
    title, function = match.captures.get("TITLE"), match.captures.get("TEST")
    if title is None or function is None:
        return None
    name = title.nodes[0].text()
    callback = function.nodes[0]
    statements = _expectations(callback)
    if len(statements) < _FEWEST or "%" in name or name[0] not in "\"'":
        return None
    table = table_of(statements, source, identifiers(callback))
    if table is None:
        return None
    word = match.node.field("function").text()
    unit = _unit(statements[0], source, match.start)
    statement = table.statement.rstrip(";") + (";" if statements[0].text().endswith(";") else "")
    lines = [
        f"{word}.each([",
        *(f"{unit}[{', '.join(row)}]," for row in table.rows),
        f"])({name[:-1]}: %j{name[-1]}, ({', '.join(table.names)}) => {{",
        f"{unit}{statement}",
        "})",
    ]
    text = (newline_of(source) + indentation_at(source, match.start)).join(lines)
    return (Edit(match.start, match.end, text),), ((match.start, match.end),)


def _expectations(callback: Any) -> list[Any]:
    body = callback.field("body")
    parameters = callback.field("parameters")
    if body is None or body.kind() != "statement_block" or callback.text().startswith("async"):
        return []
    if parameters is None or parameters.text() != "()":
        return []
    statements = [each for each in body.children() if each.is_named()]
    plain = all(
        each.kind() == "expression_statement" and each.text().startswith("expect(")
        for each in statements
    )
    return statements if plain else []


def _unit(statement: Any, source: str, start: int) -> str:
    """The step of indentation between the call and its body."""
    inner = indentation_at(source, statement.range().start.index)
    return inner.removeprefix(indentation_at(source, start)) or "  "
