"""Subjects that Python or pytest import before any test: what can be measured of them, and what not."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from aqe.analysis.locate import Located
from aqe.domain.run import FileCoverage
from aqe.domain.syntax_trees import shared_module
from aqe.errors import SourceError

__all__ = ["BODIES_ONLY", "bodies_only", "require_own_subject"]

BODIES_ONLY = (
    "Python, pytest or coverage.py imported it before measuring began: only the bodies of its functions"
    " count as reached, so its coverage is told too low"
)
_AT_IMPORT = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def bodies_only(source: str, coverage: Sequence[FileCoverage]) -> bool:
    """Whether tests ran functions of the subject, but its import was not seen."""
    covered = {line for each in coverage for line in each.covered}
    at_import = {each.lineno for each in shared_module(source).body if isinstance(each, _AT_IMPORT)}
    return bool(covered) and bool(at_import) and not covered & at_import


def require_own_subject(located: Located, coverage: Sequence[FileCoverage]) -> None:
    """Refuse a suite that ran against another copy of the subject.

    pytest imports some packages itself, before any test: then the tests meet the installed copy.

    Raises:
        SourceError: nothing of the subject's file ran, though all its tests passed.
    """
    if any(each.covered for each in coverage) or not any(each.executable for each in coverage):
        return
    if located.module.partition(".")[0] in sys.stdlib_module_names:
        raise SourceError(
            f"no line of {str(located.path)!r} ever runs: the interpreter has {located.module!r} built in",
            hint="there is nothing to do about it: choose another module",
            slug="subject-shadowed",
        )
    raise SourceError(
        f"the tests of {located.module!r} met another copy of it than {str(located.path)!r}",
        hint="pytest has imported an installed copy before; use an environment without it",
        slug="subject-shadowed",
    )
