"""Classes of other distributions that a subject's signatures name: how their objects come about.

Code that is given a parser, a client or a state of another library cannot be called without one. The source
of an installed library says how its objects are made as well as the subject's own package does; only the
classes that are asked for are looked at, in a package of their own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from aqe.analysis.class_subjects import ClassSubjects
from aqe.analysis.classes import ClassSource, class_members, class_source
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.flow.inference import Inference
from aqe.analysis.parsing import Files, SourceCache
from aqe.analysis.scopes import Package
from aqe.domain.subject import ClassSubject

__all__ = ["ForeignClasses"]

_MOST_CLASSES = 16
_MOST_PARSED_BYTES = 384 * 1024
"""Source of other distributions that is parsed, in all."""
_MOST_BODIES = 24
"""Functions of one distribution whose bodies are read."""
_NEVER = sys.stdlib_module_names | {"builtins", "typing_extensions", "_typeshed"}


class ForeignClasses:
    """Finds classes in the folders that an interpreter imports from.

    Args:
        folders: What is searched, in the order of the import path.
        own: Top-level package of the subject, which is none of them.
        shared: Files as others read them.
    """

    def __init__(self, folders: Sequence[Path], own: str, shared: Files | None = None) -> None:
        self._folders = tuple(folders)
        self._own = own
        self._cache = SourceCache(max_parsed_bytes=_MOST_PARSED_BYTES, shared=shared)
        self._books: dict[tuple[Path, str], FactBook] = {}
        self._left = _MOST_CLASSES
        self._known: dict[str, ClassSubject | None] = {}

    def subject(self, name: str) -> ClassSubject | None:
        """A class under the name ``module:qualname`` by which the subject knows it; None where no source of
        it is found."""
        if name not in self._known:
            self._known[name] = self._read_class(name) if self._left > 0 else None
        return self._known[name]

    def members(self, names: Iterable[str]) -> dict[str, frozenset[str]]:
        """Names of the methods and fields of some classes; those of which there is no source are left out."""
        found = {}
        known = (each for each in names if not self._is_known_elsewhere(each))
        for name in islice(known, _MOST_CLASSES):
            defined = self._defined(name)
            if defined is not None:
                book, source = defined
                found[name] = class_members(book, [source.name])[source.name]
        return found

    def _is_known_elsewhere(self, name: str) -> bool:
        top = name.partition(":")[0].partition(".")[0]
        return top in _NEVER or top == self._own

    def _read_class(self, name: str) -> ClassSubject | None:
        defined = self._defined(name)
        if defined is None:
            return None
        self._left -= 1
        book, source = defined
        module, _, qualname = name.partition(":")
        inference = Inference(class_members(book, [source.name]))
        try:
            made = ClassSubjects(book, book.package, source.scope, inference).subject(source)
        except RecursionError:  # what is too deep there is no reason to refuse the subject
            return None
        return replace(made, module=module, qualname=qualname)

    def _defined(self, name: str) -> tuple[FactBook, ClassSource] | None:
        """Where a class is defined."""
        module, _, qualname = name.partition(":")
        book = self._book(module) if qualname else None
        scope = book.package.scope(module) if book is not None else None
        if book is None or scope is None or book.is_spent:
            return None  # a constructor of which nothing was read would look like one without parameters
        try:
            resolved = book.package.resolve(scope, qualname)
            source = class_source(book, resolved) if resolved else None
        except RecursionError:
            return None
        return None if source is None else (book, source)

    def _book(self, module: str) -> FactBook | None:
        top = module.partition(".")[0]
        if self._is_known_elsewhere(module) or not top:
            return None
        for root in self._folders:
            if _file_of(root, module) is not None:
                key = (root, top)
                if key not in self._books:
                    package = Package(root, (), self._cache)
                    package.paths = _Paths(root, top)
                    self._books[key] = FactBook(package, bodies=_MOST_BODIES)
                return self._books[key]
        return None


class _Paths(dict[str, Path]):
    """Files of one package by the names of their modules, looked up when they are asked for: a listing of a
    large library takes longer than all else that is done with it."""

    def __init__(self, root: Path, top: str) -> None:
        super().__init__()
        self._root, self._top = root, top
        self._missing: set[str] = set()

    def get(self, module: str, default: Any = None) -> Any:
        """The file of a module."""
        if module not in self._missing and not super().__contains__(module):
            is_own = module.partition(".")[0] == self._top
            found = _file_of(self._root, module) if is_own else None
            if found is None:
                self._missing.add(module)
            else:
                self[module] = found
        return super().get(module, default)

    def __contains__(self, module: object) -> bool:
        return isinstance(module, str) and self.get(module) is not None


def _file_of(root: Path, module: str) -> Path | None:
    """The source of a module below a folder; a folder that must not be entered holds none."""
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    package = root.joinpath(*parts, "__init__.py")
    if os.path.isfile(package):
        return package
    file = root.joinpath(*parts[:-1], f"{parts[-1]}.py")
    return file if os.path.isfile(file) else None
