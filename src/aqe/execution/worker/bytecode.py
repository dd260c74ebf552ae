"""Lets the processes of one campaign share what they compile.

A fresh checkout has no compiled files, and code under test may write none. Without this, every process
would compile the whole package again. What is compiled already beside its source is used as it is.
"""

import hashlib
import importlib._bootstrap_external as _machinery
import os
import sys
from typing import Any, Optional

__all__ = ["share"]


def share(folder: str) -> None:
    """Keeps compiled modules in a folder from now on, in place of the folders of their sources.

    Args:
        folder: Exists and may be written; processes that run at the same time may use it too.
    """
    machinery: Any = _machinery
    usual_place = machinery.cache_from_source
    loader = machinery.SourceFileLoader
    compiled = machinery.SourceLoader.get_code
    kept = loader.set_data

    def place(path: Any, debug_override: Any = None, *, optimization: Any = None) -> str:
        usual: str = usual_place(path, debug_override, optimization=optimization)
        if _is_fresh(usual, path):
            return usual
        name = "%s-%s" % (hashlib.sha1(usual.encode()).hexdigest(), os.path.basename(usual))
        return os.path.join(folder, name)

    def keep(self: Any, path: str, data: bytes, **options: Any) -> None:
        if path.startswith(folder):
            kept(self, path, data, **options)

    def code(self: Any, fullname: str) -> Any:
        before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
        try:
            return compiled(self, fullname)
        finally:
            sys.dont_write_bytecode = before

    machinery.cache_from_source = place
    loader.set_data = keep
    machinery.SourceLoader.get_code = code


def _is_fresh(compiled: str, source: Any) -> bool:
    stamp = _stamp(compiled)
    return stamp is not None and stamp >= (_stamp(source) or 0.0)


def _stamp(path: Any) -> Optional[float]:
    try:
        return os.stat(path).st_mtime
    except (OSError, ValueError):
        return None
