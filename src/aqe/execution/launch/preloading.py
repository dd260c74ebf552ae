"""Imports in advance what every mutant's process would import: never anything of the project."""

from __future__ import annotations

import importlib
import os
import sys
import sysconfig
from collections.abc import Iterable
from typing import Any


def foreign_modules(own_folders: Iterable[str]) -> list[str]:
    """Names of imported modules of the standard library and of installed packages, in order."""
    own = tuple(os.path.realpath(folder) + os.sep for folder in own_folders)
    installed = _installed_folders()
    found = []
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if not isinstance(path, str) or name.startswith("aqe_"):
            continue
        place = os.path.realpath(path)
        inside = [folder for folder in installed if place.startswith(folder)]
        # A virtual environment usually lies inside the project: the deeper folder decides.
        depth = max((len(folder) for folder in inside), default=0)
        if depth and not any(place.startswith(each) and len(each) > depth for each in own):
            found.append(name)
    return found


def preload(names: Iterable[str]) -> None:
    """Imports the modules."""
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # what cannot be imported early will be imported in its turn
            continue


def is_loaded(path: str) -> bool:
    """Whether a module of that file has been imported."""
    place = os.path.realpath(path)
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return any(os.path.realpath(each) == place for each in files if isinstance(each, str))


def remember_rewritten(paths: Iterable[str], config: Any) -> None:
    """Rewrites the assertions of test files now, so that no fork has to.

    The rewriter is private to pytest; where it has another shape, the forks do it themselves.
    """
    from pathlib import Path

    from _pytest.assertion import rewrite

    original = getattr(rewrite, "_rewrite_test", None)
    if original is None or config.getoption("assertmode", "plain") != "rewrite":
        return
    known = {}
    for path in paths:
        try:
            known[os.path.realpath(path)] = original(Path(path), config)
        except Exception:  # a file that does not compile is told about when it is collected
            continue

    def remembered(path: Any, config: Any) -> Any:
        return known.get(os.path.realpath(path)) or original(path, config)

    replaced: Any = rewrite
    replaced._rewrite_test = remembered


def _installed_folders() -> list[str]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {sysconfig.get_path(name) for name in names}
    return [os.path.realpath(folder) + os.sep for folder in folders if folder]
