"""``mutate``: how many small changes of the code the tests notice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.campaign.mutate import FileMutation, MutateOptions
from aqe.campaign.mutate import mutate as run_campaign
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantState
from aqe.errors import AqeError
from aqe.execution.suites import MutantLimits
from aqe.operations.evidence import MUTATED_FILES
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import JOBS, SEEDS, within
from aqe.operations.services import Services
from aqe.operations.wiring import keep_document, patient_ledger, wiring_of
from aqe.report.diffs import mutant_diff, one_per_line_first

__all__ = ["MUTATE", "FileMutants", "MutantReport", "MutateRequest", "MutateResult", "mutate"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MutateRequest:
    """What to change and which tests have to notice."""

    paths: tuple[Path, ...]
    """Code to change: files, packages or folders."""
    tests: tuple[Path, ...] = ()
    """Tests to judge; by default the project's own."""
    jobs: int | None = field(default=None, metadata=within(JOBS))
    """Processes at once."""
    limit: int | None = field(default=None, metadata=within(1))
    """At most so many mutants of each file, drawn by `seed`."""
    seed: int = field(default=0, metadata=within(SEEDS))
    """Seed of the draw."""
    budget_s: float | None = field(default=None, metadata=within(1, 86_400))
    """Seconds for each file; mutants left over are told."""
    python: str | None = None
    """Interpreter of the project."""


@dataclass(frozen=True, slots=True)
class MutantReport:
    """One mutant and what became of it."""

    id: str
    state: MutantState
    line: int
    qualname: str
    operator: str
    original: str
    replacement: str
    diff: str
    """Unified diff of the change."""
    killed_by: tuple[str, ...]
    """Tests that noticed it."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FileMutants:
    """The mutants of one file."""

    path: str
    module: str
    states: dict[str, int]
    """Number of mutants per state."""
    measures: tuple[Measure, ...]
    mutants: tuple[MutantReport, ...]
    """Those that show most places first."""
    left_over: int
    """Mutants that were not tried for lack of time."""
    not_drawn: int
    """Mutants that the draw of `limit` left out."""
    duration_s: float
    error: AqeError | None = None
    """Why the file could not be worked on."""


@dataclass(frozen=True, slots=True)
class MutateResult:
    """What the tests noticed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    run: str
    """Id of the recorded run."""
    files: tuple[FileMutants, ...]
    measures: tuple[Measure, ...]
    """Over all files."""
    duration_s: float
    interrupted: bool
    recorded: bool = True
    """Whether the state could take all of it; the gate knows only what is recorded."""

    @property
    def status(self) -> Status:
        """Inconclusive without a score or without a record; a low score is the gate's business."""
        if self.interrupted:
            return Status.INTERRUPTED
        score = next((each.value for each in self.measures if each.name == "mutation_score"), None)
        broken = any(each.error is not None for each in self.files) or not self.recorded
        return Status.INCONCLUSIVE if score is None or broken else Status.OK


def mutate(request: MutateRequest, services: Services) -> MutateResult:
    """Measure what the tests notice.

    Raises:
        UsageError: A path does not exist or holds no Python.
        SourceError: A source file cannot be read.
        ExecutionError: The interpreter cannot be used.
        EvidenceError: The suite does not run.
    """
    settings = services.settings.generate
    options = MutateOptions(
        root=services.root,
        paths=tuple(map(services.path, request.paths)),
        tests=tuple(map(services.place, request.tests)),
        jobs=request.jobs or settings.jobs or 1,
        sample=request.limit,
        seed=request.seed,
        budget_s=request.budget_s,
        python=request.python or settings.python,
        limits=MutantLimits(memory_bytes=services.settings.limits.memory_mb * _MIB),
    )
    ledger = patient_ledger(services)
    report = run_campaign(options, wiring_of(services, ledger))
    _keep_sources(report.run.id, report.files, services)
    return MutateResult(
        run=report.run.id,
        files=tuple(map(_file, report.files)),
        measures=report.measures,
        duration_s=report.duration_s,
        interrupted=report.interrupted,
        recorded=not ledger.notes,
    )


def _keep_sources(run: str, files: tuple[FileMutation, ...], services: Services) -> None:
    """Keep the texts that the mutants' places refer to, so that later reports can show diffs."""
    document = [
        {
            "path": each.path,
            "source": each.source,
            "mutants": [result.mutant.id for result in each.results],
        }
        for each in files
    ]
    keep_document(services, document, MUTATED_FILES, run)


def _file(file: FileMutation) -> FileMutants:
    states = {each.value: sum(one.state is each for one in file.results) for each in MutantState}
    return FileMutants(
        path=file.path,
        module=file.module,
        states=states,
        measures=file.measures,
        mutants=tuple(
            MutantReport(
                id=each.mutant.id,
                state=each.state,
                line=each.mutant.line,
                qualname=each.mutant.qualname,
                operator=each.mutant.operator,
                original=each.mutant.original,
                replacement=each.mutant.replacement,
                diff=mutant_diff(each.mutant, file.source, path=file.path),
                killed_by=each.killed_by,
                detail=each.detail,
            )
            for each in one_per_line_first(file.results)
        ),
        left_over=file.left_over,
        not_drawn=file.not_drawn,
        duration_s=file.duration_s,
        error=file.error,
    )


MUTATE = Operation(
    name="mutate",
    summary="Measure what tests notice, by small changes of the code.",
    request=MutateRequest,
    result=MutateResult,
    handler=mutate,
    changes=True,
)
