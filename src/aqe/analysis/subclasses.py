"""Subclasses elsewhere in the package that supply what a class leaves to them.

A class may read attributes that only subclasses set, or have methods that only raise until a subclass
overrides them. Instances of the package's own subclasses show what such a class does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from aqe.analysis.class_finder import ClassFinder
from aqe.analysis.classes import class_source, member_names
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.scopes import FunctionNode, ModuleScope, dotted_name
from aqe.domain.syntax_trees import nodes_in

__all__ = ["completed_by"]

_MOST = 2
"""Subclasses of one class: a second one may take another way through it."""


def completed_by(book: FactBook, classes: Iterable[str], finder: ClassFinder) -> list[str]:
    """Subclasses of other modules, for classes that neither stand alone nor are completed beside them.

    Args:
        book: knows the package.
        classes: ``module:qualname`` of the classes of the subject.
        finder: looks through the package.

    Returns:
        The subclasses, each behind those that it derives from.
    """
    found: dict[str, None] = {}
    own = list(classes)
    for name in own:
        lacking = _lacking(book, name)
        below = [each for each in own if name in book.lineage(each)[1:]]
        if not lacking - set().union(*(_supplied(book, each, name) for each in below)):
            continue
        ranked = []
        for place, each in enumerate(finder.extending(name)):
            source = class_source(book, each)
            if source is None or source.abstract_methods or _is_private(each):
                continue
            left = lacking - _supplied(book, each, name)
            if left != lacking:
                ranked.append((len(left), place, each))
        for _, _, each in sorted(ranked)[:_MOST]:
            between = [above for above in book.lineage(each) if name in book.lineage(above)[1:]]
            found.update(dict.fromkeys(reversed(between)))
    return list(found)


def _lacking(book: FactBook, name: str) -> frozenset[str]:
    """What a class leaves to its subclasses."""
    source = class_source(book, name)
    found = book.package.class_node(name)
    if source is None or found is None:
        return frozenset()
    lacking = set(source.abstract_methods)
    known: set[str] = set()
    read: set[str] = set()
    is_closed = True
    for each in book.lineage(name):
        entry = book.package.class_node(each)
        if entry is None:
            continue
        scope, _, node = entry
        known.update(member_names(node))
        is_closed = is_closed and all(_is_within(book, scope, base) for base in node.bases)
        for statement in node.body:
            if isinstance(statement, FunctionNode):
                if _only_raises(statement):
                    lacking.add(statement.name)
                read.update(_read_attributes(statement))
    if is_closed and not known & {"__getattr__", "__getattribute__"}:
        lacking |= {each for each in read - known if not each.startswith("__")}
    return frozenset(lacking)


def _is_within(book: FactBook, scope: ModuleScope, base: ast.expr) -> bool:
    """Whether all that a base defines is known."""
    name = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
    if name is None:
        return False
    if name.rpartition(".")[2] in ("object", "ABC", "Generic", "Protocol"):
        return True
    resolved = book.package.resolve(scope, name)
    return resolved is not None and book.package.class_node(resolved) is not None


def _supplied(book: FactBook, name: str, base: str) -> set[str]:
    """What a subclass and those between it and a class define."""
    supplied: set[str] = set()
    for each in book.lineage(name):
        entry = book.package.class_node(each)
        if entry is not None and base in book.lineage(each)[1:]:
            supplied.update(member_names(entry[2]))
    return supplied


def _only_raises(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method says that subclasses have to override it."""
    body = [
        each
        for each in node.body
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]
    if len(body) != 1 or not isinstance(body[0], ast.Raise) or body[0].exc is None:
        return False
    raised = body[0].exc
    name = dotted_name(raised.func if isinstance(raised, ast.Call) else raised)
    return name == "NotImplementedError"


def _read_attributes(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    receiver = node.args.args[0].arg if node.args.args else ""
    for each in nodes_in(node):
        match each:
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Load()) if name == receiver:
                yield each.attr


def _is_private(name: str) -> bool:
    return any(part.startswith("_") for part in name.partition(":")[2].split("."))
