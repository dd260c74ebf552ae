"""Lends packages of `aqe`'s own environment: only the named ones, and only where they lack."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import PathFinder
from typing import Any


class _Lender:
    """Finds a fixed set of top-level packages in folders that are not on the import path."""

    def __init__(self, folders: Iterable[str], names: Iterable[str]) -> None:
        self._folders: list[str] = list(folders)
        self._names = frozenset(names)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Answers for the lent names; their submodules are found through the packages."""
        if path is not None or name not in self._names:
            return None
        return PathFinder.find_spec(name, self._folders, target)


def lend(folders: list[str], names: list[str]) -> None:
    """Makes the named packages importable after everything that the environment has itself."""
    if folders:
        sys.meta_path.append(_Lender(folders, names))
