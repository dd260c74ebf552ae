"""Suites for subjects: locate, draft, print, verify, write, record."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from aqe.analysis.changes import changed_callables
from aqe.analysis.locate import Located, find_sources, locate
from aqe.analysis.project import find_test_files
from aqe.campaign.options import (
    DEFAULT_BUDGET_S,
    GenerateOptions,
    GenerateReport,
    SubjectReport,
)
from aqe.campaign.suite_files import prepare_folder
from aqe.campaign.verified import Ledger, Wires, verified_report
from aqe.domain.progress import Progress
from aqe.errors import AqeError, InternalError
from aqe.execution.interpreter import find_interpreter

__all__ = ["GenerateOptions", "GenerateReport", "Ledger", "SubjectReport", "generate"]


def generate(
    options: GenerateOptions,
    *,
    store: Ledger,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    clock: Callable[[], datetime],
    environ: Mapping[str, str],
) -> GenerateReport:
    """Generate, verify and write a suite for every subject among the paths.

    Args:
        options: what to do.
        store: where runs and measures are kept.
        progress: told of every phase of every subject.
        cancelled: asked between batches; what is verified by then is kept and reported.
        clock: tells when runs started.
        environ: environment in which the interpreter of the project is looked for.

    Raises:
        UsageError: a path, the output folder or the git ref is of no use.
        SourceError: none of the paths holds source.
    """
    started = time.monotonic()
    sources = find_sources(options.paths, project_root=options.root)
    interpreter = find_interpreter(options.root, options.python, environ)
    if not options.dry_run:
        prepare_folder(options.out)
    test_files = _test_files(options)
    total = len(sources)

    def one(index: int, path: Path) -> SubjectReport:
        if cancelled():
            return SubjectReport(str(path), path, "interrupted")
        wires = Wires(
            interpreter,
            store,
            lambda step: progress(replace(step, index=index + 1, total=total)),
            cancelled,
            clock,
            _command(path, options),
        )
        report = _subject(path, options, wires, test_files)
        wires.progress(_finished(report))
        return report

    if options.jobs <= 1 or total == 1:
        reports = [one(index, path) for index, path in enumerate(sources)]
    else:
        with ThreadPoolExecutor(max_workers=min(options.jobs, total)) as pool:
            reports = list(pool.map(one, range(total), sources))
    return GenerateReport(
        subjects=tuple(reports),
        interrupted=cancelled(),
        duration_s=time.monotonic() - started,
        seed=options.seed,
    )


def _finished(report: SubjectReport) -> Progress:
    """The last step of a subject, with what verification measured."""
    return Progress(
        report.subject,
        "done" if report.status == "verified" else report.status,
        tests=report.tests,
        coverage=report.measure("line_branch_coverage"),
        mutants=report.measure("mutation_score"),
        elapsed_s=report.duration_s,
    )


def _test_files(options: GenerateOptions) -> tuple[Path, ...]:
    """Tests to complement: those that were named, else those of the project, generated ones aside."""
    if options.existing is not None:
        return find_test_files(options.existing)
    found = find_test_files(options.root)
    return tuple(each for each in found if not each.is_relative_to(options.out))


def _command(path: Path, options: GenerateOptions) -> str:
    """How to generate the suite again; no path of this machine in it."""
    shown = path.relative_to(options.root) if path.is_relative_to(options.root) else path.name
    parts = ["aqe", "test", "generate", str(shown), "--seed", str(options.seed)]
    if options.executions is not None:
        parts += ["--executions", str(options.executions)]
    elif options.budget_s != DEFAULT_BUDGET_S:
        parts += ["--budget", f"{options.budget_s:g}"]
    return " ".join(parts)


def _subject(
    path: Path, options: GenerateOptions, wires: Wires, test_files: Sequence[Path]
) -> SubjectReport:
    """One subject; what goes wrong with it is reported and does not end the others."""
    started = time.monotonic()
    located: Located | None = None
    try:
        located = locate(path, project_root=options.root, search_path=options.search_path)
        changed = None
        if options.changed is not None:
            changed = changed_callables(path, options.root, options.changed)
            if not changed:
                note = f"unchanged since {options.changed}"
                return SubjectReport(located.module, path, "unchanged", notes=(note,))
        report = verified_report(located, options, wires, changed=changed, test_files=test_files)
    except AqeError as error:
        report = _failed(located, path, error)
    except Exception as error:
        wrapped = InternalError(
            f"generation for {str(path)!r} failed: {type(error).__name__}: {error}",
            hint="please report this with the log",
        )
        wrapped.__cause__ = error
        report = _failed(located, path, wrapped)
    return replace(report, duration_s=time.monotonic() - started)


def _failed(located: Located | None, path: Path, error: AqeError) -> SubjectReport:
    return SubjectReport(
        subject=located.module if located else str(path),
        path=path,
        status="failed",
        error=error,
    )
