"""Which names of a Python file others import from it, told by the files around it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aqe.domain.syntax_trees import parsed_module
from aqe.operations.suite_files import python_files

__all__ = ["imported_names"]

_MOST_FILES = 5000


def imported_names(paths: Iterable[Path]) -> Mapping[str, frozenset[str]]:
    """Names by the last part of the module that they are imported from; `*` stands for all.

    Files in and below the folders of some files are read; one that does not parse imports nothing.
    """
    found: dict[str, set[str]] = {}
    for number, path in enumerate(python_files(_tops(each.parent for each in paths))):
        if number >= _MOST_FILES:
            break
        try:
            tree = parsed_module(path.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for module, name in _imports(tree):
            found.setdefault(module, set()).add(name)
    return {module: frozenset(names) for module, names in found.items()}


def _tops(folders: Iterable[Path]) -> tuple[Path, ...]:
    known = {each.resolve() for each in folders}
    return tuple(sorted(each for each in known if not known.intersection(each.parents)))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").rpartition(".")[2]
            for each in node.names:
                yield module, each.name
                modules[each.asname or each.name] = each.name  # the name may be a module itself
        elif isinstance(node, ast.Import):
            for each in node.names:
                modules[each.asname or each.name] = each.name.rpartition(".")[2]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            module = modules.get(ast.unparse(node.value), "") if _is_name(node.value) else ""
            if module:
                yield module, node.attr


def _is_name(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
