"""What documented examples hand to a callable: the inputs that its author thought of first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aqe.analysis.flow.literals import literal_source
from aqe.analysis.scopes import dotted_name
from aqe.domain.subject import Example
from aqe.domain.syntax_trees import nodes_in, parsed_module

__all__ = ["DocumentedCall", "documented_calls", "documented_values"]

_MOST = 6
"""Values of one parameter."""
_MOST_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class DocumentedCall:
    """One call of an example, with the sources of the arguments that are literals."""

    name: str
    """Plain name of what is called."""
    positional: tuple[str | None, ...]
    keywords: tuple[tuple[str, str], ...]


def documented_calls(examples: Iterable[Example]) -> list[DocumentedCall]:
    """The calls of all examples, in their order."""
    return list(dict.fromkeys(call for each in examples for call in _calls(each.statements)))


def _calls(statements: Sequence[str]) -> Iterator[DocumentedCall]:
    values: dict[str, ast.expr] = {}
    for text in statements:
        try:
            tree = parsed_module(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in nodes_in(tree):
            if isinstance(node, ast.Call):
                name = (dotted_name(node.func) or _attribute(node.func)).rpartition(".")[2]
                if name:
                    yield _call(name, node, values)
        for statement in tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=target)], value=value):
                    values[target] = value


def _attribute(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def _call(name: str, node: ast.Call, values: Mapping[str, ast.expr]) -> DocumentedCall:
    positional: list[str | None] = []
    for each in node.args:
        if isinstance(each, ast.Starred):
            break
        positional.append(_source(each, values))
    keywords = [
        (each.arg, source)
        for each in node.keywords
        if each.arg is not None and (source := _source(each.value, values)) is not None
    ]
    return DocumentedCall(name, tuple(positional), tuple(keywords))


def _source(node: ast.expr, values: Mapping[str, ast.expr]) -> str | None:
    if isinstance(node, ast.Name):
        node = values.get(node.id, node)
    found = literal_source(node)
    return (
        found if found is not None and found != "None" and len(found) <= _MOST_CHARACTERS else None
    )


def documented_values(
    calls: Iterable[DocumentedCall], name: str, positional: Sequence[str], rest: str | None = None
) -> dict[str, tuple[str, ...]]:
    """Sources of the values that examples hand to the parameters of one callable.

    Args:
        calls: of all examples.
        name: plain name of the callable; of its class, for a constructor.
        positional: its parameters that take positional arguments, the receiver aside.
        rest: its parameter for all further ones.
    """
    found: dict[str, dict[str, None]] = {}
    for call in calls:
        if call.name != name:
            continue
        for place, source in enumerate(call.positional):
            parameter = positional[place] if place < len(positional) else rest
            if parameter is not None and source is not None:
                found.setdefault(parameter, {})[source] = None
        for keyword, source in call.keywords:
            found.setdefault(keyword, {})[source] = None
    return {parameter: tuple(sources)[:_MOST] for parameter, sources in found.items()}
