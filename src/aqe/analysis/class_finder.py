"""Classes of a package that a module has to do with: imported, named by types, told by their members."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from aqe.analysis.classes import class_members
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.locate import is_test_file
from aqe.analysis.scopes import ModuleScope, dotted_name
from aqe.domain.subject import Parameter
from aqe.domain.syntax_trees import nodes_in
from aqe.domain.types import TypeEvidence

__all__ = ["ClassFinder", "class_names", "foreign_classes", "imported_classes", "named_classes"]

_WORD = re.compile(r"\w+")
_MOST_CLASSES = 3
_MOST_FILES, _MOST_BYTES = 200, 2 * 1024 * 1024
"""Files whose text is looked at, in all."""
_MOST_PARSED_BYTES = 256 * 1024
"""Source that is parsed for this, in all: the rest of the analysis needs its share."""
_MOST_EXTENDING = 12
"""Classes that derive from one."""
_MOST_HOLDERS = 4
"""Classes that may have a lone name before it says nothing any more."""
_APART = frozenset({"__main__", "conftest", "setup", "test", "testing", "tests"})
"""Parts of names of modules that are programs, or there for tests."""


class ClassFinder:
    """Looks through the files of a package, the nearest to the subject first.

    Args:
        book: knows the package.
        module: import name of the subject.
    """

    def __init__(self, book: FactBook, module: str) -> None:
        self._book = book
        self._module = module
        self._words: dict[str, frozenset[str]] | None = None
        """Module to the words of its source."""
        self._sizes: dict[str, int] = {}
        self._left = _MOST_PARSED_BYTES
        self._members: dict[str, dict[str, frozenset[str]]] = {}
        """By module."""
        self._known: dict[frozenset[str], tuple[str, ...]] = {}

    def extending(self, base: str) -> tuple[str, ...]:
        """Classes ``module:qualname`` that derive from a class, those in short modules first."""
        if self._words is None:
            self._words = dict(self._read())
        found: dict[str, None] = {}
        left = _MOST_PARSED_BYTES
        waiting = [base]
        for name in waiting:
            word = re.split(r"[:.]", name)[-1]
            modules = [each for each, words in self._words.items() if word in words]
            for module in sorted(modules, key=lambda each: (self._sizes[each], each)):
                left -= self._sizes[module]
                if left < 0 or len(found) >= _MOST_EXTENDING:
                    return tuple(found)
                new = [each for each in self._deriving(module, name) if each not in found]
                found.update(dict.fromkeys(new))
                waiting += new
        return tuple(found)

    def _deriving(self, module: str, base: str) -> Iterator[str]:
        scope = self._book.package.scope(module)
        for qualname in scope.classes if scope is not None else ():
            name = f"{module}:{qualname}"
            if base in self._book.lineage(name)[1:]:
                yield name

    def with_members(self, names: frozenset[str]) -> tuple[str, ...]:
        """Classes ``module:qualname`` that have all of the names, those with fewest others first."""
        if names not in self._known:
            self._known[names] = self._found(names)
        return self._known[names]

    def _found(self, names: frozenset[str]) -> tuple[str, ...]:
        if self._words is None:
            self._words = dict(self._read())
        found: dict[str, frozenset[str]] = {}
        for module, words in self._words.items():
            # What a class inherits may stand elsewhere: one of its names is enough to look closer.
            if names & words:
                for name, members in self._classes(module).items():
                    if names <= members:
                        found[name] = members
        if len(names) == 1 and len(found) > _MOST_HOLDERS:
            return ()
        return tuple(sorted(found, key=lambda name: len(found[name])))[:_MOST_CLASSES]

    def _read(self) -> Iterator[tuple[str, frozenset[str]]]:
        package = self._book.package
        left = _MOST_BYTES
        for module in self._modules():
            text = package.cache.text(package.paths[module])
            left -= len(text or "")
            if left < 0:
                return
            if text is not None and "class " in text:
                self._sizes[module] = len(text)
                yield module, frozenset(_WORD.findall(text))

    def _modules(self) -> list[str]:
        """Modules of the package, those beside the subject first, without programs and tests."""
        parent = self._module.rpartition(".")[0]
        top = self._module.partition(".")[0]
        others = [
            each
            for each, path in self._book.package.paths.items()
            if each != self._module
            and each.partition(".")[0] == top
            and not _APART & set(each.split("."))
            and not is_test_file(path)
        ]
        others.sort(key=lambda each: (each.rpartition(".")[0] != parent, each.count("."), each))
        return others[:_MOST_FILES]

    def _classes(self, module: str) -> dict[str, frozenset[str]]:
        if module not in self._members:
            self._left -= self._sizes[module]
            if self._left < 0:
                return {}
            scope = self._book.package.scope(module)
            names = [f"{module}:{each}" for each in scope.classes] if scope is not None else []
            self._members[module] = class_members(self._book, names)
        return self._members[module]


def imported_classes(book: FactBook, scope: ModuleScope) -> list[str]:
    """Classes of the package that a module imports, directly or through a module, and bases of its own."""
    found: dict[str, None] = {}
    for name in scope.imports:
        resolved = book.package.resolve(scope, name)
        if resolved and book.package.class_node(resolved):
            found[resolved] = None
    for name in scope.classes:
        for each in book.lineage(f"{scope.module}:{name}")[1:]:
            found[each] = None
    return [name for name in found if not name.startswith(f"{scope.module}:")]


def named_classes(book: FactBook, scope: ModuleScope, tree: ast.Module) -> list[str]:
    """Classes of the package that a module names through a module, ``graphs.Graph``: what it makes so is
    mostly what it is given, too."""
    found: dict[str, None] = {}
    for name in _through_modules(scope, tree):
        resolved = book.package.resolve(scope, name)
        if resolved and book.package.class_node(resolved):
            found[resolved] = None
    return list(found)


def foreign_classes(book: FactBook, scope: ModuleScope) -> list[str]:
    """What a module imports from other distributions and spells like a class."""
    found: dict[str, None] = {}
    for name, (module, attribute) in scope.imports.items():
        if attribute[:1].isupper():
            resolved = book.package.resolve(scope, name)
            if resolved and module not in book.package.paths:
                found[resolved] = None
    return list(found)


def _through_modules(scope: ModuleScope, tree: ast.Module) -> Iterator[str]:
    """``module.Name`` as a module spells it, each once."""
    modules = {name for name, (_, attribute) in scope.imports.items() if not attribute}
    seen: set[str] = set()
    for node in nodes_in(tree):
        if not isinstance(node, ast.Attribute) or not node.attr[:1].isupper():
            continue
        name = dotted_name(node)
        if name and name not in seen and name.partition(".")[0] in modules:
            seen.add(name)
            yield name


def class_names(parameters: Iterable[Parameter], returns: Iterable[TypeEvidence]) -> Iterator[str]:
    """Classes that the types of a signature name."""
    for each in parameters:
        for evidence in each.evidence:
            yield from evidence.type.classes()
    for evidence in returns:
        yield from evidence.type.classes()
