"""Whether Python or pytest import the subject themselves: then it is measured from the first moment."""

from __future__ import annotations

import os
from collections.abc import Iterable

__all__ = ["is_imported_early"]

_PYTEST = ("pluggy", "packaging", "iniconfig", "pygments", "_pytest", "pytest", "py")
_PYTHON = ("os.py", os.path.join("importlib", "_bootstrap.py"))


def is_imported_early(folders: Iterable[str]) -> bool:
    """Whether one of the import paths holds what pytest consists of, or the standard library."""
    return any(_holds_pytest(folder) or holds_python(folder) for folder in folders)


def holds_python(folder: str) -> bool:
    """Whether a folder is the standard library."""
    return all(os.path.isfile(os.path.join(folder, name)) for name in _PYTHON)


def _holds_pytest(folder: str) -> bool:
    return any(
        os.path.exists(os.path.join(folder, name + ending))
        for name in _PYTEST
        for ending in ("", ".py")
    )
