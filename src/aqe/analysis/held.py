"""Which classes the elements of an object's own lists are asked to be, read from its methods.

``[each for each in self.children if isinstance(each, Leaf)]`` says that ``children`` may hold a ``Leaf``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from aqe.analysis.flow.facts import FactBook
from aqe.analysis.scopes import FunctionNode, ModuleScope, dotted_name
from aqe.domain.subject import Held
from aqe.domain.syntax_trees import nodes_in
from aqe.domain.types import TypeRef

__all__ = ["held_by"]

_COPIES = frozenset({"list", "tuple", "iter", "reversed", "sorted", "enumerate", "set"})
_MOST = 8


def held_by(book: FactBook, name: str) -> tuple[Held, ...]:
    """What instances of a class ``module:qualname`` may hold, attribute by attribute."""
    found: dict[str, dict[TypeRef, None]] = {}
    for each in book.lineage(name):
        known = book.package.class_node(each)
        if known is None:
            continue
        scope, qualname, node = known
        for statement in node.body:
            if isinstance(statement, FunctionNode) and statement.args.args:
                for attribute, asked in _asked(statement):
                    resolved = _resolved(book, scope, qualname, asked)
                    if resolved is not None:
                        found.setdefault(attribute, {})[resolved] = None
    return tuple(Held(each, tuple(types)[:_MOST]) for each, types in list(found.items())[:_MOST])


def _asked(method: FunctionNode) -> Iterator[tuple[str, str]]:
    """(attribute of the receiver, class that one of its elements is asked to be)."""
    receiver = method.args.args[0].arg
    for place, element, gone_through in _loops(method):
        attribute = _attribute_of(gone_through, receiver)
        if attribute is None or not isinstance(element, ast.Name):
            continue
        for node in nodes_in(place):
            if isinstance(node, ast.Call) and _calls(node, {"isinstance"}, 2):
                value, asked = node.args
                if isinstance(value, ast.Name) and value.id == element.id:
                    for each in asked.elts if isinstance(asked, ast.Tuple) else [asked]:
                        named = dotted_name(each)
                        if named is not None:
                            yield attribute, named


def _loops(method: FunctionNode) -> Iterator[tuple[ast.AST, ast.expr, ast.expr]]:
    """(loop, its target, what it goes through), comprehensions included."""
    for node in nodes_in(method):
        if isinstance(node, ast.For | ast.AsyncFor):
            yield node, node.target, node.iter
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            for each in node.generators:
                yield node, each.target, each.iter


def _attribute_of(node: ast.expr, receiver: str) -> str | None:
    """The attribute of the receiver that is gone through, itself or as a copy."""
    if isinstance(node, ast.Call) and _calls(node, _COPIES, 1):
        return _attribute_of(node.args[0], receiver)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == receiver else None
    return None


def _calls(node: ast.Call, names: Set[str], count: int) -> bool:
    """Whether a function of one of the names is called with so many arguments."""
    return isinstance(node.func, ast.Name) and node.func.id in names and len(node.args) == count


def _resolved(book: FactBook, scope: ModuleScope, qualname: str, name: str) -> TypeRef | None:
    resolved = book.package.resolve(scope, name, qualname.rpartition(".")[0])
    if resolved is None or book.package.class_node(resolved) is None:
        return None
    return TypeRef(resolved)
