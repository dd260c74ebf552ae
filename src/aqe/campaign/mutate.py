"""Measures how many mutants of the sources a suite notices."""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.locate import find_sources, locate
from aqe.analysis.mutants import mutants_of
from aqe.analysis.parsing import read_source
from aqe.campaign.project import Wiring, suite_request
from aqe.campaign.running import Cancelled, run_tasks
from aqe.campaign.scope import joined, scope_of_sources, scope_of_tests
from aqe.campaign.tests import nothing_ran
from aqe.domain.measure import Measure, confined
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.progress import Progress
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import AqeError
from aqe.evidence.mutation import mutation_measures
from aqe.execution.suites import (
    MutantLimits,
    SuiteRequest,
    run_mutants_with_suite,
    run_suite,
)
from aqe.report.diffs import mutant_diff

__all__ = ["FileMutation", "MutateOptions", "MutateReport", "Survivor", "mutate"]


@dataclass(frozen=True, slots=True)
class MutateOptions:
    """What to mutate and which tests have to notice."""

    root: Path
    paths: tuple[Path, ...]
    """Source files, packages or folders."""
    tests: tuple[Path, ...] = ()
    """Test files and folders; empty for what the project configures."""
    jobs: int = 1
    sample: int | None = None
    """At most so many mutants of each file, drawn by `seed`; None for all."""
    seed: int = 0
    budget_s: float | None = None
    """Limit for each file; mutants that it leaves over are told, not guessed."""
    python: str | None = None
    timeout_s: float = 3600.0
    test_timeout_s: float | None = 300.0
    limits: MutantLimits | None = None
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test noticed."""

    mutant: Mutant
    state: MutantState
    diff: str
    """Unified diff."""


@dataclass(frozen=True, slots=True)
class FileMutation:
    """What became of the mutants of one file."""

    path: str
    """Relative to the project root where it lies inside."""
    module: str
    run: str
    source: str
    """Text that the mutants' places refer to."""
    results: tuple[MutantResult, ...]
    survivors: tuple[Survivor, ...]
    measures: tuple[Measure, ...]
    left_over: int = 0
    """Mutants that were not tried for lack of time."""
    not_drawn: int = 0
    """Mutants that the sample left out."""
    duration_s: float = 0.0
    error: AqeError | None = None


@dataclass(frozen=True, slots=True)
class MutateReport:
    """What the suite noticed of all mutants."""

    files: tuple[FileMutation, ...]
    measures: tuple[Measure, ...]
    """Over all files."""
    run: RecordedRun
    """The suite without any mutant, and the run that all states belong to."""
    duration_s: float
    interrupted: bool


def mutate(options: MutateOptions, wiring: Wiring) -> MutateReport:
    """Runs the suite once, then every mutant against the tests that can notice it.

    Raises:
        UsageError: A path does not exist or holds no Python.
        SourceError: A source file cannot be read or parsed.
        ExecutionError: The interpreter cannot be used.
        EvidenceError: The suite has no tests or does not run.
    """
    begun = time.monotonic()
    sources = find_sources(
        [options.root / path for path in options.paths], project_root=options.root
    )
    request = suite_request(
        options.root,
        options.tests,
        wiring,
        kind=RunKind.MUTATE,
        python=options.python,
        timeout_s=options.timeout_s,
        test_timeout_s=options.test_timeout_s,
        extra=(*options.extra, "--maxfail=0"),
    )
    baseline = dataclasses.replace(request, coverage_of=sources)
    run, interrupted = _baseline(baseline, wiring)
    files: list[FileMutation] = []
    for index, source in enumerate(sources):
        if interrupted:
            break
        place = (index + 1, len(sources))
        file, interrupted = _mutated(source, request, run.id, options, wiring, place)
        files.append(file)
        wiring.store.record_mutants(run.id, file.results)
        wiring.store.record_measures(file.measures)
    results = [result for file in files for result in file.results]
    untried = sum(file.left_over + file.not_drawn for file in files)
    measures = confined(
        mutation_measures(results, run.id, untried=untried), _scope(sources, files, options)
    )
    if not interrupted:
        wiring.store.record_measures(measures)
    duration_s = time.monotonic() - begun
    return MutateReport(tuple(files), measures, run, duration_s, interrupted)


def _scope(sources: Sequence[Path], files: Sequence[FileMutation], options: MutateOptions) -> str:
    """What the score over all files is about: a file that could not be worked on is not part of it."""
    judged = [path for path, file in zip(sources, files, strict=False) if file.error is None]
    part = scope_of_sources(options.paths, judged, options.root)
    broken = ", ".join(file.path for file in files if file.error is not None)
    tests = scope_of_tests(options.tests, options.root)
    return joined(part, f"without {broken}" if broken else "", f"by {tests}" if tests else "")


def _baseline(request: SuiteRequest, wiring: Wiring) -> tuple[RecordedRun, bool]:
    wiring.progress(Progress("suite", "test", message="without a mutant"))
    run_id = wiring.store.new_run_id()
    runs: list[RecordedRun] = []
    interrupted = run_tasks(
        [
            lambda cancelled: run_suite(
                request, run_id=run_id, clock=wiring.clock, cancelled=cancelled
            )
        ],
        jobs=1,
        cancelled=wiring.cancelled,
        on_done=runs.append,
    )
    wiring.store.record_run(runs[0])
    if not runs[0].outcomes and not interrupted:
        raise nothing_ran(runs[0])
    return runs[0], interrupted


def _mutated(
    source: Path,
    request: SuiteRequest,
    run_id: str,
    options: MutateOptions,
    wiring: Wiring,
    place: tuple[int, int],
) -> tuple[FileMutation, bool]:
    begun = time.monotonic()
    module = locate(source, project_root=options.root, search_path=request.search_path).module
    text = read_source(source)
    found = mutants_of(text, module)
    mutants = _chosen(found, options)
    judged: list[MutantResult] = []

    def tell(result: MutantResult) -> None:
        judged.append(result)
        detected = sum(1 for each in judged if each.state.is_detected)
        wiring.progress(
            Progress(
                module,
                "mutants",
                tests=None,
                mutants=detected / len(judged),
                elapsed_s=time.monotonic() - begun,
                total=place[1],
                index=place[0],
                message=f"{len(judged)} of {len(mutants)}",
            )
        )

    def task(cancelled: Cancelled) -> tuple[MutantResult, ...]:
        return run_mutants_with_suite(
            request,
            mutants,
            source,
            module,
            jobs=options.jobs,
            limits=options.limits,
            budget_s=options.budget_s,
            on_mutant=tell,
            cancelled=cancelled,
        )

    answers: list[tuple[MutantResult, ...]] = []
    error: AqeError | None = None
    interrupted = False
    try:
        interrupted = run_tasks([task], jobs=1, cancelled=wiring.cancelled, on_done=answers.append)
    except AqeError as caught:
        error = caught
    results = answers[0] if answers else ()
    path = _relative(source, options.root)
    return (
        FileMutation(
            path=path,
            module=module,
            run=run_id,
            source=text,
            results=results,
            survivors=tuple(_survivors(results, text, path)),
            measures=confined(
                _measures(results, run_id, error, untried=len(found) - len(results)), path
            ),
            left_over=len(mutants) - len(results),
            not_drawn=len(found) - len(mutants),
            duration_s=time.monotonic() - begun,
            error=error,
        ),
        interrupted,
    )


def _chosen(mutants: tuple[Mutant, ...], options: MutateOptions) -> tuple[Mutant, ...]:
    if options.sample is None or len(mutants) <= options.sample:
        return mutants
    places = random.Random(options.seed).sample(range(len(mutants)), options.sample)
    return tuple(mutants[place] for place in sorted(places))


def _survivors(results: tuple[MutantResult, ...], text: str, path: str) -> list[Survivor]:
    unnoticed = (MutantState.SURVIVED, MutantState.NO_COVERAGE)
    return [
        Survivor(each.mutant, each.state, mutant_diff(each.mutant, text, path=path))
        for each in results
        if each.state in unnoticed
    ]


def _measures(
    results: tuple[MutantResult, ...], run_id: str, error: AqeError | None, *, untried: int
) -> tuple[Measure, ...]:
    if error is None:
        return mutation_measures(results, run_id, untried=untried)
    units = {"mutation_score": "ratio", "mutants_survived": "count", "mutants_no_coverage": "count"}
    return tuple(
        Measure.unavailable(name, unit, error.message, (run_id,)) for name, unit in units.items()
    )


def _relative(path: Path, root: Path) -> str:
    for base in (root, root.resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return str(path)
