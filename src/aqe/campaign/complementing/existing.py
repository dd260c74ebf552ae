"""Tests that a project already has: found, run once, and what they reach is not tested again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aqe.analysis.locate import Located, is_test_file, python_files
from aqe.analysis.project import find_test_files
from aqe.campaign.options import GenerateOptions
from aqe.campaign.patient import Ledger
from aqe.campaign.project import import_folders
from aqe.campaign.suites.suite_files import stays
from aqe.domain.goal import GoalKind
from aqe.domain.run import FileCoverage, LoadedSubject, Outcome, RecordedRun, RunKind
from aqe.errors import AqeError, UsageError
from aqe.evidence.outcomes import BROKEN
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import Clock, SuiteRequest, run_suite

__all__ = [
    "Existing",
    "existing_request",
    "reach_note",
    "reached_by",
    "run_as_owner",
    "run_existing",
    "test_files",
    "tests_about",
]

_MOST_FILES = 400
_MOST_BYTES = 1_000_000
_WHOLE_S = 120.0
_TEST_S = 60.0
_NO_OPTIONS = ("-o", "addopts=")
_NONE_COLLECTED = 5
"""pytest's exit code where files hold no tests, or its owner's options leave all of them out."""


@dataclass(frozen=True, slots=True)
class Existing:
    """The existing tests about one subject, and what a run of them showed."""

    files: tuple[Path, ...] = ()
    run: RecordedRun | None = None
    coverage: FileCoverage | None = None
    """Of the subject; None where they do not reach it or could not be run."""
    notes: tuple[str, ...] = ()
    request: SuiteRequest | None = None
    """How they were run."""

    def goals(self, loaded: LoadedSubject) -> frozenset[int]:
        """The goals that they reach."""
        return frozenset() if self.coverage is None else reached_by(self.coverage)(loaded)

    @property
    def passed(self) -> int:
        """How many of them passed."""
        outcomes = self.run.outcomes if self.run is not None else ()
        return sum(each.outcome is Outcome.PASSED for each in outcomes)


def test_files(options: GenerateOptions) -> tuple[Path, ...]:
    """Tests to complement: those that were named, else those of the project; generated ones aside.

    Raises:
        UsageError: there is nothing where tests were named, or it holds no tests.
    """
    named = options.existing
    if named is None:
        return tuple(each for each in find_test_files(options.root) if _is_theirs(each, options))
    if not named.exists():
        raise UsageError(
            f"there are no tests at {str(named)!r}",
            hint="give a folder or file with tests to --existing, or leave it out",
            slug="path-missing",
        )
    if named.is_file():
        return (named.resolve(),)
    is_within_out = named.resolve().is_relative_to(options.out)
    found = [
        each
        for each in python_files(named.resolve(), with_tests=True)
        if is_test_file(each) and (is_within_out or _is_theirs(each, options))
    ]
    if not found:
        raise UsageError(
            f"there is no test file in {str(named)!r}",
            hint="test files are called test_*.py or *_test.py; or leave --existing out",
            slug="existing-without-tests",
        )
    return tuple(found[:_MOST_FILES])


def _is_theirs(path: Path, options: GenerateOptions) -> bool:
    """Whether a suite is none that this generation writes anew."""
    return not path.is_relative_to(options.out) or stays(path, options.changed)


def tests_about(module: str, files: Sequence[Path]) -> tuple[Path, ...]:
    """Test files that mention a module, or its package and its own name.

    A name such as `file` or `base` alone says nothing: it is in the tests of every package.
    """
    first, last = module.partition(".")[0], module.rpartition(".")[2]
    written = re.escape(first)
    package = re.compile(
        rf"\b(?:from\s+(?:{written}\b|\.)|import\s[^\n]*\b{written}\b)|[\"']{written}\b"
    )
    name = re.compile(rf"\b{re.escape(last)}\b")
    found = []
    for path in files[:_MOST_FILES]:
        try:
            text = path.read_bytes()[:_MOST_BYTES].decode("utf-8", "replace")
        except OSError:
            continue
        if (first != module and module in text) or (package.search(text) and name.search(text)):
            found.append(path)
    return tuple(found)


def existing_request(
    located: Located, options: GenerateOptions, interpreter: Interpreter, files: Sequence[Path]
) -> SuiteRequest:
    """A run of existing tests as their owner runs them: with configuration, fixtures and plug-ins."""
    folders = (located.import_root, *options.search_path, *import_folders(options.root))
    return SuiteRequest(
        interpreter=interpreter,
        root=options.root,
        paths=tuple(files),
        search_path=tuple(dict.fromkeys(folders)),
        coverage_of=(located.path,),
        hash_seed=0,
        shuffle_seed=None,
        timeout_s=_WHOLE_S,
        walls=False,
        kind=RunKind.VERIFY,
        generated=False,
        test_timeout_s=_TEST_S,
    )


def run_existing(
    located: Located,
    request: SuiteRequest,
    ledger: Ledger,
    *,
    clock: Clock,
    cancelled: Callable[[], bool],
) -> Existing:
    """Run the tests about a subject once; that they cannot be run is a note, not an end."""
    files = request.paths
    try:
        run, request = run_as_owner(request, ledger, clock=clock, cancelled=cancelled)
    except AqeError as error:
        return Existing(files, notes=(f"the existing tests could not be run: {error}",))
    if not run.outcomes:
        why = next(iter(run.notes), "none was found").partition("\n")[0]
        return Existing(files, notes=(f"the existing tests could not be run: {why}",))
    for each in run.coverage or ():
        if (request.root / each.path).resolve() == located.path.resolve():
            notes = (reach_note(run, each.line_rate), *_broken(run))
            return Existing(files, run, each, notes, request)
    notes = ("the existing tests do not reach this module", *_broken(run))
    return Existing(files, run, None, notes, request)


def run_as_owner(
    request: SuiteRequest, ledger: Ledger, *, clock: Clock, cancelled: Callable[[], bool]
) -> tuple[RecordedRun, SuiteRequest]:
    """A run as the owner's, or with less of the project's configuration where that stops all tests.

    Options of a plug-in that is not there are left out first, then the whole configuration; fixtures of
    the project's ``conftest.py`` files take part always, since tests are broken without them. Where no test
    is found, the whole configuration is left out at once: it may leave all of them out, or there are none.

    Returns:
        The run, and how it was made.

    Raises:
        ExecutionError: the interpreter cannot be started.
    """
    ways = [
        request,
        replace(request, extra=(*request.extra, *_NO_OPTIONS)),
        replace(request, generated=True, conftest=True),
    ]
    while True:
        way = ways.pop(0)
        run = run_suite(way, run_id=ledger.new_run_id(), clock=clock, cancelled=cancelled)
        ledger.record_run(run)
        if run.outcomes or not ways or cancelled():
            return run, way
        if run.exit_code == _NONE_COLLECTED:
            ways = ways[-1:]


def reach_note(run: RecordedRun, rate: float | None) -> str:
    """What tests that are there already reach, in words."""
    if rate is None:
        return "there are no lines to reach"
    failed = sum(each.outcome in BROKEN for each in run.outcomes)
    fail = f", {failed} of which fail," if failed else ""
    return f"{len(run.outcomes)} existing tests{fail} reach {int(rate * 100)}% of the lines; not repeated"


def _broken(run: RecordedRun) -> tuple[str, ...]:
    """The first of the existing tests that do not pass, and why."""
    first = next((each for each in run.outcomes if each.outcome in BROKEN), None)
    if first is None:
        return ()
    why = first.message.strip().partition("\n")[0]
    return (f"the first existing test that does not pass is {first.test}: {why}".rstrip(": "),)


def reached_by(coverage: FileCoverage) -> Callable[[LoadedSubject], frozenset[int]]:
    """The goals of a loaded subject that a measured run reached.

    A side of a branch counts as reached only when all branches of its line were taken, since a line may
    hold several.
    """
    lines = set(coverage.covered)
    branches = Counter(start for start, _ in coverage.branches)
    taken = Counter(start for start, _ in coverage.covered_branches)

    def goals(loaded: LoadedSubject) -> frozenset[int]:
        return frozenset(
            goal.id
            for goal in loaded.goals
            if (goal.kind is GoalKind.LINE and goal.line in lines)
            or (
                goal.kind is GoalKind.BRANCH
                and branches[goal.line] > 0
                and taken[goal.line] == branches[goal.line]
            )
        )

    return goals
