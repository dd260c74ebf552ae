"""Where a module looks up functions of the outside world: network, clock, chance, other programs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aqe.analysis.definitions import Definition
from aqe.analysis.payloads import PayloadReader
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.domain.boundary import Boundary
from aqe.domain.syntax_trees import nodes_in

__all__ = ["boundaries_of"]

_OUTSIDE = frozenset(
    """asyncio ftplib getpass http.client httpx httpx2 os platform random requests secrets shutil smtplib
    socket subprocess time urllib.request uuid webbrowser""".split()
)
"""Modules whose functions reach beyond the process, or answer differently in every run."""
_MOMENTS = {"time.gmtime": 0, "time.localtime": 0, "time.ctime": 0, "time.strftime": 1}
"""Functions that ask the clock only where they are not given a moment, and where that would stand."""
_CALENDARS = ("datetime.datetime.", "datetime.date.")


@dataclass(slots=True)
class _Found:
    users: dict[str, None] = field(default_factory=dict)
    keywords: dict[str, None] = field(default_factory=dict)


def boundaries_of(
    package: Package, scope: ModuleScope, definitions: Iterable[Definition]
) -> tuple[Boundary, ...]:
    """Names of the outside world that the bodies of a module mention, in the order of the source."""
    definitions = list(definitions)
    found: dict[tuple[str, str], _Found] = {}
    for definition in definitions:
        for name, place, keywords in _mentions(package, scope, definition):
            each = found.setdefault((name, place), _Found())
            each.users[definition.qualname] = None
            each.keywords.update(dict.fromkeys(keywords))
    if not found:
        return ()
    payloads = PayloadReader({each.qualname: each.node for each in definitions})
    return tuple(
        Boundary(name, place, tuple(each.users), tuple(each.keywords), payloads.payload(each.users))
        for (name, place), each in found.items()
    )


def _mentions(
    package: Package, scope: ModuleScope, definition: Definition
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    reader = _Reader(definition.node)
    for statement in definition.node.body:
        reader.visit(statement)
    for written, keywords, count in reader.found:
        head, _, rest = written.partition(".")
        if head in reader.imported:
            name = ".".join(part for part in (reader.imported[head], rest) if part)
            # Bound while the function runs, so it is looked up where it is defined.
            place = name
        elif head in reader.bound:
            continue
        else:
            resolved = package.resolve(scope, written)
            if resolved is None or head not in scope.imports:
                continue
            name = ".".join(part for part in resolved.split(":") if part)
            place = f"{scope.module}.{written}"
        if count is not None and count > _MOMENTS.get(name, count):
            continue
        if name.rpartition(".")[0] in _OUTSIDE or name.startswith(_CALENDARS):
            yield name, place, keywords


class _Reader(ast.NodeVisitor):
    """Dotted names that a body reads, with the keywords of their calls and the number of arguments."""

    def __init__(self, node: FunctionNode) -> None:
        self.found: list[tuple[str, tuple[str, ...], int | None]] = []
        self.imported: dict[str, str] = {}
        self.bound: set[str] = set()
        for each in nodes_in(node):
            if isinstance(each, ast.arg):
                self.bound.add(each.arg)
            elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                self.bound.add(each.id)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            head = alias.name.partition(".")[0]
            self.imported[alias.asname or head] = alias.name if alias.asname else head

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if not node.level and node.module:
                self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def visit_Call(self, node: ast.Call) -> None:
        name = dotted_name(node.func)
        if name is None:
            self.visit(node.func)
        else:
            keywords = tuple(each.arg for each in node.keywords if each.arg)
            self.found.append((name, keywords, len(node.args)))
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            self.visit(keyword.value)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = dotted_name(node)
        if name is None:
            self.generic_visit(node)
        else:
            self.found.append((name, (), None))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.found.append((node.id, (), None))
