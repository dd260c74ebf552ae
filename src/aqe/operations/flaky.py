"""``flaky``: tests whose outcome changes although the code does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.campaign.flaky import FlakyOptions, FlakyReport, find_flaky
from aqe.domain.measure import Measure
from aqe.evidence.flakiness import FlakeVerdict, TestFlakiness
from aqe.operations.evidence import FLAKE_CAUSES
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import JOBS, SEEDS, within
from aqe.operations.services import Services
from aqe.operations.wiring import keep_document, patient_ledger, wiring_of

__all__ = ["FLAKY", "FlakyRequest", "FlakyResult", "flaky"]


@dataclass(frozen=True, slots=True)
class FlakyRequest:
    """What to run and how often; None stands for the project's setting."""

    paths: tuple[Path, ...] = ()
    """Test files, folders or node ids; without one, what the project's pytest configuration says."""
    runs: int | None = field(default=None, metadata=within(2, 10_000))
    """Number of runs."""
    seed: int = field(default=0, metadata=within(SEEDS))
    """Seed of the random orders."""
    jobs: int | None = field(default=None, metadata=within(JOBS))
    """Runs at once; suites that share files or ports need one at a time."""
    rate: float = field(default=0.1, metadata=within(0.001, 0.5))
    """Flip rate that the runs have to exclude before a test is called stable."""
    timeout_s: float | None = field(default=None, metadata=within(1, 86_400))
    """Seconds until one run is stopped."""
    python: str | None = None
    """Interpreter of the project."""


@dataclass(frozen=True, slots=True)
class FlakyResult:
    """What all runs together say."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    tests: tuple[TestFlakiness, ...]
    """The flaky ones first, those that flip most at the top."""
    measures: tuple[Measure, ...]
    runs: tuple[str, ...]
    """Ids of the runs that the verdicts rest on."""
    reruns: tuple[str, ...]
    """Ids of the runs that looked for causes."""
    runs_needed: int
    """Runs after which a test that flips at `rate` shows with 95 % confidence."""
    rate: float
    duration_s: float
    interrupted: bool
    recorded: bool = True
    """Whether the state could take all of it; the gate knows only what is recorded."""

    @property
    def status(self) -> Status:
        """Findings for a flaky test; inconclusive with too few runs to tell, or without a record."""
        if self.interrupted:
            return Status.INTERRUPTED
        verdicts = {each.verdict for each in self.tests}
        if FlakeVerdict.FLAKY in verdicts:
            return Status.FINDINGS
        unsure = FlakeVerdict.INCONCLUSIVE in verdicts or not self.recorded
        return Status.INCONCLUSIVE if unsure else Status.OK


def flaky(request: FlakyRequest, services: Services) -> FlakyResult:
    """Run the suite many times and judge every test.

    Raises:
        UsageError: A path does not exist.
        ExecutionError: The interpreter cannot be used.
        EvidenceError: The suite does not run.
    """
    settings = services.settings
    timeout_s = request.timeout_s if request.timeout_s is not None else settings.test.timeout_s
    options = FlakyOptions(
        root=services.root,
        paths=tuple(map(services.place, request.paths)),
        runs=request.runs if request.runs is not None else settings.flaky.runs,
        jobs=request.jobs or settings.generate.jobs or 1,
        seed=request.seed,
        rate=request.rate,
        python=request.python or settings.generate.python,
        timeout_s=timeout_s,
    )
    ledger = patient_ledger(services)
    report = find_flaky(options, wiring_of(services, ledger))
    _keep_causes(report, services)
    others = tuple(each for each in report.tests if each.verdict is not FlakeVerdict.FLAKY)
    return FlakyResult(
        tests=(*report.flaky, *others),
        measures=report.measures,
        runs=report.runs,
        reruns=report.reruns,
        runs_needed=report.runs_needed,
        rate=report.rate,
        duration_s=report.duration_s,
        interrupted=report.interrupted,
        recorded=not ledger.notes,
    )


def _keep_causes(report: FlakyReport, services: Services) -> None:
    """Keep what the reruns showed, and the rate asked about, so that later reports can say it too."""
    if not report.runs:
        return
    document = {
        "rate": report.rate,
        "causes": {
            each.test: [each.cause.value, each.cause_reruns, each.cause_reason]
            for each in report.tests
            if each.cause is not None
        },
    }
    keep_document(services, document, FLAKE_CAUSES, report.runs[0])


FLAKY = Operation(
    name="flaky",
    summary="Find tests whose outcome changes from run to run.",
    request=FlakyRequest,
    result=FlakyResult,
    handler=flaky,
    changes=True,
)
