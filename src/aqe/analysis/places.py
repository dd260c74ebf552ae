"""Where a file calls anything, with what its local names stand for there: read once for many subjects."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aqe.analysis.scopes import FunctionNode, dotted_name

__all__ = ["CallPlace", "call_places"]

MAX_ROWS = 12
"""Rows of one parametrised test that are taken."""


@dataclass(frozen=True, slots=True)
class CallPlace:
    """One call and what surrounds it."""

    node: ast.Call
    name: str | None
    """Dotted name of what is called; None where it is no name."""
    values: Mapping[str, ast.expr]
    """Local names that are assigned once, with what they are assigned."""
    hidden: frozenset[str]
    """Names that stand for something that cannot be told from the source."""


def call_places(tree: ast.Module) -> tuple[CallPlace, ...]:
    """All calls of a module in the order of the source; those of a parametrised test once for each row."""
    return tuple(_body(tree, {}, frozenset()))


def _body(
    node: ast.AST, values: Mapping[str, ast.expr], hidden: frozenset[str]
) -> Iterator[CallPlace]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            yield from _function(child, values, hidden)
            continue
        if isinstance(child, ast.Call):
            yield CallPlace(child, dotted_name(child.func), values, hidden)
        yield from _body(child, values, hidden)


def _function(
    node: FunctionNode, values: Mapping[str, ast.expr], hidden: frozenset[str]
) -> Iterator[CallPlace]:
    own = _single_assignments(node)
    names = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    names |= _stored_names(node) - own.keys()
    inner = {name: value for name, value in values.items() if name not in names} | own
    for row in _rows(node):
        rest = frozenset(names - row.keys()) | hidden
        yield from _body(node, {**inner, **row}, rest)


def _single_assignments(node: FunctionNode) -> dict[str, ast.expr]:
    """Local names that are bound once, by a plain assignment."""
    bound: dict[str, ast.expr] = {}
    counts: dict[str, int] = {}
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            counts[each.id] = counts.get(each.id, 0) + 1
        if isinstance(each, ast.Assign) and len(each.targets) == 1:
            target = each.targets[0]
            if isinstance(target, ast.Name):
                bound[target.id] = each.value
    return {name: value for name, value in bound.items() if counts.get(name) == 1}


def _stored_names(node: FunctionNode) -> set[str]:
    stored = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in stored if isinstance(each.ctx, ast.Store)}


def _rows(node: FunctionNode) -> Iterator[dict[str, ast.expr]]:
    """Values of parameters by rows of ``pytest.mark.parametrize``; one empty row without it."""
    rows: list[dict[str, ast.expr]] = [{}]
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call) or len(decorator.args) < 2:
            continue
        if (dotted_name(decorator.func) or "").rpartition(".")[2] != "parametrize":
            continue
        names = _parameter_names(decorator.args[0])
        values = decorator.args[1]
        if not names or not isinstance(values, ast.List | ast.Tuple):
            continue
        found = [row for each in values.elts if (row := _row(names, each))]
        rows = [{**one, **other} for one in rows for other in found][:MAX_ROWS] or rows
    yield from rows


def _parameter_names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [name.strip() for name in node.value.split(",") if name.strip()]
    if isinstance(node, ast.List | ast.Tuple):
        return [
            each.value
            for each in node.elts
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
    return []


def _row(names: list[str], node: ast.expr) -> dict[str, ast.expr] | None:
    if isinstance(node, ast.Call) and (dotted_name(node.func) or "").endswith("param"):
        cells = list(node.args)
    elif len(names) == 1:
        cells = [node]
    elif isinstance(node, ast.Tuple | ast.List):
        cells = list(node.elts)
    else:
        return None
    return dict(zip(names, cells, strict=True)) if len(cells) == len(names) else None
