"""Fixtures that several suites repeat, moved to one ``conftest.py`` beside them.

Works on the texts of suites as `suites` prints them. A fixture moves only with all that it needs: names
that the suites import in the same way, and other fixtures that move.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from aqe.domain.syntax_trees import nodes_in, parsed_module
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.seal import seal

__all__ = ["Gathered", "asked_for", "gathered", "import_statements", "reduced"]

_LEAST = 2
"""Fewer suites with a fixture keep it."""
_GIVEN = frozenset({"tmp_path"})
_ASKING_CALLS = ("usefixtures", "getfixturevalue")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = _Function | ast.ClassDef
_BUILTINS = frozenset(dir(builtins))
_DOCSTRING = '"""Fixtures that several of the suites beside this file share."""'


@dataclass(frozen=True, slots=True)
class Gathered:
    """One text for ``conftest.py`` and what is left of the suites that used its fixtures."""

    conftest: str
    suites: dict[str, str]
    """Only those that changed."""
    fixtures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """How a file imports one name."""

    module: str
    name: str
    """Empty for the module itself."""
    bound: str
    section: int
    """Standard library, other distributions, the project's own."""


@dataclass(frozen=True, slots=True)
class _Fixture:
    name: str
    source: str
    parameters: tuple[str, ...]
    imports: tuple[_Name, ...]


def gathered(suites: Mapping[str, str], head: str, present: str | None = None) -> Gathered | None:
    """The fixtures that suites share, in one text; None where they share none.

    Args:
        suites: Name and text of each suite.
        head: First line of the new text.
        present: The ``conftest.py`` that is there already, if it is one of ours: what it has stays.
    """
    files = {name: _File(text) for name, text in suites.items()}
    kept = _File(present).fixtures if present is not None else {}
    users: dict[_Fixture, list[str]] = {}
    for name, file in files.items():
        for fixture in file.fixtures.values():
            users.setdefault(fixture, []).append(name)
    shared = {
        each
        for each, names in users.items()
        if len(names) >= _LEAST and kept.get(each.name, each) == each
    }
    shared = _one_of_each_name(shared, users)
    while True:
        names = {each.name for each in shared} | _GIVEN
        closed = {each for each in shared if set(each.parameters) <= names}
        if closed == shared:
            break
        shared = closed
    if not shared:
        return None
    ordered = [each for each in users if each in shared]
    changed = {
        name: file.without(each for each in ordered if name in users[each])
        for name, file in files.items()
        if any(name in users[each] for each in ordered)
    }
    everything = {**kept, **{each.name: each for each in ordered}}
    return Gathered(
        _conftest(everything.values(), head), changed, tuple(each.name for each in ordered)
    )


def asked_for(conftest: str, texts: Iterable[str]) -> frozenset[str]:
    """The fixtures of a ``conftest.py`` of ours that other files ask for, and those that these need."""
    fixtures = _File(conftest).fixtures
    waiting = {name for text in texts for name in _asked_in(text, fixtures)}
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(fixtures[name].parameters) & set(fixtures) - found
    return frozenset(found)


def import_statements(conftest: str) -> dict[str, tuple[str, ...]]:
    """What has to be imported for a ``conftest.py``, one name a statement, and the fixtures that need it."""
    found: dict[str, list[str]] = {}
    for fixture in _File(conftest).fixtures.values():
        for each in fixture.imports:
            (line,) = _import_lines([each])
            found.setdefault(line, []).append(fixture.name)
    return {line: tuple(names) for line, names in found.items()}


def reduced(conftest: str, names: Collection[str], head: str) -> str | None:
    """A ``conftest.py`` of ours with some of its fixtures only; None where none is left.

    Args:
        conftest: The text.
        names: Of the fixtures that stay, as far as what they need stays, too.
        head: First line of the new text.
    """
    fixtures = _File(conftest).fixtures
    kept = {name for name in fixtures if name in names}
    while True:
        closed = {each for each in kept if set(fixtures[each].parameters) <= kept | _GIVEN}
        if closed == kept:
            break
        kept = closed
    if len(kept) == len(fixtures):
        return conftest
    return _conftest([fixtures[each] for each in kept], head) if kept else None


def _asked_in(text: str, names: Collection[str]) -> Iterator[str]:
    """Fixtures that a file asks for and does not define itself."""
    named = [each for each in names if each in text]
    if not named:
        return
    try:
        tree = parsed_module(text)
    except (SyntaxError, ValueError):
        yield from named
        return
    asked: set[str] = set()
    for node in nodes_in(tree):
        if isinstance(node, _Function):
            asked |= _parameters(node)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_ASKING_CALLS):
            asked |= {each.value for each in node.args if isinstance(each, ast.Constant)}  # type: ignore[misc]
    functions = (each for each in tree.body if isinstance(each, _Function))
    own = {each.name for each in functions if each.name not in _parameters(each)}
    yield from (each for each in named if each in asked - own)


def _parameters(node: _Function) -> set[str]:
    found = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return {each.arg for each in found}


def _one_of_each_name(
    shared: Iterable[_Fixture], users: Mapping[_Fixture, list[str]]
) -> set[_Fixture]:
    """Of fixtures with one name, the one that most suites use."""
    best: dict[str, _Fixture] = {}
    for each in sorted(shared, key=lambda one: (-len(users[one]), one.source)):
        best.setdefault(each.name, each)
    return set(best.values())


class _File:
    """A suite as text and tree."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._tree = parsed_module(text)
        self._names = {each.bound: each for each in self._imported()}
        self.fixtures: dict[str, _Fixture] = {}
        for node in self._tree.body:
            fixture = self._fixture(node)
            if fixture is not None:
                self.fixtures[fixture.name] = fixture

    def _imported(self) -> Iterable[_Name]:
        nodes = [each for each in self._tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
        of_others = self._block_of_pytest(nodes)
        for node in nodes:
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                source = module or alias.name
                top = source.partition(".")[0]
                section = 1 if top in sys.stdlib_module_names else 3
                if section == 3 and node.lineno in of_others:
                    section = 2
                name = alias.name if module else ""
                yield _Name(source, name, alias.asname or alias.name, section)

    def _block_of_pytest(self, nodes: list[ast.Import | ast.ImportFrom]) -> frozenset[int]:
        """Lines of the import statements that stand with that of pytest, without a blank line."""
        block: list[int] = []
        last = 0
        for node in nodes:
            if node.lineno > last + 1:
                if any(self._lines[each - 1] == "import pytest" for each in block):
                    break
                block = []
            block.append(node.lineno)
            last = node.end_lineno or node.lineno
        return frozenset(block)

    def _fixture(self, node: ast.stmt) -> _Fixture | None:
        """A fixture that needs nothing but imports and other fixtures."""
        if not isinstance(node, ast.FunctionDef):
            return None
        if [ast.unparse(each) for each in node.decorator_list] != ["pytest.fixture"]:
            return None
        parameters = tuple(each.arg for each in node.args.args)
        used = {each.id for part in node.body for each in nodes_in(part) if _is_name(each)}
        needed = used - {*parameters, *_BUILTINS}
        if not needed <= set(self._names):
            return None
        imports = (self._names[each] for each in sorted({*needed, "pytest"}))
        first, last = _extent(node)
        source = "\n".join(self._lines[first:last])
        return _Fixture(node.name, source, parameters, tuple(imports))

    def without(self, fixtures: Iterable[_Fixture]) -> str:
        """The text without some fixtures, and without imports that only they needed."""
        names = {each.name for each in fixtures}
        gone = [
            each
            for each in self._tree.body
            if isinstance(each, ast.FunctionDef) and each.name in names and self._fixture(each)
        ]
        rest = [each for each in self._tree.body if each not in gone]
        used = {each.id for node in rest for each in nodes_in(node) if _is_name(each)}
        lines: list[str | None] = list(self._lines)
        for fixture in gone:
            first, last = _extent(fixture)
            lines[first:last] = [None] * (last - first)
        for node in rest:
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._trim(node, used, lines)
        start = min((_extent(each)[0] for each in rest if _is_definition(each)), default=0)
        head = "\n".join(each for each in lines[:start] if each is not None).rstrip("\n")
        tail = "\n".join(each for each in lines[start:] if each is not None)
        head = re.sub(r"\n{3,}", "\n\n", head)
        return seal(f"{head}\n\n\n" + re.sub(r"\n{4,}", "\n\n\n", tail))

    def _trim(
        self, node: ast.Import | ast.ImportFrom, used: set[str], lines: list[str | None]
    ) -> None:
        kept = [each for each in node.names if (each.asname or each.name).split(".")[0] in used]
        if len(kept) == len(node.names):
            return
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        lines[first:last] = [None] * (last - first)
        if kept and isinstance(node, ast.ImportFrom):
            names = [f"{each.name} as {each.asname}" if each.asname else each.name for each in kept]
            lines[first] = Layout().from_import(node.module or "", names)


def _is_name(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


def _is_definition(node: ast.stmt) -> TypeGuard[_Definition]:
    return isinstance(node, _Definition)


def _extent(node: _Definition) -> tuple[int, int]:
    """First line and line behind the last, decorators included, counted from zero."""
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return first - 1, node.end_lineno or node.lineno


def _conftest(fixtures: Iterable[_Fixture], head: str) -> str:
    fixtures = sorted(fixtures, key=lambda each: each.name)
    imports = {name for each in fixtures for name in each.imports}
    sections = []
    for number in (1, 2, 3):
        found = {each for each in imports if each.section == number}
        if found:
            sections.append("\n".join(_import_lines(found)))
    blocks = [f"{head}\n{_DOCSTRING}\n\n" + "\n\n".join(sections)]
    return seal("\n\n\n".join([*blocks, *(each.source for each in fixtures)]) + "\n")


def _import_lines(names: Iterable[_Name]) -> list[str]:
    plain: list[str] = []
    joined: dict[str, list[str]] = {}
    for each in sorted(names, key=lambda one: (one.module, one.name)):
        alias = f" as {each.bound}" if each.bound not in (each.name, each.module) else ""
        if each.name:
            joined.setdefault(each.module, []).append(f"{each.name}{alias}")
        else:
            plain.append(f"import {each.module}{alias}")
    return [*plain, *(Layout().from_import(module, each) for module, each in joined.items())]
