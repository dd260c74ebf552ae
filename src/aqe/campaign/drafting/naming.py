"""What names in a subject's source stand for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from aqe.analysis.scopes import dotted_name
from aqe.domain.recipe import Recipe, Symbol
from aqe.domain.subject import Subject
from aqe.syntax.python.parsing import parse_expression

__all__ = ["defined_names", "resolver", "symbol_finder"]


def resolver(
    subject: Subject, beside: Mapping[str, str] | None = None
) -> Callable[[str], Symbol | None]:
    """Tells what a dotted name at module level stands for: the module's own or something imported.

    Args:
        subject: The module.
        beside: What else names, or whole dotted names of modules, stand for, as `Subject.names` says it: they
            are asked first.
    """
    imported = dict(subject.names)
    further = dict(beside or {})
    own = defined_names(subject)

    def resolve(name: str) -> Symbol | None:
        first, _, rest = name.partition(".")
        found = _further(name, further)
        if found is not None or first in further:
            return found
        if first in own:
            return Symbol(subject.module, name)
        # Its own dotted name is told first: other modules of its package may be imported by it.
        inner = name.removeprefix(f"{subject.module}.")
        if inner != name and inner.partition(".")[0] in own:
            return Symbol(subject.module, inner)
        if first in imported:
            module, _, attribute = imported[first].partition(":")
            dotted = ".".join(each for each in (attribute, rest) if each)
            return Symbol(module, dotted) if dotted else None
        return None

    return resolve


def defined_names(subject: Subject) -> frozenset[str]:
    """The names at module level that a module binds itself, those of its imports aside."""
    found = {each.qualname.split(".")[0] for each in subject.callables}
    found |= {each.qualname.split(".")[0] for each in subject.classes}
    return frozenset({*found, *(name for name, _ in subject.constants)})


def _further(name: str, known: Mapping[str, str]) -> Symbol | None:
    """What a dotted name stands for by the longest beginning of it that is known."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        meant = known.get(".".join(parts[:length]))
        if meant is not None:
            module, _, attribute = meant.partition(":")
            dotted = ".".join(each for each in (attribute, *parts[length:]) if each)
            return Symbol(module, dotted) if dotted else None
    return None


def symbol_finder(subject: Subject) -> Callable[[str], Sequence[Recipe]]:
    """Finds the importable things that an expression mentions, functions that it calls aside."""
    resolve = resolver(subject)

    @lru_cache(maxsize=2000)
    def find(text: str) -> tuple[Recipe, ...]:
        node = parse_expression(text)
        if node is None:
            return ()
        found: dict[Recipe, None] = {}
        _collect(node, resolve, found)
        return tuple(found)

    return find


def _collect(
    node: ast.AST, resolve: Callable[[str], Symbol | None], found: dict[Recipe, None]
) -> None:
    if isinstance(node, ast.Name | ast.Attribute):
        name = dotted_name(node)
        symbol = resolve(name) if name else None
        if symbol is not None:
            found.setdefault(symbol)
            return
    for child in ast.iter_child_nodes(node):
        is_callee = isinstance(node, ast.Call) and child is node.func
        if not (is_callee and isinstance(child, ast.Name)):
            _collect(child, resolve, found)
