"""Adds the import statements that new code needs, unless the names are there already."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable

from aqe.booster.patterns.lines import lines_of, newline_of
from aqe.domain.syntax_trees import parsed_module

__all__ = ["ImportClash", "parsed", "with_imports"]


class ImportClash(Exception):
    """A name that is to be imported means something else in the file."""


def parsed(source: str) -> ast.Module:
    """The tree of a Python file.

    Raises:
        SyntaxError: It is not valid.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as escapes that the user wrote
        try:
            return parsed_module(source)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error)) from error


def with_imports(source: str, statements: Iterable[str]) -> str:
    """The file with the statements that it lacks, behind its first block of imports.

    Raises:
        ImportClash: A name is bound to something else at the level of the module.
        SyntaxError: The file is not valid.
    """
    tree = parsed(source)
    bound = _bound(tree)
    missing = []
    for each in dict.fromkeys(statements):
        wanted = _bound(parsed(each))
        for name, origin in wanted.items():
            found = bound.get(name)
            if found is not None and found != origin:
                raise ImportClash(f"{name!r} already means something else here")
        if any(name not in bound for name in wanted):
            missing.append(each)
            bound.update(wanted)
    if not missing:
        return source
    lines = lines_of(source)
    at = _line_for_imports(tree)
    newline = newline_of(source)
    text = "".join(each + newline for each in missing)
    if at and lines and not lines[at - 1].endswith(("\n", "\r")):
        text = newline + text
    following = lines[at] if at < len(lines) else ""
    if not _has_imports(tree) and following.strip():
        text += newline
    return "".join([*lines[:at], text, *lines[at:]])


def _bound(tree: ast.Module) -> dict[str, str]:
    """Names of the module and where they come from; what is no import comes from the module itself."""
    names: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                names[name] = alias.name if alias.asname else name
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            names.update({each.asname or each.name: f"{origin}:{each.name}" for each in node.names})
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = "."
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update({each.id: "." for each in targets if isinstance(each, ast.Name)})
    return names


def _has_imports(tree: ast.Module) -> bool:
    return any(isinstance(each, ast.Import | ast.ImportFrom) for each in tree.body)


def _line_for_imports(tree: ast.Module) -> int:
    """The number of lines before the place of a new import."""
    at = 0
    for index, node in enumerate(tree.body):
        is_docstring = index == 0 and isinstance(node, ast.Expr) and _is_text(node.value)
        if not is_docstring and not isinstance(node, ast.Import | ast.ImportFrom):
            if at == 0 and not _has_imports(tree):
                return _line_of(node) - 1
            break
        at = node.end_lineno or node.lineno
    return at


def _line_of(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
