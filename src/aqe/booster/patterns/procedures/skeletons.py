"""Statements that differ in literals only: the skeleton that they share, and the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Table", "identifiers", "table_of"]

_ATOMS = frozenset(
    "string integer float true false none concatenated_string number null undefined regex".split()
)
_CONTAINERS = frozenset(
    "list tuple dictionary set pair unary_operator unary_expression array object"
    " template_string parenthesized_expression".split()
)
_KEYS = frozenset({"property_identifier", "string_fragment", "escape_sequence"})
_NAMES = frozenset({"identifier", "property_identifier", "shorthand_property_identifier"})
_CALLS = frozenset({"argument_list", "arguments"})


@dataclass(frozen=True, slots=True)
class Table:
    """What several statements say at once."""

    names: tuple[str, ...]
    """Of the parameters."""
    rows: tuple[tuple[str, ...], ...]
    statement: str
    """With names in the place of the literals that differ."""


def table_of(statements: Sequence[Any], source: str, taken: frozenset[str]) -> Table | None:
    """The table behind statements of one shape; None where they have several shapes.

    Args:
        statements: Nodes, at least two of them.
        source: Text of the file.
        taken: Names that parameters must not have.
    """
    found = [_literals(each) for each in statements]
    shapes = {_shape(node, holes, source) for node, holes in zip(statements, found, strict=True)}
    if len(shapes) != 1 or not found[0]:
        return None
    columns = list(zip(*found, strict=True))
    varying = [index for index, column in enumerate(columns) if len({x.text() for x in column}) > 1]
    if not any(_is_argument(columns[index][0]) for index in varying):
        return None  # the same call again and again is about state
    names = _names([columns[index][0] for index in varying])
    if taken & set(names) or taken & {f"value_{index}" for index in range(len(varying))}:
        return None
    first, holes = statements[0], [columns[index][0] for index in varying]
    rows = tuple(tuple(each[index].text() for index in varying) for each in found)
    if any("\n" in cell for row in rows for cell in row) or len(set(rows)) != len(rows):
        return None
    return Table(tuple(names), rows, _filled(first, holes, names, source))


def identifiers(node: Any) -> frozenset[str]:
    """Every name within a node."""
    found = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.kind() in _NAMES:
            found.add(each.text())
        waiting += each.children()
    return frozenset(found)


def _literals(node: Any) -> list[Any]:
    if _is_literal(node):
        return [node]
    return [found for child in node.children() for found in _literals(child)]


def _is_literal(node: Any) -> bool:
    if not node.is_named():
        return False
    if node.kind() in _ATOMS:
        return all(child.kind() != "interpolation" for child in node.children())
    if node.kind() not in _CONTAINERS:
        return False
    parts = [each for each in node.children() if each.is_named()]
    if node.kind() in ("unary_operator", "unary_expression") and node.text()[0] not in "-+":
        return False
    return all(_is_literal(each) or each.kind() in _KEYS for each in parts)


def _shape(node: Any, holes: Sequence[Any], source: str) -> str:
    return re.sub(r"\s+|;$", "", _filled(node, holes, ["\0"] * len(holes), source))


def _filled(node: Any, holes: Sequence[Any], names: Sequence[str], source: str) -> str:
    span = node.range()
    parts, at = [], span.start.index
    for hole, name in zip(holes, names, strict=True):
        place = hole.range()
        parts += [source[at : place.start.index], name]
        at = place.end.index
    return "".join([*parts, source[at : span.end.index]])


def _is_argument(node: Any) -> bool:
    """Whether the literal is handed to a call below the statement, matchers left out."""
    for each in node.ancestors():
        if each.kind() in _CALLS:
            call = each.parent()
            return call is not None and not _is_matcher(call)
    return False


def _is_matcher(call: Any) -> bool:
    function = call.field("function")
    return function is not None and function.text().lstrip().startswith("expect(")


def _is_expected(node: Any) -> bool:
    above = node.parent()
    if above is None:
        return False
    if above.kind() == "comparison_operator":
        return bool(above.children()[-1].range().start.index == node.range().start.index)
    call = above.parent()
    return above.kind() == "arguments" and call is not None and _is_matcher(call)


def _names(holes: Sequence[Any]) -> list[str]:
    others = [each for each in holes if not _is_expected(each)]
    if len(holes) - len(others) > 1:
        return [f"value_{index}" for index in range(1, len(holes) + 1)]
    numbered = iter(range(1, len(others) + 1))
    return [
        "expected"
        if _is_expected(each)
        else ("value" if len(others) == 1 else f"value_{next(numbered)}")
        for each in holes
    ]
