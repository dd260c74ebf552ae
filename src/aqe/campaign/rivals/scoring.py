"""Scores a suite, whoever wrote it: plain pytest and coverage.py in fresh processes, mutants in forks of one.

Three runs under three hash seeds, two of them shuffled, tell which tests are stable. Only those count
for coverage and mutants. Nothing here knows which tool wrote the suite.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from aqe.analysis.mutants import mutants_of
from aqe.analysis.parsing import read_source
from aqe.domain.benchmark import SuiteScore
from aqe.domain.mutant import Mutant
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind
from aqe.errors import EvidenceError
from aqe.evidence.mutation import mutation_measures
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import SuiteRequest, run_mutants_with_suite, run_suite

__all__ = ["Scorer", "drawn", "suite_files"]

_ORDERS = ((0, None), (1, 1), (4242, 2))
"""(hash seed, seed of the order) of the runs that tell which tests are stable."""
_MOST_MUTANTS = 60
_SUITE_S = 300.0
_TEST_S = 15.0
_MUTANTS_S = 240.0
_STABLE = frozenset({Outcome.PASSED, Outcome.XFAILED, Outcome.XPASSED})
_ALONE = "test_import_alone.py"


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores suites about one subject."""

    interpreter: Interpreter
    module: str
    source: Path
    """The file of the subject, in a private copy."""
    search_path: tuple[Path, ...]
    """Folders put before the import path: that of the copy, then what the subject needs."""
    clock: Callable[[], datetime]
    cancelled: Callable[[], bool] = lambda: False

    def score(self, tests: Path, folder: Path) -> SuiteScore:
        """Score the suite in a folder.

        Args:
            tests: folder with test files; it is copied.
            folder: empty folder to work in.

        Raises:
            ExecutionError: the interpreter cannot run pytest or coverage.
            EvidenceError: the subject cannot be measured.
        """
        place = folder / "tests"
        shutil.copytree(tests, place, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        alone = self._import_alone(folder)
        files = suite_files(place)
        if not files:
            return self._nothing(alone)
        request = self._request(folder, files)
        runs = [
            self._run(replace(request, hash_seed=hash_seed, shuffle_seed=order))
            for hash_seed, order in _ORDERS
        ]
        stable, flaky, failing = _sorted_out(runs)
        notes = [note for each in runs[:1] for note in each.notes]
        score = replace(
            self._nothing(alone),
            tests=len(runs[0].outcomes),
            failing=len(failing),
            flaky=len(flaky),
            stable=len(stable),
            suite_s=round(runs[0].duration_s, 3),
            notes=tuple(notes),
        )
        if not stable:
            return score
        chosen = replace(request, only=tuple(stable))
        measured = self._run(replace(chosen, coverage_of=(self.source,)))
        return self._with_mutants(self._covered(score, self._file(measured, folder)), chosen)

    # -- coverage --------------------------------------------------------------------------------

    def _import_alone(self, folder: Path) -> FileCoverage:
        """What importing the subject reaches by itself."""
        place = folder / "alone"
        place.mkdir()
        text = f"import {self.module}\n\n\ndef test_import() -> None:\n    pass\n"
        (place / _ALONE).write_text(text, encoding="utf-8")
        request = self._request(folder, (place / _ALONE,))
        run = self._run(replace(request, coverage_of=(self.source,)))
        if any(each.outcome not in _STABLE for each in run.outcomes) or not run.outcomes:
            detail = next((each.message for each in run.outcomes if each.message), "")
            why = detail.splitlines()[0] if detail else "no test ran"
            raise EvidenceError(
                f"{self.module!r} cannot be imported for scoring: {why}",
                hint="name with --python the environment that the module works in",
                slug="subject-not-scorable",
            )
        return self._file(run, folder)

    def _file(self, run: RecordedRun, folder: Path) -> FileCoverage:
        for each in run.coverage or ():
            if (folder / each.path).resolve() == self.source.resolve():
                return each
        raise EvidenceError(
            f"no run of the suite measured the file of {self.module!r}",
            hint="another copy of the module was imported; look for one in the environment",
            slug="subject-not-scorable",
        )

    def _covered(self, score: SuiteScore, file: FileCoverage) -> SuiteScore:
        reached, base = _share(file), score.import_line_branch
        net = None
        if reached is not None and base is not None:
            net = 1.0 if base >= 1 else max(0.0, reached - base) / (1 - base)
        return replace(
            score,
            line=file.line_rate,
            branch=file.branch_rate,
            line_branch=reached,
            net_line_branch=net,
        )

    def _nothing(self, alone: FileCoverage) -> SuiteScore:
        """The score of a suite without a test that counts."""
        base = _share(alone)
        return SuiteScore(
            tests=0,
            stable=0,
            failing=0,
            flaky=0,
            line=0.0 if alone.executable else None,
            branch=0.0 if alone.branches else None,
            line_branch=0.0 if base is not None else None,
            import_line_branch=base,
            net_line_branch=0.0 if base is not None else None,
            mutation_score=0.0 if self._mutants() else None,
            mutants=0,
            suite_s=0.0,
        )

    # -- mutants ---------------------------------------------------------------------------------

    def _mutants(self) -> tuple[Mutant, ...]:
        return drawn(mutants_of(read_source(self.source), self.module), _MOST_MUTANTS)

    def _with_mutants(self, score: SuiteScore, request: SuiteRequest) -> SuiteScore:
        mutants = self._mutants()
        if not mutants:
            return score
        try:
            results = run_mutants_with_suite(
                request,
                mutants,
                self.source,
                self.module,
                budget_s=_MUTANTS_S,
                cancelled=self.cancelled,
            )
        except EvidenceError as error:
            return replace(score, notes=(*score.notes, error.message))
        found = {each.name: each.value for each in mutation_measures(results, "score")}
        left = len(mutants) - len(results)
        notes = (f"{left} mutants were not tried for lack of time",) if left else ()
        return replace(
            score,
            mutation_score=found["mutation_score"],
            mutants=len(results),
            notes=(*score.notes, *notes),
        )

    # -- runs ------------------------------------------------------------------------------------

    def _request(self, folder: Path, files: Sequence[Path]) -> SuiteRequest:
        return SuiteRequest(
            interpreter=self.interpreter,
            root=folder,
            paths=tuple(files),
            search_path=self.search_path,
            coverage_of=None,
            hash_seed=0,
            shuffle_seed=None,
            timeout_s=_SUITE_S,
            walls=False,
            kind=RunKind.VERIFY,
            test_timeout_s=_TEST_S,
            conftest=True,
        )

    def _run(self, request: SuiteRequest) -> RecordedRun:
        return run_suite(request, run_id="score", clock=self.clock, cancelled=self.cancelled)


def suite_files(folder: Path) -> tuple[Path, ...]:
    """Files that pytest would take for tests."""
    names = {*folder.rglob("test_*.py"), *folder.rglob("*_test.py")}
    return tuple(sorted(names))


def drawn(mutants: Sequence[Mutant], limit: int) -> tuple[Mutant, ...]:
    """At most `limit` mutants, drawn by a digest of their ids: the same for every suite.

    The draw is another than the one by which `aqe` picks the mutants that it chooses tests by.
    """

    def rank(mutant: Mutant) -> str:
        return hashlib.sha256(f"score:{mutant.id}".encode()).hexdigest()

    chosen = {each.id for each in sorted(mutants, key=rank)[:limit]}
    return tuple(each for each in mutants if each.id in chosen)


def _sorted_out(runs: Sequence[RecordedRun]) -> tuple[list[str], list[str], list[str]]:
    """(stable, flaky, failing) tests of several runs of one suite, in file order."""
    by_run = [{each.test: each.outcome for each in run.outcomes} for run in runs]
    stable, flaky, failing = [], [], []
    for test in _tests(by_run):
        outcomes = {each.get(test) for each in by_run}
        if outcomes == {Outcome.SKIPPED}:
            continue
        if len(outcomes) > 1 and not outcomes <= _STABLE:
            flaky.append(test)
        elif outcomes <= _STABLE:
            stable.append(test)
        else:
            failing.append(test)
    return stable, flaky, failing


def _tests(by_run: Sequence[dict[str, Outcome]]) -> Iterator[str]:
    yield from dict.fromkeys(test for each in by_run for test in each)


def _share(file: FileCoverage) -> float | None:
    """Lines and branches together, as coverage.py totals them."""
    possible = len(file.executable) + len(file.branches)
    return (len(file.covered) + len(file.covered_branches)) / possible if possible else None
