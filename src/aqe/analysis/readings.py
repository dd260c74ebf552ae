"""Which callables read the environment, the standard input or files at fixed places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aqe.analysis.command_lines import CommandLines, command_lines_in
from aqe.analysis.definitions import Definition
from aqe.analysis.flags import flags_in
from aqe.analysis.payloads import PayloadReader
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.domain.reading import Reading
from aqe.domain.syntax_trees import nodes_in

__all__ = ["readings_of"]

_MOST = 3
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
_FILE = re.compile(r"[\w-][\w./-]*\.[A-Za-z]{1,5}")
_GETTERS = frozenset({"os.environ.get", "os.getenv", "os.environ.pop", "os.environ.setdefault"})
_OPENERS = frozenset({"open", "io.open", "pathlib.Path", "os.path.exists", "os.path.isfile"})
_DEEPEST = 4
"""Steps by which the name of a file is followed to where it comes from."""
_READERS = frozenset({"input", "sys.stdin.read", "sys.stdin.readline", "sys.stdin.readlines"})
_MACHINE = frozenset("HOME PATH USER LOGNAME PWD SHELL TMPDIR TERM LANG".split())
"""Variables that every process has."""


@dataclass(slots=True)
class _Found:
    variables: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    path_variables: dict[str, None] = field(default_factory=dict)
    standard_input: bool = False
    command: CommandLines = field(default_factory=CommandLines)
    flags: dict[str, tuple[bool | str | None, ...]] = field(default_factory=dict)
    """By dotted name."""

    def add(self, other: _Found) -> None:
        self.variables.update(other.variables)
        self.files.update(other.files)
        self.path_variables.update(other.path_variables)
        self.standard_input |= other.standard_input
        self.command.add(other.command)
        self.flags.update(other.flags)

    def __bool__(self) -> bool:
        has_input = self.variables or self.files or self.standard_input
        return bool(has_input or self.command or self.flags)


def readings_of(
    package: Package, scope: ModuleScope, definitions: Iterable[Definition]
) -> tuple[Reading, ...]:
    """Callables that read something, in the order of the source."""
    definitions = list(definitions)
    finder = _Finder(package)
    found = {each.qualname: finder.of(scope, each.node, each.owner, hops=2) for each in definitions}
    payloads = PayloadReader({each.qualname: each.node for each in definitions})
    documents = {qualname: payloads.payload([qualname]) for qualname in found}
    return tuple(
        Reading(
            qualname,
            tuple(each.variables)[:_MOST],
            each.standard_input,
            tuple(each.files)[:_MOST],
            tuple(each.path_variables)[:_MOST],
            command_lines=each.command.lines() if each.command else (),
            parsed_parameters=tuple(each.command.parameters),
            parses_process=each.command.reads_process,
            flags=tuple(each.flags.items())[:_MOST],
            payload=documents[qualname],
        )
        for qualname, each in found.items()
        if each or documents[qualname] is not None
    )


class _Finder:
    """Reads bodies, and those of functions of the package that they call."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[tuple[str, int], _Found] = {}

    def of(self, scope: ModuleScope, node: FunctionNode, owner: str, hops: int) -> _Found:
        """What a function reads."""
        found = _Found(command=command_lines_in(scope, node))
        for name, values in flags_in(self._package, scope, node).items():
            found.flags[f"{scope.module}.{name}"] = values
        own = _bound(node)
        for each in nodes_in(node):
            if isinstance(each, ast.Call):
                self._called(scope, each, owner, hops, found, own)
            elif isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Load):
                if self._name(scope, each.value) == "os.environ":
                    self._variable(scope, each.slice, found)
            elif isinstance(each, ast.Compare) and isinstance(each.ops[0], ast.In | ast.NotIn):
                if self._name(scope, each.comparators[0]) == "os.environ":
                    self._variable(scope, each.left, found)
            elif isinstance(each, ast.For) and self._name(scope, each.iter) == "sys.stdin":
                found.standard_input = True
        return found

    def _called(
        self,
        scope: ModuleScope,
        node: ast.Call,
        owner: str,
        hops: int,
        found: _Found,
        own: Mapping[str, Sequence[ast.expr]],
    ) -> None:
        name = self._name(scope, node.func)
        argument = node.args[0] if node.args else None
        if name in _READERS or (argument and self._name(scope, argument) == "sys.stdin"):
            found.standard_input = True
        elif name in _GETTERS and argument is not None:
            self._variable(scope, argument, found)
        elif name in _OPENERS and argument is not None:
            if not _writes(node):
                self._file(scope, argument, found, own)
        elif hops > 0:
            self._followed(scope, node, owner, hops, found)

    def _file(
        self,
        scope: ModuleScope,
        node: ast.expr,
        found: _Found,
        own: Mapping[str, Sequence[ast.expr]],
        steps: int = _DEEPEST,
    ) -> None:
        """The files that a value may name: a text, what a variable says, what stands in for it."""
        text = _text(scope, node)
        if text is not None:
            if _FILE.fullmatch(text):
                found.files[text] = None
            return
        if steps == 0:
            return
        further: Sequence[ast.expr] = ()
        match node:
            case ast.Name(id=name):
                further = own.get(name, ())
            case ast.BoolOp(values=values):
                further = values
            case ast.IfExp(body=body, orelse=orelse):
                further = (body, orelse)
            case ast.Call(func=callee, args=[key, *rest]):
                called = self._name(scope, callee)
                if called in _GETTERS:
                    further = rest[:1]
                    self._path_variable(scope, key, found)
                elif called == "pathlib.Path":
                    further = (key,)
            case ast.Subscript(value=value, slice=key) if self._name(scope, value) == "os.environ":
                self._path_variable(scope, key, found)
        for each in further:
            self._file(scope, each, found, own, steps - 1)

    def _path_variable(self, scope: ModuleScope, node: ast.expr, found: _Found) -> None:
        text = _text(scope, node)
        if text is not None and _VARIABLE.fullmatch(text) and text not in _MACHINE:
            found.path_variables[text] = None

    def _followed(
        self, scope: ModuleScope, node: ast.Call, owner: str, hops: int, found: _Found
    ) -> None:
        """What a function of the package reads; names may be handed to it."""
        name = dotted_name(node.func) or ""
        head, _, rest = name.partition(".")
        if head in ("self", "cls") and owner:
            name = f"{owner}.{rest}"
        resolved = self._package.resolve(scope, name) if name else None
        target = self._package.function_node(resolved) if resolved else None
        if target is None:
            return
        other, qualname, body = target
        key = (resolved or "", hops)
        if key not in self._known:
            self._known[key] = _Found()  # for functions that call one another
            outer = qualname.rpartition(".")[0]
            self._known[key] = self.of(other, body, outer, hops - 1)
        callee = self._known[key]
        found.add(callee)
        _hand_over(callee.command, body, node, found.command)
        if _hands_names_on(other, body):
            for argument in node.args[:2]:
                self._variable(scope, argument, found)

    def _variable(self, scope: ModuleScope, node: ast.expr, found: _Found) -> None:
        text = _text(scope, node)
        if text is not None and _VARIABLE.fullmatch(text) and text not in _MACHINE:
            found.variables[text] = None

    def _name(self, scope: ModuleScope, node: ast.expr) -> str | None:
        """Dotted name of something outside the package."""
        name = dotted_name(node)
        if name is None:
            return None
        resolved = self._package.resolve(scope, name)
        if resolved is None:
            return None
        return ".".join(part for part in resolved.split(":") if part and part != "builtins")


def _bound(node: FunctionNode) -> dict[str, list[ast.expr]]:
    """What a body binds to plain names."""
    found: dict[str, list[ast.expr]] = {}
    for each in nodes_in(node):
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.setdefault(name, []).append(value)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                found.setdefault(name, []).append(value)
    return found


def _hand_over(
    callee: CommandLines, body: FunctionNode, call: ast.Call, caller: CommandLines
) -> None:
    """What the caller hands to a parameter that is parsed."""
    places = [each.arg for each in (*body.args.posonlyargs, *body.args.args)]
    if places[:1] in (["self"], ["cls"]):
        places = places[1:]
    given = dict(zip(places, call.args, strict=False))
    given |= {each.arg: each.value for each in call.keywords if each.arg}
    for name in callee.parameters:
        caller.parse(given.get(name))


def _text(scope: ModuleScope, node: ast.expr) -> str | None:
    """A string, or that of a module-level name."""
    if isinstance(node, ast.Name):
        node = scope.values.get(node.id, node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _writes(node: ast.Call) -> bool:
    modes = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "mode")]
    return any(
        isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and set(each.value) & set("wax")
        for each in modes
    )


def _hands_names_on(scope: ModuleScope, node: FunctionNode) -> bool:
    """Whether a function reads variables of the environment whose names it is given."""
    names = {each.arg for each in node.args.args}
    return any(
        isinstance(part, ast.Name) and part.id in names
        for each in nodes_in(node)
        for part in _environment_keys(each)
    )


def _environment_keys(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, *_]):
            if (dotted_name(owner) or "").endswith("environ"):
                yield from nodes_in(key)
        case ast.Call(func=callee, args=[key, *_]):
            if (dotted_name(callee) or "").endswith("getenv"):
                yield from nodes_in(key)
        case ast.Subscript(value=owner, slice=key):
            if (dotted_name(owner) or "").endswith("environ"):
                yield from nodes_in(key)
