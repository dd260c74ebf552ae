"""Suites for subjects: locate, draft, print, verify, write, record."""

from __future__ import annotations

import errno
import shlex
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aqe.analysis.changes import changed_callables, check_revision
from aqe.analysis.locate import Located, find_sources, locate
from aqe.campaign.complementing.existing import test_files
from aqe.campaign.drafting.worker_pair import Cancelled
from aqe.campaign.finishing.verified import Ledger, verified_report
from aqe.campaign.options import (
    DEFAULT_BUDGET_S,
    GenerateOptions,
    GenerateReport,
    SubjectReport,
)
from aqe.campaign.patient import PatientLedger
from aqe.campaign.schedule import in_turn
from aqe.campaign.sharing import Sharing
from aqe.campaign.suites.own_suites import OwnSuites
from aqe.campaign.suites.shared_fixtures import share_fixtures
from aqe.campaign.suites.suite_files import changed_option, prepare_folder
from aqe.campaign.verifying.checking import Wires
from aqe.domain.progress import Progress
from aqe.errors import AqeError, ExecutionError, InternalError
from aqe.execution.interpreter import find_interpreter, require_measuring
from aqe.execution.temporary import TemporaryFolder

if TYPE_CHECKING:
    from aqe.campaign.model_wires import HybridWires

__all__ = ["GenerateOptions", "GenerateReport", "Ledger", "SubjectReport", "generate"]


def generate(
    options: GenerateOptions,
    *,
    store: Ledger,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    clock: Callable[[], datetime],
    environ: Mapping[str, str],
    hybrid: HybridWires | None = None,
) -> GenerateReport:
    """Generate, verify and write a suite for every subject among the paths.

    Args:
        options: what to do.
        store: where runs and measures are kept.
        progress: told of every phase of every subject.
        cancelled: asked between batches; what is verified by then is kept and reported.
        clock: tells when runs started.
        environ: environment in which the interpreter of the project is looked for.
        hybrid: the models that may be asked for what search does not reach; None: none is.

    Raises:
        UsageError: a path, the output folder or the git ref is of no use.
        ExecutionError: the interpreter does not answer, or has no pytest or coverage.
        SourceError: none of the paths holds source.
    """
    started = time.monotonic()
    sources = find_sources(options.paths, project_root=options.root)
    if options.changed is not None:
        check_revision(options.root, options.changed)
    interpreter = find_interpreter(options.root, options.python, environ)
    require_measuring(interpreter)
    tests = test_files(options)
    if not options.dry_run:
        prepare_folder(options.out)
    ledger = PatientLedger(store)
    total = len(sources)
    sharing = Sharing(sources, options)
    aborted = threading.Event()
    bytecode = TemporaryFolder("compiled")
    folder_lock, written = threading.Lock(), set[Path]()

    def stopped() -> bool:
        return aborted.is_set() or cancelled()

    def one(index: int) -> SubjectReport:
        path = sources[index]
        if stopped():
            return SubjectReport(_shown(path, options), path, "interrupted")
        share = sharing.of(index)
        wires = Wires(
            interpreter,
            ledger,
            lambda step: progress(replace(step, index=index + 1, total=total)),
            stopped,
            clock,
            _command(path, options, is_taught=bool(share.known.recipes)),
            aborted.is_set,
            folder_lock,
            written,
            _own_folder(bytecode.path, index),
            share,
            hybrid,
        )
        report = _subject(path, options, wires, tests)
        wires.progress(_finished(report))
        return report

    try:
        reports = in_turn(one, sharing.needs, min(options.jobs, total), aborted)
    finally:
        bytecode.remove()
    notes = ledger.notes
    if not options.dry_run and not cancelled():
        suites = OwnSuites(options, interpreter, ledger, clock, stopped)
        notes += share_fixtures(reports, suites)
    return GenerateReport(
        subjects=tuple(reports),
        interrupted=cancelled(),
        duration_s=time.monotonic() - started,
        seed=options.seed,
        notes=notes,
    )


def _own_folder(folder: Path, index: int) -> Path:
    """A folder that only the processes of one subject share: hostile code must not reach its neighbours."""
    own = folder / str(index)
    own.mkdir(exist_ok=True)
    return own


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


def _subject_text(path: Path, options: GenerateOptions) -> str:
    shown = path.relative_to(options.root) if path.is_relative_to(options.root) else path.name
    return shlex.quote(str(shown))


def _command(path: Path, options: GenerateOptions, *, is_taught: bool) -> str:
    """How to generate the suite again; no path of this machine in it.

    A module that learned from others is followed by what it was generated together with.
    """
    shown = [_subject_text(path, options)]
    if is_taught:
        shown += [_subject_text(each, options) for each in options.paths if each != path]
    parts = ["aqe", "test", "generate", *shown, "--seed", str(options.seed)]
    if options.executions is not None:
        parts += ["--executions", str(options.executions)]
    elif options.budget_s != DEFAULT_BUDGET_S:
        parts += ["--budget", f"{options.budget_s:g}"]
    if options.count is not None:
        parts += ["--count", str(options.count)]
    if options.coverage_target is not None:
        parts += ["--coverage", f"{options.coverage_target * 100:g}"]
    if not options.mutants:
        parts.append("--no-mutants")
    if options.changed is not None:
        parts.append(changed_option(options.changed))
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
    except Cancelled:
        report = SubjectReport(_name(located, path, options), path, "interrupted")
    except AqeError as error:
        report = _failed(located, path, options, error)
    except OSError as error:
        report = _failed(located, path, options, _outside(error, path))
    except Exception as error:
        wrapped = InternalError(
            f"generation for {str(path)!r} failed: {type(error).__name__}: {error}",
            hint="please report this with the log",
        )
        wrapped.__cause__ = error
        report = _failed(located, path, options, wrapped)
    return replace(report, duration_s=time.monotonic() - started)


def _name(located: Located | None, path: Path, options: GenerateOptions) -> str:
    return located.module if located else _shown(path, options)


def _shown(path: Path, options: GenerateOptions) -> str:
    """A path as the user sees it from the project root."""
    return str(path.relative_to(options.root) if path.is_relative_to(options.root) else path)


def _outside(error: OSError, path: Path) -> AqeError:
    """What the system refused, as an error that says what to do."""
    reason = error.strerror or str(error)
    place = f" ({error.filename})" if isinstance(error.filename, str) else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "free some space there, or in the folder that TMPDIR names, and run it again"
        return ExecutionError(f"no space left{place}: {reason}", hint=hint, slug="disk-full")
    return ExecutionError(
        f"generation for {str(path)!r} failed: {reason}{place}",
        hint="look at the place that is named, then run the command again",
        slug="system-refused",
    )


def _failed(
    located: Located | None, path: Path, options: GenerateOptions, error: AqeError
) -> SubjectReport:
    return SubjectReport(
        subject=_name(located, path, options),
        path=path,
        status="failed",
        error=error,
    )
