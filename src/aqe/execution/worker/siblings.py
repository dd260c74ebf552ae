"""Lets the other modules of the subject's package go through their sets in an order that can be turned round.

Only those are rewritten whose text makes sets or asks for hashes, and only so many that the import takes
no longer than it may.
"""

import ast
import importlib.util
import re
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any, Optional, Sequence

from .reordering import OrderRewriter

_MAKES_SETS = re.compile(r"\bset\(|\bhash\(|\bfrozenset\(|\{[^{}:\n]+,[^{}:\n]*\}|\{[^{}:\n]* for ")
_MOST_CHARACTERS = 200_000


def follow_siblings(name: str) -> None:
    """Rewrites modules of the package that a subject is in, from now on."""
    finder: Any = _SiblingFinder(name)
    sys.meta_path.insert(0, finder)


class _SiblingFinder:
    def __init__(self, name: str) -> None:
        self._prefix = name.partition(".")[0] + "."
        self.room = _MOST_CHARACTERS

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Any = None
    ) -> Optional[ModuleSpec]:
        """The spec of a module of the package; None for every other module."""
        if not (fullname + ".").startswith(self._prefix):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _SiblingLoader(fullname, spec.loader.path, self)
        return spec

    def invalidate_caches(self) -> None:
        """Nothing is kept."""


class _SiblingLoader(SourceFileLoader):
    def __init__(self, name: str, path: str, finder: _SiblingFinder) -> None:
        super().__init__(name, path)
        self._finder = finder

    def get_code(self, fullname: str) -> Optional[CodeType]:
        """Rewritten code where the module makes sets, else the usual."""
        try:
            source = importlib.util.decode_source(self.get_data(self.path))
            if len(source) <= self._finder.room and _MAKES_SETS.search(source):
                self._finder.room -= len(source)
                tree = OrderRewriter().visit(ast.parse(source, self.path))
                return compile(tree, self.path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            pass  # the usual way tells what is wrong
        return super().get_code(fullname)
