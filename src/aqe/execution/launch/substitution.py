"""Makes the import system load mutated code for one file, under whatever name it is imported."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType
from typing import Any


class Substitution:
    """Stands in for the code of one source file; no file is touched."""

    def __init__(self, path: str, code: Callable[[], CodeType]) -> None:
        self._path = os.path.realpath(path)
        self._code = code
        self.was_loaded = False
        self.failure = ""
        """Why executing the module failed."""

    def install(self) -> None:
        """Puts itself into the loader of source files, for the rest of this process."""
        get_code, exec_module = SourceFileLoader.get_code, SourceFileLoader.exec_module

        def substituted(loader: SourceFileLoader, name: str) -> CodeType | None:
            if not self._is_subject(loader):
                return get_code(loader, name)
            self.was_loaded = True
            return self._code()

        def executed(loader: SourceFileLoader, module: ModuleType) -> None:
            try:
                exec_module(loader, module)
            except BaseException as error:
                if self._is_subject(loader):
                    self.failure = "%s: %s" % (type(error).__name__, error)
                raise

        replaced: Any = SourceFileLoader
        replaced.get_code, replaced.exec_module = substituted, executed

    def _is_subject(self, loader: SourceFileLoader) -> bool:
        return os.path.realpath(loader.path) == self._path
