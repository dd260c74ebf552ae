"""Which callables of a module were touched since a revision."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.git import run_git
from aqe.analysis.parsing import parse_source, read_source
from aqe.analysis.scopes import module_statements
from aqe.domain.syntax_trees import nodes_in
from aqe.errors import UsageError

__all__ = ["changed_callables", "check_revision"]

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class _Span:
    qualname: str
    first: int
    last: int
    is_class: bool


def changed_callables(path: Path, root: Path, ref: str) -> frozenset[str]:
    """Qualified names of the callables of a file that differ from a revision.

    A file that git does not track yet counts as changed as a whole. A change of a class outside its
    methods touches all of them; a change of a module-level name touches the callables that use it.

    Raises:
        UsageError: There is no git, the folder is in no repository, or the revision does not exist.
        SourceError: The file cannot be parsed.
    """
    check_revision(root, ref)
    tree = parse_source(read_source(path), str(path))
    spans = list(_spans(tree.body, "", in_function=False))
    callables = frozenset(each.qualname for each in spans if not each.is_class)
    if _is_untracked(path, root):
        return callables
    touched: set[str] = set()
    for line in _changed_lines(path, root, ref):
        touched |= _touched(line, spans, tree)
    return frozenset(touched) & callables


def check_revision(root: Path, ref: str) -> None:
    """Make sure that a revision can be compared with.

    Raises:
        UsageError: There is no git, the folder is in no repository, or the revision does not exist.
    """
    if run_git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise UsageError(
            f"{str(root)!r} is not in a git repository, or there is no git command",
            hint="leave out --changed, or run `git init` and commit first",
            slug="no-git",
        )
    verified = run_git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
    )
    if verified is None:
        raise UsageError(
            f"there is no revision {ref!r} in this repository",
            hint="name a branch, tag or commit; `git log --oneline` lists commits",
            slug="bad-revision",
        )


def _is_untracked(path: Path, root: Path) -> bool:
    return run_git(root, "ls-files", "--error-unmatch", "--", str(path)) is None


def _changed_lines(path: Path, root: Path, ref: str) -> Iterator[int]:
    """Lines of the file as it is now that were added or changed, or stand where some were deleted."""
    options = ("-U0", "--no-ext-diff", "--no-textconv", "--no-renames")
    for line in (run_git(root, "diff", *options, ref, "--", str(path)) or "").splitlines():
        found = _HUNK.match(line)
        if found is None:
            continue
        first, count = int(found[1]), int(found[2] if found[2] is not None else 1)
        if count == 0:
            yield from (first, first + 1)
        else:
            yield from range(first, first + count)


def _spans(body: Sequence[ast.stmt], prefix: str, *, in_function: bool) -> Iterator[_Span]:
    for statement in module_statements(body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            is_class = isinstance(statement, ast.ClassDef)
            separator = ".<locals>." if in_function else "." if prefix else ""
            qualname = f"{prefix}{separator}{statement.name}"
            first = min([statement.lineno, *(each.lineno for each in statement.decorator_list)])
            yield _Span(qualname, first, statement.end_lineno or first, is_class)
            yield from _spans(statement.body, qualname, in_function=not is_class)


def _touched(line: int, spans: list[_Span], tree: ast.Module) -> set[str]:
    around = [each for each in spans if each.first <= line <= each.last]
    if not around:
        return _users_of(_names_bound_at(line, tree), tree, spans)
    innermost = max(around, key=lambda each: each.first)
    if innermost.is_class:
        prefix = f"{innermost.qualname}."
        return {each.qualname for each in spans if each.qualname.startswith(prefix)}
    return {each.qualname for each in around}


def _names_bound_at(line: int, tree: ast.Module) -> set[str]:
    for statement in module_statements(tree.body):
        if not statement.lineno <= line <= (statement.end_lineno or statement.lineno):
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return {(each.asname or each.name).partition(".")[0] for each in statement.names}
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            names = (each for each in nodes_in(statement) if isinstance(each, ast.Name))
            return {each.id for each in names if isinstance(each.ctx, ast.Store)}
    return set()


def _users_of(names: set[str], tree: ast.Module, spans: list[_Span]) -> set[str]:
    if not names:
        return set()
    lines = [
        each.lineno for each in nodes_in(tree) if isinstance(each, ast.Name) and each.id in names
    ]
    return {
        each.qualname for each in spans if any(each.first <= line <= each.last for line in lines)
    }
