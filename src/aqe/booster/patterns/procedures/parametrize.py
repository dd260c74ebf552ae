"""Python: asserts, or tests, of one shape become one test with a table of parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aqe.booster.patterns.edits import Edit
from aqe.booster.patterns.lines import indentation_at, newline_of
from aqe.booster.patterns.procedures.skeletons import Table, identifiers, table_of
from aqe.booster.patterns.rewriting import Change
from aqe.booster.patterns.structure import Match

__all__ = ["parametrize_asserts", "parametrize_tests"]

_FEWEST = 3


def parametrize_asserts(match: Match, source: str) -> Change | None:
    """A test of nothing but asserts of one shape."""
    statements = _asserts(match.node)
    if len(statements) < _FEWEST:
        return None
    table = table_of(statements, source, identifiers(match.node))
    if table is None:
        return None
    rows = [_row(each) for each in table.rows]
    name = match.node.field("name").text()
    text = _test(table, rows, name, _parameters(match.node), source, match.start)
    return (Edit(match.start, match.end, text),), ((match.start, match.end),)


def parametrize_tests(match: Match, source: str) -> Change | None:
    """Tests one behind the other, each of a single assert, all of one shape."""
    group = _group(match.node, source)
    if len(group) < _FEWEST or _belongs_to_earlier(match.node, source):
        return None
    names = [each.field("name").text() for each in group]
    common = _beginning(names).rstrip("_")
    if not re.fullmatch(r"test_\w+", common) or common in names:
        return None
    statements = [_asserts(each)[0] for each in group]
    table = table_of(statements, source, identifiers(match.node))
    if table is None:
        return None
    rows = [
        f'pytest.param({", ".join(row)}, id="{name.removeprefix(common).strip("_")}")'
        for row, name in zip(table.rows, names, strict=True)
    ]
    text = _test(table, rows, common, _parameters(match.node), source, match.start)
    end = group[-1].range().end.index
    return (Edit(match.start, end, text),), ((match.start, end),)


def _asserts(function: Any) -> list[Any]:
    """The asserts of a test that is nothing else; empty for any other function."""
    body = function.field("body")
    if body is None or function.text().startswith("async") or _is_special(function):
        return []
    parts = [each for each in function.children() if each.kind() == "comment"]
    statements = [each for each in body.children() if each.is_named()]
    if parts or any(each.kind() != "assert_statement" for each in statements):
        return []
    if any(len(_named(each)) != 1 or "#" in each.text() for each in statements):
        return []
    return statements


def _is_special(function: Any) -> bool:
    """Whether it takes fixtures, has decorators or stands in a class with bases."""
    if _parameters(function) not in ("", "self"):
        return True
    above = function.parent()
    if above is None or above.kind() == "decorated_definition":
        return True
    owner = above.parent()
    if above.kind() == "block" and owner is not None:
        return owner.kind() != "class_definition" or owner.field("superclasses") is not None
    return bool(above.kind() != "module")


def _parameters(function: Any) -> str:
    parameters = function.field("parameters")
    return "" if parameters is None else parameters.text()[1:-1].strip()


def _group(function: Any, source: str) -> list[Any]:
    group = [function] if len(_asserts(function)) == 1 else []
    while group:
        following = group[-1].next()
        if following is None or following.kind() != "function_definition":
            break
        if not _go_together(group[0], following, source):
            break
        group.append(following)
    return group


def _belongs_to_earlier(function: Any, source: str) -> bool:
    before = function.prev()
    return (
        before is not None
        and before.kind() == "function_definition"
        and _go_together(before, function, source)
    )


def _go_together(one: Any, other: Any, source: str) -> bool:
    first, second = _asserts(one), _asserts(other)
    if len(first) != 1 or len(second) != 1 or _parameters(one) != _parameters(other):
        return False
    common = _beginning([one.field("name").text(), other.field("name").text()])
    return bool(
        re.fullmatch(r"test_\w+", common)
        and table_of([first[0], second[0]], source, frozenset()) is not None
    )


def _beginning(names: Sequence[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    length = next(
        (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )
    return first[:length]


def _named(node: Any) -> list[Any]:
    return [each for each in node.children() if each.is_named()]


def _row(cells: Sequence[str]) -> str:
    return cells[0] if len(cells) == 1 else f"({', '.join(cells)})"


def _test(
    table: Table, rows: Sequence[str], name: str, parameters: str, source: str, start: int
) -> str:
    names = ", ".join(f'"{each}"' for each in table.names)
    argument = names if len(table.names) == 1 else f"({names})"
    taken = ", ".join(filter(None, (parameters, *table.names)))
    lines = [
        "@pytest.mark.parametrize(",
        f"    {argument},",
        "    [",
        *(f"        {each}," for each in rows),
        "    ],",
        ")",
        f"def {name}({taken}):",
        f"    {table.statement}",
    ]
    return (newline_of(source) + indentation_at(source, start)).join(lines)
