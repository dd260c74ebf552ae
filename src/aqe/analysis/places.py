"""Where a file calls anything, with what its local names stand for there: read once for many subjects."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aqe.analysis.scopes import FunctionNode, dotted_name, module_statements
from aqe.domain.syntax_trees import nodes_in

__all__ = ["CallPlace", "call_places", "defaults_of", "single_assignments"]

MAX_ROWS = 12
"""Rows of one parametrised test that are taken."""
_SET_UPS = frozenset({"setUp", "setup_method", "setup", "asyncSetUp"})


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
    asked: tuple[str, ...] = ()
    """Parameters around it without a value: in tests, what they ask fixtures for."""
    defaults: Mapping[str, ast.expr] = field(default_factory=dict)
    """Defaults of parameters around it."""
    set_ups: tuple[FunctionNode, ...] = ()
    """What prepares the objects of the class around it before each test."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What surrounds a node: the fields of the places in it."""

    module: Mapping[str, ast.expr]
    """Values at module level."""
    values: Mapping[str, ast.expr] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    defaults: Mapping[str, ast.expr] = field(default_factory=dict)
    set_ups: tuple[FunctionNode, ...] = ()
    decorators: tuple[ast.expr, ...] = ()
    """Of the class around it."""


def call_places(tree: ast.Module) -> tuple[CallPlace, ...]:
    """All calls of a module in the order of the source; those of a parametrised test once for each row."""
    return tuple(_body(tree, _Around(_module_values(tree))))


def _module_values(tree: ast.Module) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for statement in module_statements(tree.body):
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, statement.value)
    return found


def _body(node: ast.AST, around: _Around) -> Iterator[CallPlace]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            yield from _function(child, around)
            continue
        if isinstance(child, ast.ClassDef):
            set_ups = [each for each in child.body if isinstance(each, FunctionNode)]
            inner = replace(
                around,
                set_ups=tuple(each for each in set_ups if each.name in _SET_UPS),
                decorators=tuple(child.decorator_list),
            )
            yield from _body(child, inner)
            continue
        if isinstance(child, ast.Call):
            yield CallPlace(
                child,
                dotted_name(child.func),
                around.values,
                around.hidden,
                around.asked,
                around.defaults,
                around.set_ups,
            )
        yield from _body(child, around)


def _function(node: FunctionNode, around: _Around) -> Iterator[CallPlace]:
    own = single_assignments(node)
    parameters = [each.arg for each in nodes_in(node.args) if isinstance(each, ast.arg)]
    names = {*parameters} | (_stored_names(node) - own.keys())
    values = {name: value for name, value in around.values.items() if name not in names} | own
    asked = [*(each for each in around.asked if each not in names), *parameters]
    defaults = {
        name: value for name, value in around.defaults.items() if name not in names
    } | defaults_of(node)
    decorators = [*around.decorators, *node.decorator_list]
    for row in _rows(decorators, around.module):
        inner = replace(
            around,
            values={**values, **row},
            hidden=frozenset(names - row.keys()) | around.hidden,
            asked=tuple(each for each in asked if each not in row and each not in own),
            defaults={name: value for name, value in defaults.items() if name not in row},
            decorators=(),
        )
        yield from _body(node, inner)


def defaults_of(node: FunctionNode) -> dict[str, ast.expr]:
    """Defaults of parameters that the body does not bind again."""
    positional = [*node.args.posonlyargs, *node.args.args]
    behind = positional[len(positional) - len(node.args.defaults) :]
    found = {each.arg: value for each, value in zip(behind, node.args.defaults, strict=True)}
    for each, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if default is not None:
            found[each.arg] = default
    stored = _stored_names(node)
    return {name: value for name, value in found.items() if name not in stored}


def single_assignments(node: FunctionNode) -> dict[str, ast.expr]:
    """Local names that are bound once, by a plain assignment."""
    bound: dict[str, ast.expr] = {}
    counts: dict[str, int] = {}
    for each in nodes_in(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            counts[each.id] = counts.get(each.id, 0) + 1
        if isinstance(each, ast.Assign) and len(each.targets) == 1:
            target = each.targets[0]
            if isinstance(target, ast.Name):
                bound[target.id] = each.value
    return {name: value for name, value in bound.items() if counts.get(name) == 1}


def _stored_names(node: FunctionNode) -> set[str]:
    stored = (each for each in nodes_in(node) if isinstance(each, ast.Name))
    return {each.id for each in stored if isinstance(each.ctx, ast.Store)}


def _rows(
    decorators: Sequence[ast.expr], module: Mapping[str, ast.expr]
) -> Iterator[dict[str, ast.expr]]:
    """Values of parameters by rows of ``pytest.mark.parametrize``; one empty row without it."""
    rows: list[dict[str, ast.expr]] = [{}]
    for decorator in decorators:
        if not isinstance(decorator, ast.Call):
            continue
        if (dotted_name(decorator.func) or "").rpartition(".")[2] != "parametrize":
            continue
        given = {each.arg: each.value for each in decorator.keywords}
        given |= dict(zip(("argnames", "argvalues"), decorator.args, strict=False))
        names = _parameter_names(given["argnames"]) if "argnames" in given else []
        values = _listed(given.get("argvalues"), module)
        found = [row for each in values if (row := _row(names, each))] if names else []
        rows = [{**one, **other} for one in rows for other in found][:MAX_ROWS] or rows
    yield from rows


def _listed(node: ast.expr | None, module: Mapping[str, ast.expr]) -> list[ast.expr]:
    """The rows of a list that stands there, or that a name of the test module stands for."""
    if isinstance(node, ast.Name):
        node = module.get(node.id)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return list(node.elts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        bounds = [each.value for each in node.args if isinstance(each, ast.Constant)]
        numbers = [each for each in bounds if isinstance(each, int)]
        if len(numbers) == len(node.args) and 1 <= len(numbers) <= 3 and 0 not in numbers[2:]:
            return [ast.Constant(each) for each in range(*numbers)[:MAX_ROWS]]
    return []


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
