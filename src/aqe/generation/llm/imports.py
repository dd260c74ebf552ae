"""Imports of proposed tests: wrong modules are put right where only one can be meant.

A model does not know the layout of the project: it imports from ``your_module``, from ``.cart`` or from
``src.shop.cart``. Where the names that it wants are names of the module under test, that is what it means.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aqe.domain.proposal import ImportedName, ProposedTest
from aqe.domain.subject import Subject
from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.code import names_in, parsed

__all__ = ["ImportFixer", "fixer_of"]

_PLACEHOLDERS = frozenset(
    "your_module my_module mymodule module module_under_test code solution main app subject target"
    " your_package package src source".split()
)
_COMMON = {
    each: ImportedName(each, bound=each)
    for each in (
        "pytest asyncio math json re datetime decimal hashlib hmac base64 zlib binascii struct itertools"
        " collections functools dataclasses enum string textwrap uuid copy operator fractions statistics"
        " calendar io types typing"
    ).split()
}
_SHORT = {
    "Decimal": ImportedName("decimal", "Decimal", "Decimal"),
    "Fraction": ImportedName("fractions", "Fraction", "Fraction"),
    "Path": ImportedName("pathlib", "Path", "Path"),
    "timedelta": ImportedName("datetime", "timedelta", "timedelta"),
}


@dataclass(frozen=True, slots=True)
class ImportFixer:
    """Puts imports right for one module under test."""

    module: str
    names: frozenset[str]
    """What the module binds at its top."""
    own: frozenset[str] = frozenset()
    """Of these, what it defines itself rather than imports."""
    known: frozenset[str] = frozenset()
    """Other modules that the module under test imports."""

    def imported(self, node: ast.stmt) -> Iterator[ImportedName]:
        """The names that an import binds."""
        if isinstance(node, ast.Import):
            for each in node.names:
                yield self._whole(each)
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                bound = each.asname or each.name
                if each.name == "*":
                    continue  # what is missing then is found by its name
                if self._is_package_of(node, each.name):
                    yield ImportedName(self.module, bound=bound)
                else:
                    yield ImportedName(self._meant(node, each.name), each.name, bound)

    def completed(self, test: ProposedTest) -> ProposedTest:
        """The test with imports of names that it uses and nobody binds, where only one can be meant."""
        tree = parsed(f"{test.class_head}\n{test.source}" if test.class_head else test.source)
        if tree is None:
            return test
        bound = {each.bound for each in test.imports}
        bound |= {name for each in test.helpers for name in each.names}
        bound |= _bound_in(tree)
        used = names_in(tree)
        for each in test.helpers:
            inner = parsed(each.source)
            used |= names_in(inner) if inner is not None else set()
        missing = sorted(used - bound)
        found = [each for name in missing for each in self._missing(name)]
        return replace(test, imports=(*test.imports, *found)) if found else test

    def _missing(self, name: str) -> Iterable[ImportedName]:
        if name in self.own:
            return (ImportedName(self.module, name, name),)
        if name in _COMMON:
            return (_COMMON[name],)
        if name in _SHORT:
            return (_SHORT[name],)
        if name == self.module.rpartition(".")[2]:
            return (ImportedName(self.module, bound=name),)
        return (ImportedName(self.module, name, name),) if name in self.names else ()

    def _whole(self, alias: ast.alias) -> ImportedName:
        module = alias.name
        bound = alias.asname or module.partition(".")[0]
        if module != self.module and not self._is_known(module) and self._looks_meant(module):
            return ImportedName(self.module, bound=alias.asname or module.rpartition(".")[2])
        return ImportedName(module, bound=bound)

    def _meant(self, node: ast.ImportFrom, name: str) -> str:
        module = "." * node.level + (node.module or "")
        if module == self.module or name not in self.names:
            return module
        if node.level or (not self._is_known(module) and self._looks_meant(module)):
            return self.module
        return module

    def _is_package_of(self, node: ast.ImportFrom, name: str) -> bool:
        """Whether the module itself is imported from its package."""
        package, _, last = self.module.rpartition(".")
        if name != last or name in self.own:
            return False
        module = node.module or ""
        return module == package or bool(node.level) or module in _PLACEHOLDERS

    def _is_known(self, module: str) -> bool:
        return module.partition(".")[0] in sys.stdlib_module_names or module in self.known

    def _looks_meant(self, module: str) -> bool:
        """Whether a module that does not exist here can only be the one under test."""
        parts = module.split(".")
        last = self.module.rpartition(".")[2]
        return (
            parts[-1] == last or parts[-1] in _PLACEHOLDERS or self.module.startswith(f"{module}.")
        )


def fixer_of(subject: Subject) -> ImportFixer:
    """The fixer for a subject."""
    tree = parsed(subject.source)
    names: set[str] = set()
    own: set[str] = set()
    for node in tree.body if tree is not None else []:
        bound, is_import = set(_bound_by(node)), isinstance(node, ast.Import | ast.ImportFrom)
        names |= bound
        own |= set() if is_import else bound
    known = {origin.partition(":")[0] for _, origin in subject.names}
    if tree is not None:
        known |= {
            alias.name
            for node in nodes_in(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
    return ImportFixer(subject.module, frozenset(names), frozenset(own), frozenset(known))


def _bound_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (each.asname or each.name.partition(".")[0] for each in node.names)
    else:
        for each in nodes_in(node):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                yield each.id
            elif isinstance(each, ast.FunctionDef | ast.ClassDef):
                yield each.name


def _bound_in(tree: ast.Module) -> set[str]:
    """Names that a test binds itself."""
    found: set[str] = set()
    for each in nodes_in(tree):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            found.add(each.id)
        elif isinstance(each, ast.arg):
            found.add(each.arg)
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or (
            isinstance(each, ast.ExceptHandler) and each.name
        ):
            found.add(str(each.name))
        elif isinstance(each, ast.Import | ast.ImportFrom):
            found |= {one.asname or one.name.partition(".")[0] for one in each.names}
        elif isinstance(each, ast.MatchAs | ast.MatchStar) and each.name:
            found.add(each.name)
    return found
