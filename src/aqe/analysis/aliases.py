"""Public names of a module that stand for what something else defines, or for callables made from it.

What is bound more than once, or where a condition or a handler decides, is left out: it may be something
else on another machine. So are names that a module imports for its own use.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from aqe.analysis.declarations import PURE_BUILTINS, PURE_MODULES, literals
from aqe.domain.declaration import Declaration, DeclarationKind
from aqe.domain.syntax_trees import nodes_in, shared_module

__all__ = ["aliases_of"]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_CHOICES = (ast.If, ast.Try, ast.TryStar, ast.While, ast.For, ast.With, ast.Match)
"""Statements of which a part may be left out."""


def aliases_of(
    source: str,
    module: str,
    names: Mapping[str, str],
    exports: Collection[str] | None = None,
) -> tuple[Declaration, ...]:
    """The aliases of a module, in the order of the source; none where it cannot be parsed.

    Args:
        source: Of the module.
        module: Its import name.
        names: What the names that it imports mean, as ``module:name``.
        exports: Its ``__all__``, if it has one: other names are none of its offer then.
    """
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return ()
    return tuple(_Aliases(tree, module.partition(".")[0], names, exports).found())


class _Aliases:
    def __init__(
        self,
        tree: ast.Module,
        package: str,
        names: Mapping[str, str],
        exports: Collection[str] | None,
    ) -> None:
        self._tree = tree
        self._package = package
        self._names = names
        self._exports = exports
        self._bound = Counter(_bound(tree))
        self._values: set[str] = set()
        """Names of values that are the same on every machine."""
        self._defined: set[str] = set()
        """Names of functions and classes, other names for them included."""
        for statement in tree.body:
            self._learn(statement)

    def found(self) -> Iterator[Declaration]:
        for statement in self._tree.body:
            for each in self._declared(statement):
                is_offered = not each.qualname.startswith("_")
                if self._exports is not None:
                    is_offered = each.qualname in self._exports
                if is_offered and self._bound[each.qualname] == 1:
                    yield each

    def _declared(self, statement: ast.stmt) -> Iterator[Declaration]:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        match statement:
            case ast.ImportFrom(names=imported):
                for each in imported:
                    name = each.asname or each.name
                    if self._is_handed_on(each, statement):
                        yield Declaration(name, DeclarationKind.ALIAS, first, last)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if self._is_other_name(value):
                    yield Declaration(name, DeclarationKind.ALIAS, first, last)
                elif isinstance(value, ast.Call | ast.Attribute) and self._is_pure(value):
                    maker, given = self._maker(value)
                    yield Declaration(
                        name, DeclarationKind.TOOL, first, last, items=given, maker=maker
                    )

    def _is_handed_on(self, imported: ast.alias, statement: ast.ImportFrom) -> bool:
        """Whether an import is for others: listed, renamed on purpose, or of the same package."""
        if imported.name == "*" or statement.module == "__future__":
            return False
        if self._exports is not None or imported.asname is not None:
            return True
        origin = self._names.get(imported.asname or imported.name, "")
        return bool(statement.level) or origin.partition(":")[0].partition(".")[0] == self._package

    def _is_other_name(self, value: ast.expr) -> bool:
        """Whether a value is a name, or what a module, class or function of that name holds."""
        root = value
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name):
            return False
        return root is value or root.id in self._names or root.id in self._defined

    def _learn(self, statement: ast.stmt) -> None:
        """Take note of what a statement defines, or of a value that does not depend on the machine."""
        match statement:
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda())
            ):
                self._defined.add(name)
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if self._is_pure(value):
                is_name = isinstance(value, ast.Name | ast.Attribute)
                (self._defined if is_name else self._values).add(name)

    def _is_pure(self, value: ast.expr) -> bool:
        """Whether an expression refers only to what is the same on every machine."""
        if any(isinstance(each, (*_DEFINITIONS, ast.Await)) for each in nodes_in(value)):
            return False
        names = [each for each in nodes_in(value) if isinstance(each, ast.Name)]
        own = {each.id for each in names if isinstance(each.ctx, ast.Store)}
        return all(self._is_the_same_everywhere(each.id) for each in names if each.id not in own)

    def _is_the_same_everywhere(self, name: str) -> bool:
        if self._bound[name] > 1:
            return False
        origin = self._names.get(name)
        if origin is None:
            if not self._bound[name]:
                return name in PURE_BUILTINS
            return name in self._values or name in self._defined
        top = origin.partition(":")[0].partition(".")[0]
        return top == self._package or top in PURE_MODULES

    def _maker(self, value: ast.expr) -> tuple[str, tuple[str, ...]]:
        """What makes a callable, as ``module:name``, and the literals that it gets."""
        if not isinstance(value, ast.Call):
            return "", ()
        match value.func:
            case ast.Name(id=name):
                maker = self._names.get(name, "")
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                maker = f"{self._names.get(owner, '').rstrip(':')}:{name}"
            case _:
                maker = ""
        return maker, literals(value.args)


def _bound(tree: ast.Module) -> Iterator[str]:
    """Each binding of a name outside of functions and classes, twice where it may be made or not."""
    waiting: list[tuple[ast.AST, int]] = [(each, 1) for each in tree.body]
    while waiting:
        node, times = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from [node.name] * times
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            for each in node.names:
                yield from [(each.asname or each.name).partition(".")[0]] * times
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield from [node.id] * times
        elif isinstance(node, _CHOICES):
            times = 2
        waiting += [(each, times) for each in ast.iter_child_nodes(node)]
