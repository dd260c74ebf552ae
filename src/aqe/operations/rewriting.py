"""Files of tests through a rewriting: read, rewritten, tried where wanted, written by rename."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aqe.domain.pattern import PatternLanguage
from aqe.domain.progress import Progress
from aqe.errors import SourceError
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.operations.suite_files import TestFile, read_test_file, write_test_file
from aqe.operations.trials import Outcomes, Trials, lost, without_culprits

__all__ = [
    "FileResult",
    "RewritingRequest",
    "Rewritten",
    "TakenBack",
    "rewrite_file",
    "rewrite_files",
]

Rewrite = Callable[[TestFile, frozenset[str]], "Rewritten"]
"""The file without the named parts of the rewriting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingRequest:
    """How files of tests are rewritten, whatever rewrites them."""

    dry_run: bool = False
    """Whether nothing is written."""
    check: bool = False
    """Whether a change that would be made is a finding; nothing is written then."""
    verify: bool = False
    """Whether the tests of each file are run before and after; what costs a test is taken back."""
    timeout_s: float | None = field(default=None, metadata=within(1, 86_400))
    """Seconds until one run of a file's tests is stopped."""
    python: str | None = None
    """Interpreter of the project."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A part that was not kept, for a test that passed no longer did."""

    part: str
    """Id of the pattern, or name of the transform."""
    test: str
    """One that was lost by it."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text after a rewriting, and what its parts did."""

    text: str
    parts: Mapping[str, int] = field(default_factory=dict)
    """How often each part changed something."""
    told: Any = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    path: Path
    rewritten: Rewritten
    diff: str = ""
    written: bool = False
    verified: bool = False
    taken_back: tuple[TakenBack, ...] = ()
    problem: str | None = None
    interrupted: bool = False


def rewrite_files(
    paths: Sequence[Path], rewrite: Rewrite, request: RewritingRequest, services: Services
) -> tuple[list[FileResult], bool]:
    """Rewrite files one after the other.

    Returns:
        What became of those that were looked at, and whether the user stopped it.
    """
    timeout_s = request.timeout_s or services.settings.test.timeout_s
    python = request.python or services.settings.generate.python
    trials = Trials(services, python, timeout_s) if request.verify else None
    write = not (request.dry_run or request.check)
    results: list[FileResult] = []
    for number, path in enumerate(paths, 1):
        if services.cancelled():
            return results, True
        services.progress(Progress("booster", "file", tests=number, message=path.name))
        results.append(rewrite_file(path, rewrite, write=write, trials=trials))
        if results[-1].interrupted:
            return results, True
    return results, False


def rewrite_file(
    path: Path, rewrite: Rewrite, *, write: bool, trials: Trials | None = None
) -> FileResult:
    """Rewrite one file.

    Args:
        path: The file.
        rewrite: Gives the new text, without the parts that are named to it.
        write: Whether the new text is written.
        trials: Runs the tests before and after; None for no verification.
    """
    try:
        file = read_test_file(path)
    except SourceError as error:
        return FileResult(path, Rewritten(""), problem=error.message)
    first = rewrite(file, frozenset())
    if first.problem is not None or first.text == file.source.text:
        return FileResult(path, first, problem=first.problem)
    result = FileResult(path, first, _diff(file, first.text, path))
    if trials is not None:
        result = _verified(file, rewrite, result, trials)
    if not write or result.problem is not None or result.rewritten.text == file.source.text:
        return result
    write_test_file(file, result.rewritten.text)
    return replace(result, written=True)


def _verified(file: TestFile, rewrite: Rewrite, result: FileResult, trials: Trials) -> FileResult:
    """The result with the parts alone that let every test pass that passed before."""
    if file.language is not PatternLanguage.PYTHON:
        why = "tests of this language are not run by aqe, so that nothing could be verified"
        return replace(result, rewritten=_unchanged(file, result), diff="", problem=why)
    before = trials.of_original(file)
    if before is None:
        return replace(result, rewritten=_unchanged(file, result), diff="", interrupted=True)
    if not before:
        why = "it has no tests that run, so that nothing could be verified"
        return replace(result, rewritten=_unchanged(file, result), diff="", problem=why)
    search = _Search(file, rewrite, trials, before)
    parts = list(result.rewritten.parts)
    kept = without_culprits(parts, search.is_good)
    if search.interrupted:
        return replace(result, rewritten=_unchanged(file, result), diff="", interrupted=True)
    left_out = frozenset(parts) - frozenset(kept)
    final = rewrite(file, left_out)
    taken_back = tuple(TakenBack(each, search.losses.get(each, "")) for each in sorted(left_out))
    if final.text == file.source.text:
        return replace(result, rewritten=final, diff="", taken_back=taken_back, verified=True)
    diff = _diff(file, final.text, file.path)
    return replace(result, rewritten=final, diff=diff, taken_back=taken_back, verified=True)


class _Search:
    """Tries sets of parts and remembers which test each one cost."""

    def __init__(self, file: TestFile, rewrite: Rewrite, trials: Trials, before: Outcomes) -> None:
        self._file = file
        self._rewrite = rewrite
        self._trials = trials
        self._before = before
        self._all: frozenset[str] | None = None
        self._known: dict[frozenset[str], bool] = {}
        self.losses: dict[str, str] = {}
        self.interrupted = False

    def is_good(self, parts: Any) -> bool:
        """Whether no test is lost with these parts of the rewriting."""
        chosen = frozenset(parts)
        self._all = chosen if self._all is None else self._all | chosen
        if self.interrupted or not chosen:
            return True
        if chosen not in self._known:
            self._known[chosen] = self._tried(parts, self._all - chosen)
        return self._known[chosen]

    def _tried(self, parts: Any, left_out: frozenset[str]) -> bool:
        new = self._rewrite(self._file, left_out)
        after = self._trials.of_text(self._file, new.text)
        if after is None:
            self.interrupted = True
            return True
        test = lost(self._before, after)
        if test is not None:
            self.losses[parts[-1]] = test
        return test is None


def _unchanged(file: TestFile, result: FileResult) -> Rewritten:
    return Rewritten(file.source.text, told=result.rewritten.told)


def _diff(file: TestFile, text: str, path: Path) -> str:
    before, after = (
        each.replace("\r\n", "\n").splitlines(keepends=True) for each in (file.source.text, text)
    )
    lines = difflib.unified_diff(before, after, f"a/{path.name}", f"b/{path.name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
