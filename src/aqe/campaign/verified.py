"""From a draft to a suite that passed: print, verify, drop what fails, write, record."""

from __future__ import annotations

import hashlib
import shlex
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from aqe import __version__
from aqe.analysis.locate import Located
from aqe.campaign.comparison import Comparison
from aqe.campaign.early import BODIES_ONLY, bodies_only, require_own_subject
from aqe.campaign.explanation.record import RECORD_NAME, record_text
from aqe.campaign.explanation.verification import Verified, in_short
from aqe.campaign.findings import (
    FINDINGS,
    confirmed,
    findings_name,
    findings_record,
    write_findings,
)
from aqe.campaign.isolation import Trial, isolate
from aqe.campaign.kills import mutation_score, of_kept_tests
from aqe.campaign.laws import why_no_properties
from aqe.campaign.left_open import search_measures, search_record
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.campaign.patient import Ledger
from aqe.campaign.property_report import PropertyReport
from aqe.campaign.refusal import is_about_the_subject, suite_refused
from aqe.campaign.sharing import SubjectShare
from aqe.campaign.subject import Cancelled, Draft, Schedule, SubjectCampaign
from aqe.campaign.suite_files import left_behind, properties_name, suite_name, write_suite
from aqe.domain.finding import Finding
from aqe.domain.measure import Measure, confined
from aqe.domain.mutant import MutantResult
from aqe.domain.progress import Progress
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind
from aqe.domain.suite import Suite
from aqe.evidence.coverage import coverage_measures
from aqe.execution.interpreter import Interpreter
from aqe.execution.recording import relative_path
from aqe.execution.suites import RUNS, SuiteRequest, Verification, run_suite, verify_suite
from aqe.execution.temporary import temporary_folder
from aqe.syntax.python.suites import (
    Header,
    PrintedSuite,
    first_party,
    is_untouched,
    print_suite,
)

__all__ = ["Ledger", "verified_report"]

_ISOLATE_S = 40.0
"""How long tests that spoil others are looked for."""
_LATE = 0.9
"""Share of the budget after which no test that spoils others is looked for any more."""
_HURRY_S = 4.0
"""The same once the user asked to stop."""
_VERIFY_S = 90.0
_TEST_S = 10.0
_BRIEF = ("--tb=native", "--show-capture=no", "--assert=plain")
"""A long report costs more than the test, and rewriting assertions more than running them."""


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


def verified_report(
    located: Located,
    options: GenerateOptions,
    wires: Wires,
    *,
    changed: frozenset[str] | None = None,
    test_files: Sequence[Path] = (),
) -> SubjectReport:
    """Generate, verify and write the suite of one subject.

    Raises:
        AqeError: the subject cannot be read or imported, or nothing could be run.
    """
    comparison = Comparison(located, options, wires.interpreter, wires.cancelled)
    comparison.run(test_files, ledger=wires.store, clock=wires.clock, progress=wires.progress)
    begun = time.monotonic()
    comparison.judge_existing()
    if wires.cancelled():
        raise Cancelled
    started = wires.clock()
    campaign = SubjectCampaign(
        located,
        comparison.options_for_search(),
        wires.interpreter,
        progress=wires.progress,
        cancelled=wires.cancelled,
        changed=changed,
        covered=comparison.existing.goals,
        noticed=comparison.noticed,
        started=begun,
        test_files=test_files,
        bytecode=wires.bytecode,
        share=wires.share,
    )
    draft = campaign.draft()
    suite = draft.suite
    notes = [*comparison.notes(), *draft.contradictions]
    run_id = wires.store.new_run_id()
    if draft.loaded.missing_walls:
        notes.append(f"walls missing here: {', '.join(draft.loaded.missing_walls)}")
    campaign.say("verify", tests=len(suite.cases), coverage=draft.reached_share)
    checked = _verified(located, draft, options, wires, campaign.schedule)
    campaign.end("verify")
    wires.store.record_run(_draft_run(run_id, started, located, options, wires, draft, campaign))
    mutants = of_kept_tests(draft.mutants, checked.suite.cases)
    wires.store.record_mutants(run_id, mutants)
    verified = Verified(
        draft.loaded,
        comparison.existing.goals(draft.loaded),
        draft.suite.cases,
        checked.suite.cases,
        checked.verification.measured.coverage if checked.verification else None,
        options.count,
    )
    measures = (
        *_measures(checked, draft, mutants, run_id),
        *search_measures(verified, campaign.meter, run_id),
    )
    wires.store.record_measures(confined(measures, located.module))
    files: list[Path] = []
    complement = comparison.complement(
        checked.printed.text if checked.suite.cases else None,
        checked.verification.measured if checked.verification else None,
        run_id,
    )
    if complement is not None:
        wires.store.record_measures(confined(complement.measures(), located.module))
    record = search_record(draft, verified, mutants, campaign.meter)
    wires.store.artefact(record_text(record).encode(), RECORD_NAME, run_id=run_id)
    if not (draft.subject.callables or draft.subject.classes):
        notes.append("there is nothing to test: the module defines no function and no class")
    if bodies_only(draft.subject.source, checked.coverage):
        notes.append(BODIES_ONLY)
    # What comes behind the suite does not change what it is: an interruption from here on cuts nothing off.
    status = _status(checked, wires)
    suite_file = suite_name(located.module)
    if checked.suite.cases and not options.dry_run:
        path, note = _written(checked.printed.text, suite_file, located, options, wires, run_id)
        files.append(path)
        notes += [note] if note else []
    found = _findings(draft, located, options, wires, run_id)
    properties, text = _properties(draft, checked, located, options, wires, campaign)
    if text is not None and not options.dry_run:
        path, note = _written(text, properties_name(suite_file), located, options, wires, run_id)
        files.append(path)
        notes += [note] if note else []
    if options.property and properties.why_none:
        notes.append(properties.why_none)
    if options.changed is None:
        notes += left_behind(options.out / properties_name(suite_file), text is not None)
    return SubjectReport(
        subject=located.module,
        path=located.path,
        status=status,
        files=tuple(files),
        tests=checked.tests,
        measures=measures,
        unreached=()
        if wires.cancelled() and not checked.suite.cases
        else in_short(record.explanation),
        dropped=checked.dropped,
        cut_by_time=draft.cut_by_time,
        executions=draft.executions,
        runs=(run_id, *(each.id for each in checked.runs)),
        notes=tuple(notes),
        target_reached=_target_reached(options, measures),
        text=checked.printed.text if options.dry_run and checked.suite.cases else None,
        phases=tuple((each.name, each.seconds) for each in record.effort.phases),
        effort=record.effort,
        complement=complement,
        survivors=len(record.explanation.mutants),
        suspected_equivalent=record.explanation.suspected_equivalent,
        findings=found,
        properties=properties,
    )


def _written(
    text: str, name: str, located: Located, options: GenerateOptions, wires: Wires, run_id: str
) -> tuple[Path, str | None]:
    """Write a file of tests and record it."""
    with wires.folder_lock:
        path, note = write_suite(
            options.out,
            located.module,
            text,
            force=options.force,
            is_untouched=is_untouched,
            taken=wires.written,
            name=name,
        )
        wires.written.add(path)
    digest = hashlib.sha256(text.encode()).hexdigest()
    wires.store.record_suite_file(path, digest, located.module, options.seed, run_id)
    return path, note


def _properties(
    draft: Draft,
    checked: _Checked,
    located: Located,
    options: GenerateOptions,
    wires: Wires,
    campaign: SubjectCampaign,
) -> tuple[PropertyReport, str | None]:
    """Laws that earned a test, and the file that holds them."""
    unwanted = why_no_properties(options, wires.interpreter)
    if unwanted is not None or draft.laws is None:
        return PropertyReport(*(unwanted or ("none", ""))), None
    # Imported here: who has no Hypothesis does not pay for it.
    from aqe.campaign.properties import Judge, offer

    campaign.say("properties", tests=checked.tests)
    judge = Judge(
        wires.interpreter,
        draft.subject,
        located.path,
        (located.import_root, *options.search_path),
        Header(__version__, wires.command, first_party(draft.subject, options.root)),
        properties_name(suite_name(located.module)),
        wires.clock,
        wires.store.new_run_id,
        options.seed,
        wires.bytecode,
        left_s=campaign.schedule.left_s,
        is_cancelled=wires.cancelled,
    )
    room = None if options.count is None else max(0, options.count - checked.tests)
    report, printed, runs = offer(draft.laws, judge, most=room)
    for run in runs:
        wires.store.record_run(run)
    campaign.end("properties")
    if printed is None:
        return report, None
    return replace(report, text=printed.text if options.dry_run else None), printed.text


def _status(checked: _Checked, wires: Wires) -> str:
    if wires.cancelled():
        return "interrupted"
    return "verified" if checked.suite.cases else "no-tests"


# -- verification --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Checked:
    """A suite all of whose tests passed in all runs, or an empty one."""

    suite: Suite
    printed: PrintedSuite
    verification: Verification | None
    dropped: tuple[str, ...]

    @property
    def runs(self) -> tuple[RecordedRun, ...]:
        if self.verification is None:
            return ()
        return self.verification.runs

    @property
    def tests(self) -> int:
        return len(self.verification.passed) if self.verification else 0

    @property
    def coverage(self) -> tuple[FileCoverage, ...]:
        return (self.verification.measured.coverage or ()) if self.verification else ()


def _verified(
    located: Located, draft: Draft, options: GenerateOptions, wires: Wires, schedule: Schedule
) -> _Checked:
    """Print and verify until nothing fails; what fails or spoils the rest is dropped.

    Raises:
        SourceError: pytest cannot load the suite at all, because it cannot import the subject.

    Verification does not end on cancellation: what was drafted by then is what gets verified.
    """
    header = Header(__version__, wires.command, first_party(draft.subject, options.root))
    cases = {each.candidate.id: each for each in draft.suite.cases}
    names: dict[int, str] = {}
    best: list[_Checked] = []

    def attempt(chosen: Sequence[int]) -> Trial:
        suite = replace(draft.suite, cases=tuple(cases[each] for each in chosen))
        printed = print_suite(suite, draft.subject, header)
        verification = _verify(printed.text, located, options, wires)
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
            best[:] = [_Checked(suite, printed, verification, ())]
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
    return _Checked(empty, print_suite(empty, draft.subject, header), None, dropped)


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


def _findings(
    draft: Draft, located: Located, options: GenerateOptions, wires: Wires, run_id: str
) -> tuple[Finding, ...]:
    """What the search found odd, as far as it shows in a fresh process; kept beside the run."""
    found: tuple[Finding, ...] = ()
    text = ""
    if draft.suspects and not wires.aborted():

        def confirm(text: str) -> RecordedRun:
            with temporary_folder("verify") as folder:
                request = replace(
                    _request(text, folder, located, options, wires),
                    kind=RunKind.CONFIRM,
                    coverage_of=None,
                    generated=True,
                )
                run = run_suite(
                    request,
                    run_id=wires.store.new_run_id(),
                    clock=wires.clock,
                    cancelled=wires.aborted,
                )
            wires.store.record_run(run)
            return run

        found, text = confirmed(
            draft.suspects,
            draft.subject,
            path=relative_path(located.path, options.root),
            name=findings_name(options.root, located.module, located.path),
            command=wires.command,
            confirm=confirm,
        )
    if options.dry_run:  # no file, so none to name
        found = tuple(replace(each, test=None) for each in found)
    else:
        write_findings(options.root, located.module, located.path, text)
    record = findings_record(draft.subject.source, found)
    wires.store.artefact(record, FINDINGS, run_id=run_id)
    return found


def _request(
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


def _verify(text: str, located: Located, options: GenerateOptions, wires: Wires) -> Verification:
    with temporary_folder("verify") as folder:
        return verify_suite(
            _request(text, folder, located, options, wires),
            run_ids=[wires.store.new_run_id() for _ in range(RUNS)],
            clock=wires.clock,
            seed=options.seed,
            cancelled=wires.aborted,
        )


# -- figures -------------------------------------------------------------------------------------


def _measures(
    checked: _Checked, draft: Draft, mutants: Sequence[MutantResult], run_id: str
) -> tuple[Measure, ...]:
    found: list[Measure] = []
    if checked.verification is not None:
        found += coverage_measures(checked.verification.measured)
    else:
        found += [
            Measure.unavailable(name, "ratio", "no test was verified")
            for name in ("line_coverage", "branch_coverage", "line_branch_coverage")
        ]
    found.append(mutation_score(mutants, draft.mutants_drawn, run_id))
    return tuple(found)


def _target_reached(options: GenerateOptions, measures: Sequence[Measure]) -> bool | None:
    if options.coverage_target is None:
        return None
    value = next((each.value for each in measures if each.name == "line_branch_coverage"), None)
    return value is not None and value >= options.coverage_target


def _draft_run(
    run_id: str,
    started: datetime,
    located: Located,
    options: GenerateOptions,
    wires: Wires,
    draft: Draft,
    campaign: SubjectCampaign,
) -> RecordedRun:
    return RecordedRun(
        id=run_id,
        kind=RunKind.GENERATE,
        command=tuple(shlex.split(wires.command)),
        directory=str(options.root),
        started_at=started.astimezone(UTC).isoformat(timespec="milliseconds"),
        duration_s=sum(each.seconds for each in campaign.meter.phases),
        exit_code=0,
        python=draft.loaded.python,
        seed=options.seed,
        notes=tuple(f"{each.name}: {each.seconds:.3f} s" for each in campaign.meter.phases),
        attributes=(
            ("subject", located.module),
            ("source", relative_path(located.path, options.root)),
            ("executions", str(draft.executions)),
            ("cut_by_time", str(draft.cut_by_time).lower()),
            ("walls", " ".join(draft.loaded.walls)),
        ),
    )
