"""Classes of a package by the members that they have, for values whose class nobody names."""

from __future__ import annotations

import re

from aqe.analysis.classes import class_members
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.locate import is_test_file

__all__ = ["ClassFinder"]

_MOST_CLASSES = 3
_MOST_FILES = 200
"""Files whose text is looked at."""
_MOST_PARSED = 12
"""Files that are parsed for one set of names."""
_MOST_HOLDERS = 4
"""Classes that may have a lone name before it says nothing any more."""


class ClassFinder:
    """Looks through the files of a package, the nearest to the subject first.

    Args:
        book: knows the package.
        module: import name of the subject.
    """

    def __init__(self, book: FactBook, module: str) -> None:
        self._book = book
        self._module = module
        self._members: dict[str, dict[str, frozenset[str]]] = {}
        """By module."""
        self._known: dict[frozenset[str], tuple[str, ...]] = {}

    def with_members(self, names: frozenset[str]) -> tuple[str, ...]:
        """Classes ``module:qualname`` that have all of the names, those with fewest others first."""
        if names not in self._known:
            self._known[names] = self._found(names)
        return self._known[names]

    def _found(self, names: frozenset[str]) -> tuple[str, ...]:
        words = [re.compile(rf"\b{re.escape(each)}\b") for each in sorted(names)]
        found: dict[str, frozenset[str]] = {}
        parsed = 0
        for module in self._modules():
            text = self._book.package.cache.text(self._book.package.paths[module])
            # What a class inherits may stand elsewhere: one of its names is enough to look closer.
            if text is None or "class " not in text or not any(each.search(text) for each in words):
                continue
            parsed += 1
            if parsed > _MOST_PARSED:
                break
            for name, members in self._classes(module).items():
                if names <= members:
                    found[name] = members
        if len(names) == 1 and len(found) > _MOST_HOLDERS:
            return ()
        return tuple(sorted(found, key=lambda name: len(found[name])))[:_MOST_CLASSES]

    def _modules(self) -> list[str]:
        """Modules of the package, those beside the subject first, without its tests."""
        package = self._book.package
        parent = self._module.rpartition(".")[0]
        top = self._module.partition(".")[0]
        others = [
            each
            for each, path in package.paths.items()
            if each != self._module and each.partition(".")[0] == top and not is_test_file(path)
        ]
        others.sort(key=lambda each: (each.rpartition(".")[0] != parent, each.count("."), each))
        return others[:_MOST_FILES]

    def _classes(self, module: str) -> dict[str, frozenset[str]]:
        if module not in self._members:
            scope = self._book.package.scope(module)
            names = [f"{module}:{each}" for each in scope.classes] if scope is not None else []
            self._members[module] = class_members(self._book, names)
        return self._members[module]
