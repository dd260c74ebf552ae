"""Size, exports, documentation and words of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

MAX_LINES = 600
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "core", "common", "manager", "misc"}
BOASTS = ("Real", "Smart", "Enhanced", "Advanced", "Improved")


def test_no_module_is_too_long(modules: Any) -> None:
    long = {each.place: each.text.count("\n") for each in modules}
    assert {place: lines for place, lines in long.items() if lines >= MAX_LINES} == {}


def test_no_module_has_a_vague_name(modules: Any) -> None:
    parts = {(each.place, part) for each in modules for part in each.path.with_suffix("").parts}
    assert [place for place, part in parts if part in VAGUE_NAMES] == []


def test_no_class_boasts(modules: Any) -> None:
    names = [
        f"{each.place}: {node.name}"
        for each in modules
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ClassDef) and node.name.startswith(BOASTS)
    ]
    assert names == []


def test_every_module_says_what_it_exports(modules: Any) -> None:
    silent = [
        each.place
        for each in modules
        if each.exports is None
        and _definitions(each)
        and not each.path.name.startswith("_")
        and not _runs_in_the_subjects_interpreter(each)
    ]
    assert silent == []


def test_what_is_exported_exists_and_is_sorted(modules: Any) -> None:
    wrong = []
    for each in modules:
        names = each.exports or []
        missing = set(names) - _bound_names(each.tree)
        if missing or len(names) != len(set(names)):
            wrong.append(f"{each.place}: {sorted(missing) or 'a name twice'}")
    assert wrong == []


def test_every_module_says_what_lives_there(modules: Any) -> None:
    assert [each.place for each in modules if not ast.get_docstring(each.tree)] == []


def test_everything_public_is_documented(modules: Any) -> None:
    silent = [
        f"{each.place}: {name}" for each in modules for name in _undocumented(each) if each.exports
    ]
    assert silent == []


def test_init_modules_only_export(modules: Any) -> None:
    busy = [
        f"{each.place}: {node.name}"
        for each in modules
        if each.path.name == "__init__.py" and not _runs_in_the_subjects_interpreter(each)
        for node in each.tree.body
        if isinstance(node, DEFINITIONS)
    ]
    assert busy == []


def _runs_in_the_subjects_interpreter(module: Any) -> bool:
    return module.place.startswith(("execution/worker/", "execution/launch/"))


def _definitions(module: Any) -> list[str]:
    nodes = module.tree.body
    return [each.name for each in nodes if isinstance(each, DEFINITIONS) and each.name[0] != "_"]


def _bound_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((each.asname or each.name).split(".")[0] for each in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def _undocumented(module: Any) -> Iterator[str]:
    for node in module.tree.body:
        if isinstance(node, DEFINITIONS) and node.name in (module.exports or ()):
            if not ast.get_docstring(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                yield from _undocumented_methods(node)


def _undocumented_methods(owner: ast.ClassDef) -> Iterator[str]:
    is_protocol_or_derived = bool(owner.bases)
    for node in owner.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        is_setter = any("setter" in ast.unparse(each) for each in node.decorator_list)
        if node.name.startswith("_") or is_setter or ast.get_docstring(node):
            continue
        if not is_protocol_or_derived:  # an overriding method is documented where it comes from
            yield f"{owner.name}.{node.name}"
