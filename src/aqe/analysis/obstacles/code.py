"""The source of a subject, ready to be asked what stands where and what its names stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from aqe.analysis.parsing import SourceCache, parse_source
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.domain.syntax_trees import nodes_in

__all__ = ["Code", "first_line", "source_line"]

_Decision = ast.If | ast.While | ast.For | ast.AsyncFor | ast.Match


class Code:
    """One parsed module.

    Args:
        source: its text.
        module: its import name.
        is_package: whether it is the ``__init__`` of a package.

    Raises:
        SourceError: it is not Python.
    """

    def __init__(self, source: str, module: str, *, is_package: bool = False) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.tree = parse_source(source, module)
        self.scope = ModuleScope(module, self.tree, is_package=is_package)
        self._package = Package(Path(), (), SourceCache())
        self.functions: dict[str, FunctionNode] = {}
        """By qualified name, nested ones as ``outer.<locals>.inner``; the last definition counts."""
        self.definitions: dict[str, list[FunctionNode]] = {}
        """All definitions of a qualified name, in order."""
        self.values: dict[str, list[ast.expr | None]] = {}
        """What names at module level are bound to, everywhere; None for what is no plain value."""
        self.optional: dict[str, str] = {}
        """Names at module level that an ``except ImportError`` decides, with the missing module."""
        nodes = list(nodes_in(self.tree))
        self.decisions = [each for each in nodes if isinstance(each, _Decision)]
        """All statements that decide how control goes on, the outermost first."""
        self._rebound = frozenset(_otherwise_bound(self.tree))
        self._is_open = any(map(_reaches_all_names, nodes))
        self._star_line = max(map(_star_line, nodes), default=0)
        self._collect(self.tree.body, "")
        self._bind(self.tree.body, None)
        for node in nodes:
            if isinstance(node, ast.Global):
                for name in node.names:
                    self.values.setdefault(name, []).append(None)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)

    def only_value(self, name: str) -> ast.expr | None:
        """What a name at module level is bound to once and for all, as far as the source shows."""
        values = self.values.get(name, [])
        if len(values) != 1 or name in self.optional or name in self._rebound or self._is_open:
            return None
        (value,) = values
        return value if value is not None and value.lineno > self._star_line else None

    def only_definition(self, name: str) -> FunctionNode | None:
        """The function that a name at module level stands for once and for all."""
        function = self.functions.get(name)
        if function is None or len(self.definitions[name]) > 1 or name in self.values:
            return None
        return function if not self._is_open and function.lineno > self._star_line else None

    def dotted(self, node: ast.AST) -> str | None:
        """``time.time`` for a name or attribute that stands for it, whatever it is called here."""
        found = self._resolved(node)
        return None if found is None else found.replace(":", ".").removesuffix(".")

    def is_module(self, node: ast.AST) -> bool:
        """Whether a name stands for an imported module."""
        found = self._resolved(node)
        return found is not None and found.endswith(":")

    def _resolved(self, node: ast.AST) -> str | None:
        name = dotted_name(node)
        return None if name is None else self._package.resolve(self.scope, name)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Imports inside functions bind names, too; those at module level were bound before."""
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                module = self.scope.absolute(node.module, node.level) or ""
                bound, target = alias.asname or alias.name, (module, alias.name)
            elif alias.asname:
                bound, target = alias.asname, (alias.name, "")
            else:
                bound = alias.name.partition(".")[0]
                target = (bound, "")
            if alias.name != "*" and bound not in self.scope.functions:
                self.scope.imports.setdefault(bound, target)

    def text(self, node: ast.AST) -> str:
        """The source of a node on one line."""
        start, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if start is None or end is None:
            return " ".join(ast.unparse(node).split())
        # As ast.get_source_segment has it, which splits the whole source for every node.
        lines = [each.encode() for each in self.lines[start - 1 : end]]
        lines[-1] = lines[-1][: getattr(node, "end_col_offset", None)]
        lines[0] = lines[0][getattr(node, "col_offset", 0) :]
        return " ".join(b"\n".join(lines).decode(errors="replace").split())

    def owner_of(self, qualname: str) -> str:
        """The class that a method belongs to, or empty."""
        owner = qualname.rpartition(".")[0]
        return owner if owner in self.scope.classes else ""

    def _collect(self, body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            for each in _definitions(node):
                name = f"{prefix}{each.name}"
                if isinstance(each, ast.ClassDef):
                    self._collect(each.body, f"{name}.")
                else:
                    self.functions[name] = each
                    self.definitions.setdefault(name, []).append(each)
                    self._collect(each.body, f"{name}.<locals>.")

    def _bind(self, body: list[ast.stmt], missing: str | None) -> None:
        for node in body:
            for name, value in _bound(node):
                self.values.setdefault(name, []).append(value)
                if missing is not None:
                    self.optional.setdefault(name, missing)
            if isinstance(node, ast.Try | ast.TryStar):
                self._bind_try(node, missing)
            elif not isinstance(node, FunctionNode | ast.ClassDef):
                for part in ("body", "orelse"):
                    self._bind(getattr(node, part, None) or [], missing)
                for case in getattr(node, "cases", ()):
                    self._bind(case.body, missing)

    def _bind_try(self, node: ast.Try | ast.TryStar, missing: str | None) -> None:
        lost = missing or _imported_in(node)
        self._bind([*node.body, *node.orelse], lost)
        for handler in node.handlers:
            self._bind(handler.body, lost)
        self._bind(node.finalbody, missing)


def first_line(node: ast.stmt) -> int:
    """The line that a statement begins on, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def source_line(code: Code, line: int) -> str:
    """The text of a line without its margin."""
    return code.lines[line - 1].strip() if 0 < line <= len(code.lines) else ""


def _definitions(
    node: ast.stmt,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Definitions in a statement, conditional ones included, those inside definitions not."""
    if isinstance(node, FunctionNode | ast.ClassDef):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield from _definitions(child)
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            for inner in child.body:
                yield from _definitions(inner)


def _bound(node: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            for each in nodes_in(target):
                if isinstance(each, ast.Name):
                    yield each.id, node.value if target is each else None
    elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
        plain = isinstance(node, ast.AnnAssign)
        if node.value is not None:
            yield node.target.id, node.value if plain else None
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield (alias.asname or alias.name).partition(".")[0], None
    elif isinstance(node, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith):
        for each in nodes_in(node):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                yield each.id, None


def _otherwise_bound(tree: ast.Module) -> Iterator[str]:
    """Names that a module binds or deletes when it is imported by anything but an assignment or import."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
                waiting += node.decorator_list
                waiting.append(node.args)
            case ast.ClassDef():
                yield node.name
                waiting += [*node.decorator_list, *node.bases, *node.keywords]
            case ast.Lambda():
                waiting.append(node.args)
            case ast.NamedExpr(target=ast.Name(id=name)) | ast.Name(id=name, ctx=ast.Del()):
                yield name
                waiting += ast.iter_child_nodes(node)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                yield name
                waiting += ast.iter_child_nodes(node)
            case _:
                waiting += ast.iter_child_nodes(node)


def _reaches_all_names(node: ast.AST) -> bool:
    """Whether a node may bind any name at module level: by ``globals()`` or ``exec``, say."""
    match node:
        case ast.Call(func=ast.Name(id="globals")) | ast.Call(func=ast.Name(id="exec")):
            return True
        case ast.Call(func=ast.Name(id="vars" | "locals"), args=[]):
            return True
        case ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Name(id="__name__")):
            return True
    return False


def _star_line(node: ast.AST) -> int:
    """The line of ``from x import *``, which binds names nobody sees here; 0 for any other node."""
    is_star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    return node.lineno if is_star else 0  # type: ignore[attr-defined]


def _imported_in(node: ast.Try | ast.TryStar) -> str | None:
    """The module whose absence a ``try`` waits for, where it is about one."""
    names = {
        part.id
        for handler in node.handlers
        if handler.type is not None
        for part in nodes_in(handler.type)
        if isinstance(part, ast.Name)
    }
    if not names & {"ImportError", "ModuleNotFoundError"}:
        return None
    for statement in node.body:
        if isinstance(statement, ast.Import):
            return statement.names[0].name
        if isinstance(statement, ast.ImportFrom):
            return statement.module or "."
    return None
