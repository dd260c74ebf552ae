"""``test.generate``: suites for Python modules."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from aqe.campaign.generate import generate as run_campaign
from aqe.campaign.options import GenerateOptions, GenerateReport, SubjectReport
from aqe.errors import InternalError, UsageError
from aqe.execution.limits import Limits
from aqe.execution.machine import cores
from aqe.operations.model_choice import OFF, choice_of
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import JOBS, SEEDS, within
from aqe.operations.services import Services
from aqe.settings import GenerateSettings, LimitSettings

if TYPE_CHECKING:
    from aqe.campaign.model_wires import HybridWires

__all__ = [
    "GENERATE",
    "GenerateRequest",
    "GenerateResult",
    "generate",
    "limits_of",
    "options_of",
    "search_path",
]

Value = TypeVar("Value")
_MIB = 1024 * 1024
_TRACE_CHARACTERS = 8000
_ENOUGH_S = 3.0
"""Seconds of search where a count and a coverage say what is enough."""


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """What to write tests for, and how hard to try; None stands for the project's setting."""

    paths: tuple[Path, ...] = ()
    """Files, packages or folders; may be empty where `changed` is given."""
    out: Path | None = None
    """Folder for the suites."""
    budget_s: float | None = field(default=None, metadata=within(0.1, 86_400))
    """Seconds for each module."""
    executions: int | None = field(default=None, metadata=within(1))
    """Executions for each module instead of a cap on time."""
    count: int | None = field(default=None, metadata=within(1))
    """At most so many tests for each module."""
    coverage_target: float | None = field(default=None, metadata=within(0, 1))
    """Share of lines and branches, 0 to 1, at which the search stops early."""
    seed: int | None = field(default=None, metadata=within(SEEDS))
    """Seed of every random choice."""
    jobs: int | None = field(default=None, metadata=within(JOBS))
    """Modules worked on at once; without it and a setting as many as there are cores."""
    python: str | None = None
    """Interpreter of the code under test."""
    existing: Path | None = None
    """Tests that are there already; by default those of the project."""
    changed: str | None = None
    """A git ref: only functions touched since."""
    mutants: bool | None = None
    """Whether to choose tests by the mutants they kill, too."""
    share: bool | None = None
    """Whether modules learn from each other how to build objects."""
    property: bool | None = None
    """Whether to offer Hypothesis tests of laws; by default where the project's interpreter has
    Hypothesis."""
    model: str | None = None
    """Language model for what search does not reach: ``off``, ``auto``, ``offline`` or ``provider/name``."""
    replay: bool = False
    """Ask no model: only answers of earlier runs count."""
    dry_run: bool = False
    """Do everything but write files; the suites are part of the result."""
    force: bool = False
    """Overwrite suites that somebody edited."""


@dataclass(frozen=True, slots=True)
class GenerateResult:
    """What became of each module."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    subjects: tuple[SubjectReport, ...]
    interrupted: bool
    duration_s: float
    seed: int
    dry_run: bool = False
    model_calls: int = 0
    """Calls of models by this request, those that failed or were broken off included."""
    model_cost_usd: Decimal | None = None
    """What they cost by the ledger; None where no model was asked."""

    @property
    def status(self) -> Status:
        """Inconclusive where a module could not be worked on at all."""
        if self.interrupted:
            return Status.INTERRUPTED
        failed = any(each.status == "failed" for each in self.subjects)
        return Status.INCONCLUSIVE if failed else Status.OK


def generate(request: GenerateRequest, services: Services) -> GenerateResult:
    """Write suites.

    Raises:
        UsageError: A path, an option or the output folder cannot be used, or there is no path at all.
        RouterError: A model was named, and it cannot be asked.
    """
    if not request.paths and request.changed is None:
        raise UsageError(
            "there is no path to write tests for",
            hint="name files, packages or folders in `paths`; `changed` alone takes the whole project",
            slug="bad-argument",
        )
    options = options_of(request, services)
    if request.replay or choice_of(options.model, services) != OFF:
        report, calls, cost_usd = _with_models(options, services, replay=request.replay)
    else:
        report, calls, cost_usd = _campaign(options, services), 0, None
    for each in report.notes:
        services.notice(each)
    for subject in report.subjects:
        _log_fault(subject, services)
    return GenerateResult(
        report.subjects,
        report.interrupted,
        report.duration_s,
        report.seed,
        request.dry_run,
        calls,
        cost_usd,
    )


def _with_models(
    options: GenerateOptions, services: Services, *, replay: bool
) -> tuple[GenerateReport, int, Decimal | None]:
    """The report, how often models were asked for it, and what that cost."""
    # Imported here: who asks no model does not pay for what asks one.
    from aqe.operations.hybrid import hybrid_wires, paid_for

    budget_s = options.budget_s if options.executions is None else None
    with hybrid_wires(options.model, services, replay=replay, budget_s=budget_s) as hybrid:
        return (_campaign(options, services, hybrid), *paid_for(hybrid, services))


def _campaign(
    options: GenerateOptions, services: Services, hybrid: HybridWires | None = None
) -> GenerateReport:
    return run_campaign(
        options,
        store=services.store,
        progress=services.progress,
        cancelled=services.cancelled,
        clock=services.clock.now,
        environ=services.environ,
        hybrid=hybrid,
    )


def _log_fault(subject: SubjectReport, services: Services) -> None:
    """Where the fault is ours, the log says where it happened: the message alone does not."""
    if isinstance(subject.error, InternalError):
        trace = "".join(traceback.format_exception(subject.error))
        services.open_log().error(
            subject.error.message, subject=subject.subject, trace=trace[-_TRACE_CHARACTERS:]
        )


def options_of(request: GenerateRequest, services: Services) -> GenerateOptions:
    """A request with the project's settings where it says nothing."""
    settings = services.settings.generate
    target = request.coverage_target
    if target is None and settings.coverage is not None:
        target = settings.coverage / 100
    paths = request.paths or (Path("."),)
    return GenerateOptions(
        paths=tuple(map(services.path, paths)),
        root=services.root,
        out=services.path(request.out) if request.out else services.root / settings.out,
        budget_s=_budget_s(request, settings, target),
        executions=_or(request.executions, settings.executions),
        count=_or(request.count, settings.count),
        coverage_target=target,
        seed=_or(request.seed, settings.seed),
        jobs=request.jobs or settings.jobs or cores() or 1,
        python=_or(request.python, settings.python),
        existing=services.path(request.existing) if request.existing else None,
        changed=request.changed,
        mutants=_or(request.mutants, settings.mutants),
        share=_or(request.share, settings.share),
        property=_or(request.property, settings.property),
        model=_or(request.model, settings.model),
        dry_run=request.dry_run,
        force=request.force,
        search_path=search_path(services),
        limits=limits_of(services.settings.limits),
    )


def _budget_s(request: GenerateRequest, settings: GenerateSettings, target: float | None) -> float:
    """Seconds of search a module: less where a count and a coverage say what is enough."""
    if request.budget_s is not None:
        return request.budget_s
    is_told = settings.budget != GenerateSettings().budget
    if is_told or target is None or _or(request.count, settings.count) is None:
        return settings.budget
    return _ENOUGH_S


def limits_of(settings: LimitSettings) -> Limits:
    """The limits of the processes that run candidates."""
    return Limits(
        cpu_s_per_call=settings.cpu_s,
        wall_s_per_call=settings.wall_s,
        memory_bytes=settings.memory_mb * _MIB,
        file_bytes=settings.file_mb * _MIB,
        output_bytes=settings.output_kb * 1024,
        import_s=settings.import_s,
    )


def search_path(services: Services) -> tuple[Path, ...]:
    """The import roots in the settings and in ``PYTHONPATH`` that exist."""
    given = (services.settings.generate.search_path, services.environ.get("PYTHONPATH"))
    parts = [part for each in given for part in (each or "").split(os.pathsep)]
    found = dict.fromkeys(services.path(part) for part in parts if part)
    return tuple(each for each in found if each.is_dir())


def _or(given: Value | None, default: Value) -> Value:
    return default if given is None else given


GENERATE = Operation(
    name="test.generate",
    summary="Write a verified pytest suite for Python modules.",
    request=GenerateRequest,
    result=GenerateResult,
    handler=generate,
    writes=True,
    changes=True,
)
