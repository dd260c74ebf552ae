"""A suite is printed and run until nothing fails; what fails or spoils the rest is dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aqe import __version__
from aqe.analysis.locate import Located
from aqe.campaign.drafting.draft import Draft
from aqe.campaign.drafting.time_plan import Schedule
from aqe.campaign.drafting.worker_pair import Cancelled
from aqe.campaign.options import GenerateOptions
from aqe.campaign.patient import Ledger
from aqe.campaign.sharing import SubjectShare
from aqe.campaign.suites.suite_files import suite_name
from aqe.campaign.verifying.early import require_own_subject
from aqe.campaign.verifying.isolation import Trial, isolate
from aqe.campaign.verifying.refusal import is_about_the_subject, suite_refused
from aqe.domain.progress import Progress
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind
from aqe.domain.suite import Suite
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import RUNS, SuiteRequest, Verification, verify_suite
from aqe.execution.temporary import temporary_folder
from aqe.syntax.python.suites import (
    Header,
    PrintedSuite,
    first_party,
    print_suite,
)

if TYPE_CHECKING:
    from aqe.campaign.model_wires import HybridWires

__all__ = ["Checked", "Wires", "checked_suite", "suite_request", "trial_of", "verify"]

_ISOLATE_S = 40.0
"""How long tests that spoil others are looked for."""
_LATE = 0.9
"""Share of the budget after which no test that spoils others is looked for any more."""
_HURRY_S = 4.0
"""The same once the user asked to stop."""
_VERIFY_S = 90.0
_TEST_S = 10.0
_BRIEF = ("--tb=native", "--show-capture=no")
"""A long report costs more than the test."""


@dataclass(frozen=True, slots=True)
class Wires:
    """What a subject's campaign is connected to."""

    interpreter: Interpreter
    store: Ledger
    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    clock: Callable[[], datetime]
    command: str
    """How to generate the suite again."""
    aborted: Callable[[], bool] = lambda: False
    """Whether even verification has to end at once."""
    folder_lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while a suite is written: two subjects may want the same file name."""
    written: set[Path] = field(default_factory=set)
    """Suites that were written so far, for all subjects of the request."""
    bytecode: Path | None = None
    """Folder in which the processes of this subject share what they compile."""
    share: SubjectShare = field(default_factory=SubjectShare)
    """What the other subjects of the request have to offer."""
    hybrid: HybridWires | None = None
    """The model's side; None where no model is allowed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A suite all of whose tests passed in all runs, or an empty one."""

    suite: Suite
    printed: PrintedSuite
    verification: Verification | None
    dropped: tuple[str, ...]

    @property
    def runs(self) -> tuple[RecordedRun, ...]:
        """The runs that speak for it."""
        if self.verification is None:
            return ()
        return self.verification.runs

    @property
    def tests(self) -> int:
        """How many tests passed."""
        return len(self.verification.passed) if self.verification else 0

    @property
    def coverage(self) -> tuple[FileCoverage, ...]:
        """What they reach."""
        return (self.verification.measured.coverage or ()) if self.verification else ()


def checked_suite(
    located: Located, draft: Draft, options: GenerateOptions, wires: Wires, schedule: Schedule
) -> Checked:
    """Print and verify until nothing fails; what fails or spoils the rest is dropped.

    Raises:
        SourceError: pytest cannot load the suite at all, because it cannot import the subject.

    Verification does not end on cancellation: what was drafted by then is what gets verified.
    """
    header = Header(__version__, wires.command, first_party(draft.subject, options.root))
    cases = {each.candidate.id: each for each in draft.suite.cases}
    names: dict[int, str] = {}
    best: list[Checked] = []

    def attempt(chosen: Sequence[int]) -> Trial:
        suite = replace(draft.suite, cases=tuple(cases[each] for each in chosen))
        printed = print_suite(suite, draft.subject, header)
        verification = verify(printed.text, located, options, wires)
        for run in verification.runs:
            wires.store.record_run(run)
        if wires.aborted():
            raise Cancelled
        whole = next((each for each in verification.rejected if "::" not in each.test), None)
        if whole is not None and is_about_the_subject(located, whole.reason):
            raise suite_refused(located, whole.reason)
        names.update((each, name) for name, ids in printed.tests for each in ids)
        trial = trial_of(verification, printed, chosen)
        if trial.is_fine:
            best[:] = [Checked(suite, printed, verification, ())]
        return trial

    started = time.monotonic()
    found = isolate(
        tuple(cases),
        attempt,
        kin={
            number: each.candidate.subject
            for number, each in cases.items()
            if not each.reaches and not each.kills
        },
        doubted=frozenset(number for number, each in cases.items() if each.run.lasting),
        is_over=lambda: (
            time.monotonic() - started > (_HURRY_S if wires.cancelled() else _ISOLATE_S)
        ),
        is_late=lambda: schedule.is_over(_LATE),
    )
    dropped = tuple(
        dict.fromkeys(f"{names.get(each, each)}: {why}" for each, why in found.dropped.items())
    )
    if best and found.kept:
        if best[0].tests:
            require_own_subject(located, best[0].coverage)
        return replace(best[0], dropped=dropped)
    empty = replace(draft.suite, cases=())
    return Checked(empty, print_suite(empty, draft.subject, header), None, dropped)


def trial_of(verification: Verification, printed: PrintedSuite, chosen: Sequence[int]) -> Trial:
    """What a verification says about the candidates that were printed.

    A candidate counts as passed only when a test of it did; one whose tests never ran did not pass.
    """
    failed: dict[int, str] = {}
    broken = None
    for each in verification.rejected:
        ids = printed.candidates_of(each.test)
        failed.update((number, each.reason) for number in ids)
        if not ids:
            broken = each.reason
    passed = {number for each in verification.passed for number in printed.candidates_of(each)}
    missing = [each for each in chosen if each not in passed and each not in failed]
    if missing and not passed:
        broken = broken or _why_nothing_ran(verification)
    failed.update((each, "did not run") for each in missing)
    early = (_until_failure(each, printed) for each in verification.runs)
    return Trial(
        failed,
        broken,
        wavering=any(each.differs for each in verification.rejected),
        until_failure=tuple(each for each in early if each is not None),
    )


def _until_failure(run: RecordedRun, printed: PrintedSuite) -> frozenset[int] | None:
    """Candidates whose tests ran before or as the first failure of a run, if it has any."""
    found: set[int] = set()
    for each in run.outcomes:
        found.update(printed.candidates_of(each.test))
        if each.outcome is not Outcome.PASSED:
            return frozenset(found)
    return None


def _why_nothing_ran(verification: Verification) -> str:
    notes = [note for each in verification.runs for note in each.notes]
    return notes[0].partition("\n")[0] if notes else "no test ran"


def suite_request(
    text: str, folder: Path, located: Located, options: GenerateOptions, wires: Wires
) -> SuiteRequest:
    """The run of a suite that is written into an empty folder for it."""
    path = folder / suite_name(located.module)
    path.write_text(text, encoding="utf-8")
    return SuiteRequest(
        interpreter=wires.interpreter,
        root=folder,
        paths=(path,),
        search_path=(located.import_root, *options.search_path),
        coverage_of=(located.path,),
        hash_seed=0,
        shuffle_seed=None,
        timeout_s=_VERIFY_S,
        walls=True,
        kind=RunKind.VERIFY,
        test_timeout_s=_TEST_S,
        extra=_BRIEF,
        bytecode=wires.bytecode,
        limits=options.limits,
    )


def verify(text: str, located: Located, options: GenerateOptions, wires: Wires) -> Verification:
    """Runs a suite in fresh processes; see `verify_suite`."""
    with temporary_folder("verify") as folder:
        return verify_suite(
            suite_request(text, folder, located, options, wires),
            run_ids=[wires.store.new_run_id() for _ in range(RUNS)],
            clock=wires.clock,
            seed=options.seed,
            cancelled=wires.aborted,
        )
