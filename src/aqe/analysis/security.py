"""Why a module matters to security: what it imports, calls and decides, as reasons in words.

The tables are in ``security.toml``. A reason is something that becomes a hole when one line of it is wrong;
that a module starts a fixed program, asks a database with parameters or names files by their digest is none.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from aqe.domain.syntax_trees import nodes_in

__all__ = ["security_reasons"]

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@cache
def _tables() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("security.toml").read_text("utf-8")
    return tomllib.loads(text)


def security_reasons(tree: ast.Module) -> tuple[str, ...]:
    """Reasons in the order of their lines, each once, with the first line: ``runs text as code, line 5``."""
    reader = _Reader(_aliases(tree), frozenset(_statement_names(tree)))
    first: dict[str, int] = {}
    for node in nodes_in(tree):
        for reason in reader.reasons(node):
            line = getattr(node, "lineno", 1)
            first[reason] = min(line, first.get(reason, line))
    ordered = sorted(first.items(), key=lambda each: (each[1], each[0]))
    return tuple(f"{reason}, line {line}" for reason, line in ordered)


def _aliases(tree: ast.Module) -> dict[str, str]:
    """What local names stand for, as dotted names of libraries."""
    found = {}
    for node in nodes_in(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                head = each.name if each.asname else each.name.partition(".")[0]
                found[each.asname or head] = head
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for each in node.names:
                found[each.asname or each.name] = f"{node.module}.{each.name}"
    return found


def _statement_names(tree: ast.Module) -> Iterator[str]:
    """Names that are given a statement for a database which is put together."""
    for node in nodes_in(tree):
        if isinstance(node, ast.Assign) and _is_put_together(node.value):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))
        elif (
            isinstance(node, ast.AnnAssign | ast.AugAssign)
            and isinstance(node.target, ast.Name)
            and _is_put_together(node.value)
        ):
            yield node.target.id


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds reasons in single nodes."""

    aliases: Mapping[str, str]
    statement_names: frozenset[str]

    def reasons(self, node: ast.AST) -> Iterator[str]:
        """Why this node matters."""
        match node:
            case ast.Import(names=names):
                yield from _of_imports(each.name for each in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield from _of_imports(f"{module}.{each.name}" for each in names)
            case ast.Call():
                yield from self._of_call(node)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if _decides(name):
                    yield _tables()["decisions"]["reason"]
            case ast.Attribute(attr=name) | ast.Name(id=name):
                if name in _tables()["tls"]["names"]:
                    yield "trusts any certificate"
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Constant(value=False)):
                if name in _tables()["tls"]["attributes"]:
                    yield "trusts any certificate"

    def _of_call(self, node: ast.Call) -> Iterator[str]:
        tables = _tables()
        name = self._name(node.func)
        if name in tables["calls"]:
            yield tables["calls"][name]
        if name in tables["calls_with_a_value"] and not _is_written(_first(node)):
            yield tables["calls_with_a_value"][name]
        if name == "yaml.load" and not _has_safe_loader(node):
            yield "makes objects of text"
        if name in tables["programs"]["names"]:
            yield from _of_program(node)
        if isinstance(node.func, ast.Attribute):
            yield from self._of_method(node, node.func.attr)
        if any(
            each.arg in tables["tls"]["keywords"] and _is_false(each.value)
            for each in node.keywords
        ):
            yield "trusts any certificate"

    def _of_method(self, node: ast.Call, method: str) -> Iterator[str]:
        tables = _tables()
        if method in tables["statements"]["methods"]:
            statement = _first(node)
            is_named = isinstance(statement, ast.Name) and statement.id in self.statement_names
            if is_named or _is_put_together(statement):
                yield "puts a statement for a database together"
        archives = tables["archives"]
        reads_archives = set(self.aliases.values()) & set(archives["modules"])
        if method in archives["methods"] and reads_archives and not _keyword(node, "filter"):
            yield "writes files that an archive names"

    def _name(self, node: ast.expr) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.aliases.get(node.id, node.id), *reversed(parts)])


def _of_imports(names: Iterator[str]) -> Iterator[str]:
    table = _tables()["imports"]
    for name in names:
        head = name.partition(".")[0]
        if head in table:
            yield table[head]


def _of_program(node: ast.Call) -> Iterator[str]:
    shell = _keyword(node, "shell")
    command = _first(node)
    if shell is not None and not _is_false(shell):
        if not _is_written(command):
            yield "starts a shell"
    elif not _is_written(_program(command)):
        yield "starts a program that a value names"


def _program(command: ast.expr | None) -> ast.expr | None:
    """The first word of a command, as far as it can be seen."""
    match command:
        case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
            return first
        case ast.BinOp(op=ast.Add(), left=left):
            return _program(left)
    return command


def _first(node: ast.Call) -> ast.expr | None:
    return node.args[0] if node.args else None


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in node.keywords if each.arg == name), None)


def _is_written(node: ast.expr | None) -> bool:
    """Whether a value stands in the source; ``sys.executable`` counts, it is this interpreter."""
    if isinstance(node, ast.Attribute) and node.attr == "executable":
        return True
    return node is None or isinstance(node, ast.Constant)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _has_safe_loader(node: ast.Call) -> bool:
    loader = _keyword(node, "Loader") or (node.args[1] if len(node.args) > 1 else None)
    return loader is not None and "Safe" in ast.dump(loader)


def _is_put_together(node: ast.expr | None) -> bool:
    """Whether an expression makes a statement of pieces."""
    match node:
        case ast.JoinedStr():
            return _is_statement(node) and any(
                isinstance(each, ast.FormattedValue) for each in node.values
            )
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return _is_statement(node)
        case ast.Call(func=ast.Attribute(attr="format", value=value)):
            return _is_statement(value)
    return False


def _is_statement(node: ast.AST) -> bool:
    texts = (
        each.value.lower().lstrip()
        for each in nodes_in(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
    return any(text.startswith(word) for text in texts for word in _tables()["statements"]["words"])


def _decides(name: str) -> bool:
    words = " ".join(each.lower() for each in _WORDS.findall(name))
    return any(f" {each} " in f" {words} " for each in _tables()["decisions"]["names"])
