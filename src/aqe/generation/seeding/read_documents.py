"""Parameters that are read as documents of a class: ``Order(**data)``, ``Order.model_validate_json(text)``.

Followed are plain assignments, ``json.loads``, and a loop or a comprehension over the parameter.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.syntax_trees import nodes_in, parsed_module
from aqe.generation.inputs.documents import Documents, recipe_of

__all__ = ["DocumentParameters", "ReadDocument", "read_documents"]

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


class DocumentParameters:
    """Values for the parameters of one module that are read as documents.

    Args:
        source: Of the module.
        documents: Those that its classes accept; None for no values at all.
    """

    def __init__(self, source: str, documents: Documents | None) -> None:
        self._documents = documents or Documents(())
        self._read = {} if documents is None else read_documents(source)

    def values(self, qualname: str, parameter: str) -> list[Recipe]:
        """Documents for a parameter that is read as one, and one that lacks something."""
        found: list[Recipe] = []
        for each in self._read.get(qualname, ()):
            if each.parameter != parameter:
                continue
            name = self._documents.named(each.class_name)
            made = list(self._documents.of(name)) if name else []
            if made and isinstance(made[0], dict) and made[0]:
                made.append(dict(list(made[0].items())[:-1]))
            values = [[one] for one in made] + [made[:2]] if each.is_listed else made
            found += [
                Literal(json.dumps(one, ensure_ascii=False)) if each.is_text else recipe_of(one)
                for one in values
            ]
        return list(dict.fromkeys(found))


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
