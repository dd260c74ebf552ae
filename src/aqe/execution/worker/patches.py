"""Mutated code of one function without compiling the rest of its module."""

import ast
from types import CodeType, FunctionType
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .lines import code_objects

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_FUTURE_FLAGS = 0x1FE0000
"""The bits of `co_flags` that ``from __future__`` imports set."""

Key = Tuple[str, int]
"""(name, first line) of a code object."""


class Mutant(NamedTuple):
    """A change of the source text."""

    id: str
    line: int
    start: int
    end: int
    original: str
    replacement: str

    def apply(self, source: str) -> str:
        """The mutated source."""
        return source[: self.start] + self.replacement + source[self.end :]

    def fits(self, source: str) -> bool:
        """Whether the text to be replaced is where the mutant says."""
        return source[self.start : self.end] == self.original


class _Outermost(NamedTuple):
    node: Any
    headers: Tuple[Tuple[int, str], ...]
    """(line, text) of what encloses the function, reduced to what its scope needs."""


class Patches:
    """Compiles mutants of one source."""

    def __init__(self, source: str, path: str, original: CodeType) -> None:
        self.source = source
        self._path = path
        self._flags = original.co_flags & _FUTURE_FLAGS
        self._functions: List[_Outermost] = []
        self._lines = source.split("\n")
        self._find(ast.parse(source).body, ())

    def module_code(self, mutant: Mutant) -> CodeType:
        """The whole mutated module."""
        return compile(mutant.apply(self.source), self._path, "exec", dont_inherit=True)

    def function_codes(self, mutant: Mutant) -> Optional[Dict[Key, CodeType]]:
        """Mutated code objects by the keys of those they replace; None outside of functions."""
        if "\n" in mutant.original or "\n" in mutant.replacement:
            return None
        line = self.source.count("\n", 0, mutant.start) + 1
        found = [
            each for each in self._functions if each.node.lineno <= line <= each.node.end_lineno
        ]
        if not found:
            return None
        node, headers = found[0]
        code = self._compiled(node, headers, mutant.apply(self.source).split("\n"))
        if code is None:
            return None
        codes = {(each.co_name, each.co_firstlineno): each for each in code_objects(code)}
        if node.decorator_list:
            codes[node.name, node.decorator_list[0].lineno] = code
        return codes

    def _compiled(
        self, node: Any, headers: Sequence[Tuple[int, str]], lines: List[str]
    ) -> Optional[CodeType]:
        kept = [""] * (node.lineno - 1) + lines[node.lineno - 1 : node.end_lineno]
        for line, text in headers:
            kept[line - 1] = text
        flags = self._flags
        module = compile("\n".join(kept), self._path, "exec", flags, dont_inherit=True)
        for each in code_objects(module):
            if each.co_name == node.name and each.co_firstlineno == node.lineno:
                return each
        return None

    def _find(self, statements: Sequence[ast.stmt], headers: Tuple[Tuple[int, str], ...]) -> None:
        for node in statements:
            if isinstance(node, _FUNCTIONS):
                self._functions.append(_Outermost(node, headers))
                continue
            text = "class %s:" % node.name if isinstance(node, ast.ClassDef) else "if 1:"
            indent = self._lines[node.lineno - 1][: node.col_offset]
            if indent.strip():
                continue
            inside = (*headers, (node.lineno, indent + text))
            for name in ("body", "orelse", "finalbody"):
                self._find(getattr(node, name, ()), inside)
            for handler in getattr(node, "handlers", ()):
                self._find(handler.body, inside)


Swapped = List[Tuple[FunctionType, CodeType]]
"""Functions with the code that they had."""


def swap(functions: Sequence[FunctionType], codes: Dict[Key, CodeType]) -> Optional[Swapped]:
    """Gives functions their mutated code; None, and nothing changed, where that cannot be done."""
    swapped: Swapped = []
    for function in functions:
        old = function.__code__
        code = codes.get((old.co_name, old.co_firstlineno))
        if code is not None:
            if code.co_freevars != old.co_freevars:
                restore(swapped)
                return None
            function.__code__ = code
            swapped.append((function, old))
    return swapped or None


def restore(swapped: Swapped) -> None:
    """Gives functions back the code that they had."""
    for function, code in swapped:
        function.__code__ = code
