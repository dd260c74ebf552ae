"""Classes of other distributions that a subject's signatures name: how their objects come about.

Code that is given a parser, a client or a state of another library cannot be called without one. The source
of an installed library says how its objects are made as well as the subject's own package does; only the
classes that are asked for are looked at, in a package of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from aqe.analysis.class_subjects import ClassSubjects
from aqe.analysis.classes import ClassSource, class_members, class_source
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.flow.inference import Inference
from aqe.analysis.locate import MAX_PACKAGE_FILES, python_files
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
        self._books: dict[str, FactBook | None] = {}
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
        for name in islice(names, _MOST_CLASSES):
            defined = self._defined(name)
            if defined is not None:
                book, source = defined
                found[name] = class_members(book, [source.name])[source.name]
        return found

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
        book = self._book(module.partition(".")[0]) if qualname else None
        scope = book.package.scope(module) if book is not None else None
        if book is None or scope is None:
            return None
        try:
            resolved = book.package.resolve(scope, qualname)
            source = class_source(book, resolved) if resolved else None
        except RecursionError:
            return None
        return None if source is None else (book, source)

    def _book(self, top: str) -> FactBook | None:
        if top in _NEVER or top == self._own or not top:
            return None
        if top not in self._books:
            self._books[top] = self._read(top)
        return self._books[top]

    def _read(self, top: str) -> FactBook | None:
        for root in self._folders:
            folder, file = root / top, root / f"{top}.py"
            if (folder / "__init__.py").is_file():
                files = list(python_files(folder, with_tests=False))[:MAX_PACKAGE_FILES]
            elif file.is_file():
                files = [file]
            else:
                continue
            return FactBook(Package(root, files, self._cache), bodies=_MOST_BODIES)
        return None
