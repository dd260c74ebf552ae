"""Puts mutated code into live functions, where that is the same as importing the mutated module.

It is the same when the change lies inside functions that nothing entered while the suite was
imported and collected: then no value computed from the original code is left over.
"""

from __future__ import annotations

import ast
import gc
from types import CodeType, FunctionType
from typing import Any

_OPTIMIZED = 0x1  # CO_OPTIMIZED: set for functions, not for module and class bodies
_FUTURE_FLAGS = 0x1FF0000  # CO_FUTURE_* as in Include/cpython/code.h
_SUSPENDED = ("gi_code", "cr_code", "ag_code")


class Patch:
    """New code for the functions that have the old code."""

    def __init__(self) -> None:
        self.pairs: list[tuple[CodeType, CodeType]] = []
        self.changed: list[CodeType] = []
        """Old code whose own instructions change, not only those of a function inside it."""
        self.is_possible = True


class Unit:
    """The subject's source, cut into its top-level statements so that each compiles alone."""

    def __init__(self, source: str, filename: str) -> None:
        self._source = source
        self._filename = filename
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._flags = compile(source, filename, "exec", dont_inherit=True).co_flags & _FUTURE_FLAGS
        self._spans = _statement_spans(ast.parse(source))
        self._originals: dict[tuple[int, int], CodeType] = {}

    def compile_all(self, start: int, end: int, replacement: str) -> CodeType:
        """The whole mutated module."""
        text = self._source[:start] + replacement + self._source[end:]
        return compile(text, self._filename, "exec", dont_inherit=True)

    def patch(self, start: int, end: int, replacement: str) -> Patch:
        """What the change means for code objects."""
        span = self._span(start, end)
        if span is None:
            impossible = Patch()
            impossible.is_possible = False
            return impossible
        low, high = self._starts[span[0] - 1], self._starts[span[1]]
        old = self._originals.get(span)
        if old is None:
            old = self._originals[span] = self._compiled(self._source[low:high], span[0])
        text = self._source[low:start] + replacement + self._source[end:high]
        patch = Patch()
        _compare(old, self._compiled(text, span[0]), patch)
        return patch

    def _compiled(self, text: str, line: int) -> CodeType:
        padded = "\n" * (line - 1) + text
        code: CodeType = compile(
            padded, self._filename, "exec", flags=self._flags, dont_inherit=True
        )
        return code

    def _span(self, start: int, end: int) -> tuple[int, int] | None:
        for first, last in self._spans:
            if self._starts[first - 1] <= start and end <= self._starts[last]:
                return first, last
        return None


def _statement_spans(tree: ast.Module) -> list[tuple[int, int]]:
    """(first line, last line) of each top-level statement that has its lines for itself."""
    spans = []
    for node in tree.body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)])
        spans.append((first, node.end_lineno or node.lineno))
    shared = {index for index in range(len(spans) - 1) if spans[index][1] >= spans[index + 1][0]}
    return [
        span for index, span in enumerate(spans) if index not in shared and index - 1 not in shared
    ]


def _compare(old: CodeType, new: CodeType, patch: Patch) -> bool:
    """Collects the code objects that differ; whether anything in this one does."""
    inner_old = [each for each in old.co_consts if isinstance(each, CodeType)]
    inner_new = [each for each in new.co_consts if isinstance(each, CodeType)]
    if _own(old) != _own(new) or len(inner_old) != len(inner_new):
        patch.changed.append(old)
        if not old.co_flags & _OPTIMIZED or old.co_freevars != new.co_freevars:
            patch.is_possible = False
        patch.pairs.append((old, new))
        for before in inner_old:
            # Functions made by the old code live on with old code inside; keep it simple.
            patch.changed.append(before)
        return True
    differs = False
    for index, before in enumerate(inner_old):
        differs = _compare(before, inner_new[index], patch) or differs
    if differs and old.co_flags & _OPTIMIZED:
        patch.pairs.append((old, new))
    return differs


def _own(code: CodeType) -> tuple[Any, ...]:
    constants = tuple(
        (type(each), repr(each)) for each in code.co_consts if not isinstance(each, CodeType)
    )
    return (
        code.co_code,
        constants,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
        code.co_name,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        getattr(code, "co_exceptiontable", b""),
    )


class LiveCode:
    """The functions of the subject as they exist after collection."""

    def __init__(self, filenames: frozenset[str], entered: set[CodeType]) -> None:
        self._entered = entered
        self._functions: dict[CodeType, list[FunctionType]] = {}
        self._suspended: set[CodeType] = set()
        for value in gc.get_objects():
            if type(value) is FunctionType:
                if value.__code__.co_filename in filenames:
                    self._functions.setdefault(value.__code__, []).append(value)
                continue
            for name in _SUSPENDED:
                code = _attribute(value, name)
                if code is not None and code.co_filename in filenames:
                    self._suspended.add(code)

    def accepts(self, patch: Patch) -> bool:
        """Whether the patch is the same as importing the mutated module."""
        if not patch.is_possible or not patch.pairs:
            return False
        if any(code in self._entered or code in self._suspended for code in patch.changed):
            return False
        return any(old in self._functions for old, _ in patch.pairs)

    def apply(self, patch: Patch) -> None:
        """Puts the new code in."""
        for old, new in patch.pairs:
            for function in self._functions.get(old, ()):
                function.__code__ = new


def _attribute(value: Any, name: str) -> CodeType | None:
    if type(value).__name__ not in ("generator", "coroutine", "async_generator"):
        return None
    found = getattr(value, name, None)
    return found if isinstance(found, CodeType) else None
