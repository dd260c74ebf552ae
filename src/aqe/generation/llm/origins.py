"""Where the names of a proposed test come from: what they were imported as, and what they were bound from.

Names are taken as bound once for the whole test: whoever binds one twice has it judged by both.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.names import dotted

__all__ = ["Origins"]

_FIXTURES = frozenset({"monkeypatch", "mocker", "tmp_path", "request", "pytestconfig"})
_PLAIN_CALLS = frozenset(
    "list dict set bytearray sorted deque OrderedDict defaultdict Counter StringIO BytesIO".split()
)


class Origins:
    """The names of one test with its imports and helpers.

    Args:
        tree: Of all of it.
        module: Under test.
        own: What the module defines itself.
        helpers: Functions and fixtures of the test that use the module.
    """

    def __init__(
        self, tree: ast.Module, module: str, own: frozenset[str], helpers: frozenset[str]
    ) -> None:
        self._module = module
        self._own = own
        self._helpers = helpers
        self._aliases: dict[str, str] = {}
        self._given: set[str] = set()
        """Names of what came out of the subject, or of a container that the test made."""
        self._in_folder: set[str] = set()
        for node in nodes_in(tree):
            self._import(node)
        self._imports = dict(self._aliases)
        bindings = list(_bindings(tree))
        is_growing = True
        while is_growing:
            before = (len(self._aliases), len(self._given), len(self._in_folder))
            for name, value in bindings:
                self._bind(name, value)
            is_growing = before != (len(self._aliases), len(self._given), len(self._in_folder))

    def origin(self, node: ast.expr) -> str:
        """A dotted name with its first part as it was imported; empty where there is no name."""
        return self.resolved(dotted(node))

    def imported(self, name: str) -> str:
        """A dotted name as it was imported; empty where its first part was not."""
        first, dot, rest = name.partition(".")
        return f"{self._imports[first]}{dot}{rest}" if first in self._imports else ""

    def resolved(self, name: str) -> str:
        """A dotted name as text, with its first part as it was imported."""
        first, dot, rest = name.partition(".")
        known = self._aliases.get(first, first)
        return f"{known}{dot}{rest}"

    def of_subject(self, node: ast.expr) -> str:
        """The name within the module under test, ``"."`` for the module itself; empty for others."""
        return self.within(self.origin(node))

    def within(self, origin: str) -> str:
        """The part of an origin that lies within the module under test."""
        if origin == self._module:
            return "."
        if origin.startswith(f"{self._module}."):
            return origin.removeprefix(f"{self._module}.")
        return origin if origin.partition(".")[0] in self._own else ""

    def is_imported(self, node: ast.expr) -> bool:
        """Whether it is a module, or what one holds, without a call on the way."""
        is_plain = not any(isinstance(each, ast.Call | ast.Subscript) for each in nodes_in(node))
        return is_plain and dotted(node).partition(".")[0] in self._aliases

    def is_callee_of_subject(self, callee: ast.expr) -> bool:
        """Whether what is called is the subject's own, or a method of something that came out of it."""
        within = self.of_subject(callee)
        if within and within.partition(".")[0] in self._own:
            return True
        return isinstance(callee, ast.Attribute) and self._is_given(callee.value)

    def is_in_folder(self, node: ast.expr) -> bool:
        """Whether a path was made from the temporary folder of the test."""
        return any(
            isinstance(each, ast.Name) and (each.id == "tmp_path" or each.id in self._in_folder)
            for each in nodes_in(node)
        )

    def _import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for each in node.names:
                first = each.name.partition(".")[0]
                self._aliases[each.asname or first] = each.name if each.asname else first
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                self._aliases[each.asname or each.name] = f"{node.module or ''}.{each.name}"

    def _bind(self, name: str, value: ast.expr) -> None:
        origin = dotted(value) if isinstance(value, ast.Name | ast.Attribute) else ""
        first = origin.partition(".")[0]
        if origin and (first in self._aliases or first in self._own | _FIXTURES):
            self._aliases.setdefault(name, self.resolved(origin))
        if self._is_given(value):
            self._given.add(name)
        if self.is_in_folder(value):
            self._in_folder.add(name)

    def _is_given(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._given or name in self._helpers
            case ast.Attribute(value=value):
                return dotted(node) in self._given or self._is_given(value)
            case ast.Subscript(value=value) | ast.Await(value=value):
                return self._is_given(value)
            case ast.Call(func=callee):
                is_plain = dotted(callee).rpartition(".")[2] in _PLAIN_CALLS
                return is_plain or self.is_callee_of_subject(callee) or self._is_given(callee)
            case ast.List() | ast.Dict() | ast.Set() | ast.Constant() | ast.JoinedStr():
                return True
            case ast.ListComp() | ast.DictComp() | ast.SetComp():
                return True
        return False


def _bindings(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes_in(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _bound(target, value)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                yield from _bound(target, value)
            case ast.NamedExpr(target=target, value=value):
                yield from _bound(target, value)
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                yield from _bound(target, value)
                if isinstance(value, ast.List | ast.Tuple | ast.Set):
                    for each in value.elts:
                        yield from _bound(target, each)
            case ast.withitem(context_expr=value, optional_vars=target) if target is not None:
                yield from _bound(target, value)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple | ast.List):
        parts = [value] * len(target.elts)
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(parts):
            parts = value.elts
        for each, part in zip(target.elts, parts, strict=True):
            yield from _bound(each, part)
    elif isinstance(target, ast.Name | ast.Attribute) and dotted(target):
        yield dotted(target), value
