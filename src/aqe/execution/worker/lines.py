"""Which lines of a source count, in the sense of coverage.py.

A counted line is the first physical line of a logical line that left bytecode, without docstrings and
without what an exclusion comment takes out.
"""

import ast
import io
import re
import tokenize
from types import CodeType
from typing import Dict, Iterator, List, Sequence, Set

EXCLUDE = (
    r"#\s*(pragma|PRAGMA)[:\s]?\s*(no|NO)\s*(cover|COVER)",
    r"^\s*(((async )?def .*?)?[\])]+(\s*->.*?)?:\s*)?\.\.\.\s*(#|$)",
    r"^\s*if (typing\.)?TYPE_CHECKING:",
)
PARTIAL = (r"#\s*(pragma|PRAGMA)[:\s]?\s*(no|NO)\s*(branch|BRANCH)",)

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SKIPPED = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


class SourceLines:
    """Lines of one source: which count, which are excluded, where each logical line starts."""

    def __init__(
        self,
        source: str,
        tree: ast.Module,
        code: CodeType,
        exclude: Sequence[str] = EXCLUDE,
        partial: Sequence[str] = PARTIAL,
    ) -> None:
        self._source = source
        self._tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        self.starts = _logical_starts(self._tokens)
        self.in_bytecode: Set[int] = {self.first(line) for line in _bytecode_lines(code)}
        self.excluded: Set[int] = self._excluded(tree, exclude)
        self.partial: Set[int] = self._matching(partial)
        self.counted: Set[int] = self.in_bytecode - self.excluded - _docstring_lines(tree)

    def first(self, line: int) -> int:
        """The first physical line of the logical line that holds `line`."""
        return self.starts.get(line, line)

    def _matching(self, patterns: Sequence[str]) -> Set[int]:
        if not patterns:
            return set()
        found: Set[int] = set()
        position = number = 0
        joined = "|".join("(?:%s)" % pattern for pattern in patterns)
        for match in re.finditer(joined, self._source, re.MULTILINE):
            number += self._source.count("\n", position, match.start())
            position = match.start()
            last = number + self._source.count("\n", match.start(), match.end())
            found.update(self.first(line) for line in range(number + 1, last + 2))
        return found

    def _excluded(self, tree: ast.Module, patterns: Sequence[str]) -> Set[int]:
        """Excluded lines; a colon on one takes its whole clause along."""
        marked = self._matching(patterns)
        if not marked:
            return marked
        excluded = self._with_clauses(marked)
        for node in ast.walk(tree):
            if isinstance(node, _SCOPES):
                first = min([each.lineno for each in node.decorator_list] + [node.lineno])
                if excluded.intersection(range(first, node.lineno + 1)):
                    excluded.update(range(first, (node.end_lineno or first) + 1))
        return excluded

    def _with_clauses(self, marked: Set[int]) -> Set[int]:
        excluded = set(marked)
        indent = nesting = first = 0
        clause_indent = -1
        for kind, text, start, end, _ in self._tokens:
            if kind == tokenize.INDENT:
                indent += 1
            elif kind == tokenize.DEDENT:
                indent -= 1
            elif kind == tokenize.NEWLINE:
                first = 0
            elif kind == tokenize.OP and text == ":" and not nesting:
                if clause_indent < 0 and excluded.intersection(range(first, end[0] + 1)):
                    excluded.add(end[0])
                    clause_indent = indent
            elif kind == tokenize.OP:
                nesting += (text in "([{") - (text in ")]}")
            if text.strip() and kind != tokenize.COMMENT and not first:
                first = start[0]
                if indent <= clause_indent:
                    clause_indent = -1
                if clause_indent >= 0:
                    excluded.add(end[0])
        return {self.first(line) for line in excluded}


def _logical_starts(tokens: List[tokenize.TokenInfo]) -> Dict[int, int]:
    starts: Dict[int, int] = {}
    first = 0
    for kind, _, start, end, _ in tokens:
        if kind == tokenize.NEWLINE:
            if first and end[0] != first:
                starts.update((line, first) for line in range(first, end[0] + 1))
            first = 0
        elif kind not in _SKIPPED and not first:
            first = start[0]
    return starts


def code_objects(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that are nested in it."""
    pending = [code]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(each for each in current.co_consts if isinstance(each, CodeType))


def _bytecode_lines(code: CodeType) -> Set[int]:
    lines: Set[int] = set()
    for each in code_objects(code):
        if hasattr(each, "co_lines"):
            lines.update(line for _, _, line in each.co_lines() if line)
        else:
            lines.update(_old_lines(each))
    return lines


def _old_lines(code: CodeType) -> Iterator[int]:
    """Lines of a code object before `co_lines` existed (Python 3.9)."""
    table = code.co_lnotab
    line = code.co_firstlineno
    yield line
    for delta in table[1::2]:
        line += delta - 256 if delta > 127 else delta
        yield line


def _docstring_lines(tree: ast.Module) -> Set[int]:
    lines: Set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, *_SCOPES)) and has_docstring(node.body):
            first = node.body[0]
            lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def has_docstring(body: Sequence[ast.stmt]) -> bool:
    """Whether the first statement documents the scope."""
    if not body or not isinstance(body[0], ast.Expr):
        return False
    value = body[0].value
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
