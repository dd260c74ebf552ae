"""Which values stand under which keys: in documented examples, and in the dictionaries of the source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from aqe.analysis.flow.literals import literal_source
from aqe.domain.subject import Example
from aqe.domain.syntax_trees import nodes_in, parsed_module

__all__ = ["keyed_values"]

_MOST_KEYS = 60
_MOST_VALUES = 4
_MOST_CHARACTERS = 60

KeyedValues = tuple[tuple[str, tuple[str, ...]], ...]


def keyed_values(tree: ast.Module, examples: Iterable[Example]) -> KeyedValues:
    """Text keys with the sources of literal values that stand under them, examples first."""
    found: dict[str, dict[str, None]] = {}
    for each in (*_example_trees(examples), tree):
        for key, source in _pairs(each):
            values = found.setdefault(key, {})
            if len(values) < _MOST_VALUES:
                values[source] = None
    return tuple((key, tuple(values)) for key, values in list(found.items())[:_MOST_KEYS])


def _example_trees(examples: Iterable[Example]) -> Iterator[ast.Module]:
    for example in examples:
        for statement in example.statements:
            try:
                yield parsed_module(statement)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue


def _pairs(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in nodes_in(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    source = literal_source(value)
                    if source is not None and len(source) <= _MOST_CHARACTERS:
                        yield key.value, source
