"""Parameters that are read as documents of a class: ``Order(**data)``, ``Order.model_validate_json(text)``.

Followed are plain assignments, ``json.loads``, and a loop or a comprehension over the parameter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aqe.domain.syntax_trees import nodes_in, parsed_module

__all__ = ["ReadDocument", "read_documents"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FROM_TEXT = frozenset({"model_validate_json", "parse_raw"})
_FROM_VALUE = frozenset({"model_validate", "parse_obj"})


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What becomes of a parameter."""

    parameter: str
    class_name: str = ""
    """As the body writes it."""
    is_text: bool = False
    """Whether the parameter holds the document as JSON text."""
    is_listed: bool = False
    """Whether it holds a list of them."""


def read_documents(source: str) -> dict[str, tuple[ReadDocument, ...]]:
    """By the qualified name of the function."""
    try:
        tree = parsed_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return {name: found for name, node in _functions(tree, "") if (found := tuple(_of(node)))}


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function):
            yield f"{prefix}{child.name}", child
            yield from _functions(child, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


def _of(function: _Function) -> Iterator[ReadDocument]:
    arguments = function.args
    names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    known = {each.arg: ReadDocument(each.arg) for each in names}
    nodes = list(nodes_in(function))
    for node in nodes:  # bindings first: what is read comes behind them
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                _bind(known, name, _traced(value, known))
            case ast.For(target=ast.Name(id=name), iter=value):
                _bind(known, name, _element(_traced(value, known)))
            case ast.comprehension(target=ast.Name(id=name), iter=value):
                _bind(known, name, _element(_traced(value, known)))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                _bind(known, name, _traced(value, known))
    found = dict.fromkeys(each for node in nodes for each in _reads(node, known))
    yield from found


def _bind(known: dict[str, ReadDocument], name: str, traced: ReadDocument | None) -> None:
    if traced is not None:
        known.setdefault(name, traced)


def _element(traced: ReadDocument | None) -> ReadDocument | None:
    return None if traced is None else replace(traced, is_listed=True)


def _traced(node: ast.expr, known: dict[str, ReadDocument]) -> ReadDocument | None:
    """What a value is of a parameter: itself, or what its JSON says."""
    match node:
        case ast.Name(id=name):
            return known.get(name)
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[inner, *_]):
            traced = _traced(inner, known) if called == "loads" else None
            return None if traced is None else replace(traced, is_text=True)
    return None


def _reads(node: ast.AST, known: dict[str, ReadDocument]) -> Iterator[ReadDocument]:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=called),
            args=[value, *_],
        ) if called in _FROM_TEXT | _FROM_VALUE:
            traced = _traced(value, known)
            if traced is not None:
                is_text = traced.is_text or called in _FROM_TEXT
                yield replace(traced, class_name=ast.unparse(owner), is_text=is_text)
        case ast.Call(
            func=ast.Name() | ast.Attribute() as owner,
            args=[],
            keywords=[ast.keyword(arg=None, value=value)],
        ):
            traced = _traced(value, known)
            if traced is not None:
                yield replace(traced, class_name=ast.unparse(owner))
        case ast.AnnAssign(
            annotation=ast.Name() | ast.Attribute() as owner, value=ast.Call() as value
        ):
            traced = _traced(value, known)
            if traced is not None:
                yield replace(traced, class_name=ast.unparse(owner))
