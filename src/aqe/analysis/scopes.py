"""What the names of a module stand for: its definitions and its imports, followed through the package."""

from __future__ import annotations

import ast
import builtins
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path

from aqe.analysis.parsing import Files

__all__ = [
    "FunctionNode",
    "ModuleScope",
    "Package",
    "dotted_name",
    "is_overload",
    "module_name",
    "module_statements",
]

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
MAX_HOPS = 8
_BUILTINS = frozenset(dir(builtins)) | {"unicode", "basestring", "long"}


def dotted_name(node: ast.AST | None) -> str | None:
    """``a.b.c`` for a chain of attributes that starts at a name, else None."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def module_statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when a body runs, conditional ones included, functions not entered."""
    for statement in body:
        yield statement
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            if inner and not isinstance(statement, FunctionNode | ast.ClassDef):
                yield from module_statements(inner)
        if isinstance(statement, ast.Try):
            for handler in statement.handlers:
                yield from module_statements(handler.body)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from module_statements(case.body)


class ModuleScope:
    """Names bound at the top of one module."""

    def __init__(self, module: str, tree: ast.Module, *, is_package: bool) -> None:
        self.module = module
        self.is_package = is_package
        self.imports: dict[str, tuple[str, str]] = {}
        """Name to (module, name in it); the latter is empty for the module itself."""
        self.stars: list[str] = []
        self.classes: dict[str, ast.ClassDef] = {}
        self.functions: dict[str, FunctionNode] = {}
        """Top-level functions and methods of top-level and nested classes, by qualified name."""
        self.values: dict[str, ast.expr] = {}
        self.exports: tuple[str, ...] | None = None
        self._bind(tree.body)

    def _bind(self, body: Sequence[ast.stmt]) -> None:
        for statement in module_statements(body):
            if isinstance(statement, ast.Import):
                self._bind_import(statement)
            elif isinstance(statement, ast.ImportFrom):
                self._bind_import_from(statement)
            elif isinstance(statement, ast.ClassDef):
                self._bind_class(statement, "")
            elif isinstance(statement, FunctionNode):
                self._bind_function(statement, "")
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        self.values.setdefault(target.id, statement.value)
            elif isinstance(statement, ast.AnnAssign):
                self._bind_annotated(statement)
        self.exports = _literal_names(self.values.get("__all__"))

    def _bind_annotated(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and node.value is not None:
            self.values.setdefault(node.target.id, node.value)

    def _bind_import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.imports.setdefault(alias.asname, (alias.name, ""))
            else:
                head = alias.name.partition(".")[0]
                self.imports.setdefault(head, (head, ""))

    def _bind_import_from(self, node: ast.ImportFrom) -> None:
        module = self.absolute(node.module, node.level)
        if module is None:
            return
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(module)
            else:
                self.imports.setdefault(alias.asname or alias.name, (module, alias.name))

    def absolute(self, module: str | None, level: int) -> str | None:
        """The absolute name of what an import statement of this module names."""
        if not level:
            return module
        parts = self.module.split(".")
        keep = len(parts) - level + (1 if self.is_package else 0)
        if keep < 1:
            return module
        return ".".join([*parts[:keep], *([module] if module else [])])

    def _bind_class(self, node: ast.ClassDef, outer: str) -> None:
        qualname = f"{outer}{node.name}"
        if qualname in self.classes:
            return
        self.classes[qualname] = node
        for statement in module_statements(node.body):
            if isinstance(statement, ast.ClassDef):
                self._bind_class(statement, f"{qualname}.")
            elif isinstance(statement, FunctionNode):
                self._bind_function(statement, f"{qualname}.")

    def _bind_function(self, node: FunctionNode, prefix: str) -> None:
        """The first definition stands for a name, unless it is only an overload's signature."""
        known = self.functions.get(f"{prefix}{node.name}")
        if known is None or is_overload(known):
            self.functions[f"{prefix}{node.name}"] = node


def is_overload(node: FunctionNode) -> bool:
    """Whether a definition only declares one signature of several."""
    names = (dotted_name(each) or "" for each in node.decorator_list)
    return any(name.rpartition(".")[2] == "overload" for name in names)


def _literal_names(node: ast.expr | None) -> tuple[str, ...] | None:
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    names = [item.value for item in node.elts if isinstance(item, ast.Constant)]
    return tuple(name for name in names if isinstance(name, str))


class Package:
    """The modules around a subject, parsed when they are first asked for."""

    def __init__(self, import_root: Path, files: Sequence[Path], cache: Files) -> None:
        self.cache = cache
        self.import_root = import_root
        self.paths: dict[str, Path] = {}
        self._names: dict[Path, str] = {}
        self._scopes: dict[str, ModuleScope | None] = {}
        for path in files:
            if path.is_relative_to(import_root):
                name = module_name(path, import_root)
                self._names.setdefault(self.paths.setdefault(name, path), name)

    def add(self, scope: ModuleScope, path: Path) -> None:
        """Take in a module that was parsed elsewhere."""
        self._scopes[scope.module] = scope
        self.paths[scope.module] = path
        self._names[path] = scope.module

    def name_of(self, path: Path) -> str | None:
        """The name of the module in a file, or None where it is none of this package."""
        return self._names.get(path)

    def scope(self, module: str) -> ModuleScope | None:
        """The names of a module of this package, or None where it is none of it."""
        if module not in self._scopes:
            path = self.paths.get(module)
            tree = self.cache.tree(path) if path is not None else None
            self._scopes[module] = (
                None
                if tree is None or path is None
                else ModuleScope(module, tree, is_package=path.stem == "__init__")
            )
        return self._scopes[module]

    def resolve(self, scope: ModuleScope, name: str, owner: str = "") -> str | None:
        """``module:qualname`` of a dotted name as seen in a module, where it is defined.

        A module is ``module:``. Names of other distributions keep the module that they were
        imported from. None for names that the module does not bind.
        """
        return self._resolve(scope, name, owner, MAX_HOPS)

    def _resolve(self, scope: ModuleScope, name: str, owner: str, hops: int) -> str | None:
        while owner:
            local = f"{owner}.{name}"
            if local in scope.classes:
                return f"{scope.module}:{local}"
            owner = owner.rpartition(".")[0]
        head, _, rest = name.partition(".")
        if name in scope.classes or name in scope.functions:
            return f"{scope.module}:{name}"
        if head in scope.classes or head in scope.functions:
            return f"{scope.module}:{name}"
        if head in scope.imports:
            module, attribute = scope.imports[head]
            dotted = ".".join(part for part in (attribute, rest) if part)
            return self._follow(module, dotted, hops)
        if head in scope.values:
            return self._resolve_value(scope, name, head, rest, hops)
        for module in scope.stars:
            found = self._follow_star(module, name, hops)
            if found:
                return found
        return f"builtins:{name}" if head in _BUILTINS else None

    def _resolve_value(
        self, scope: ModuleScope, name: str, head: str, rest: str, hops: int
    ) -> str | None:
        """A module-level alias such as ``Text = str`` stands for what it names."""
        target = dotted_name(scope.values[head])
        if target and hops > 0 and target.partition(".")[0] != head:
            found = self._resolve(scope, f"{target}.{rest}" if rest else target, "", hops - 1)
            if found:
                return found
        return f"{scope.module}:{name}"

    def _follow_star(self, module: str, name: str, hops: int) -> str | None:
        head = name.partition(".")[0]
        if module == "typing" and head in typing.__all__:
            return f"typing:{name}"
        other = self.scope(module)
        if other is None or hops <= 0:
            return None
        bound = head in other.classes or head in other.functions or head in other.values
        if bound or head in other.imports or other.stars:
            found = self._resolve(other, name, "", hops - 1)
            return None if found and found.startswith("builtins:") else found
        return None

    def _follow(self, module: str, dotted: str, hops: int) -> str:
        """What `dotted` is inside `module`, through re-exports of the package."""
        if not dotted:
            return f"{module}:"
        head, _, rest = dotted.partition(".")
        if f"{module}.{head}" in self.paths:
            other = self.scope(module)
            if other is None or head not in other.values:
                return (
                    self._follow(f"{module}.{head}", rest, hops - 1) if hops > 0 else f"{module}:"
                )
        other = self.scope(module) if hops > 0 else None
        if other is not None:
            return self._resolve(other, dotted, "", hops - 1) or f"{module}:{dotted}"
        return _split_outside(module, dotted)

    def class_node(self, name: str) -> tuple[ModuleScope, str, ast.ClassDef] | None:
        """The definition of a class ``module:qualname`` of the package."""
        module, _, qualname = name.partition(":")
        scope = self.scope(module)
        if scope is None or qualname not in scope.classes:
            return None
        return scope, qualname, scope.classes[qualname]

    def function_node(self, name: str) -> tuple[ModuleScope, str, FunctionNode] | None:
        """The definition of a function or method ``module:qualname`` of the package."""
        module, _, qualname = name.partition(":")
        scope = self.scope(module)
        if scope is None or qualname not in scope.functions:
            return None
        return scope, qualname, scope.functions[qualname]

    def value_node(self, name: str) -> ast.expr | None:
        """The value that a module-level name ``module:name`` of the package is bound to."""
        module, _, qualname = name.partition(":")
        scope = self.scope(module)
        return None if scope is None else scope.values.get(qualname)


def _split_outside(module: str, dotted: str) -> str:
    """Lower-case parts before the last of a foreign dotted name are taken for modules."""
    parts = dotted.split(".")
    while len(parts) > 1 and parts[0].islower() and parts[0].isidentifier():
        if module == "datetime" or f"{module}.{parts[0]}" in ("datetime.datetime", "datetime.date"):
            break
        module = f"{module}.{parts.pop(0)}"
    return f"{module}:{'.'.join(parts)}"


def module_name(path: Path, root: Path) -> str:
    """The dotted name of a file below an import root."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    return ".".join(parts)
