"""Suites for subjects: locate, draft, print, verify, write, record."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aqe.analysis.changes import changed_callables
from aqe.analysis.locate import Located, find_sources, locate
from aqe.campaign.options import GenerateOptions, GenerateReport, SubjectReport
from aqe.campaign.suite_files import prepare_folder
from aqe.campaign.verified import verified_report
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.progress import Progress
from aqe.domain.run import RecordedRun
from aqe.errors import AqeError, InternalError
from aqe.execution.interpreter import Interpreter, find_interpreter

__all__ = ["GenerateOptions", "GenerateReport", "Ledger", "SubjectReport", "generate"]


class Ledger(Protocol):
    """What generation needs of the store."""

    def new_run_id(self) -> str:
        """A fresh id."""
        ...

    def record_run(self, run: RecordedRun) -> None:
        """Remember a run."""
        ...

    def record_measures(self, measures: Sequence[Measure], *, scope: str = "") -> None:
        """Remember numbers."""
        ...

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        """Remember what became of mutants."""
        ...

    def record_suite_file(
        self, path: Path, digest: str, subject: str, seed: int, run_id: str
    ) -> None:
        """Remember a file that was written."""
        ...


def generate(
    options: GenerateOptions,
    *,
    store: Ledger,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    clock: Callable[[], datetime],
    environ: dict[str, str],
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
    total = len(sources)

    def one(index: int, path: Path) -> SubjectReport:
        def told(step: Progress) -> None:
            progress(replace(step, index=index, total=total))

        if cancelled():
            return SubjectReport(str(path), path, "interrupted")
        return _subject(
            path,
            options,
            interpreter,
            store=store,
            progress=told,
            cancelled=cancelled,
            clock=clock,
        )

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


def _subject(
    path: Path,
    options: GenerateOptions,
    interpreter: Interpreter,
    *,
    store: Ledger,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    clock: Callable[[], datetime],
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
                return SubjectReport(
                    located.module, path, "no-tests", notes=(f"unchanged since {options.changed}",)
                )
        report = verified_report(
            located,
            options,
            interpreter,
            changed=changed,
            store=store,
            progress=progress,
            cancelled=cancelled,
            clock=clock,
        )
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
