"""From a draft to a suite that passed: print, verify, drop what fails, write, record."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aqe import __version__
from aqe.analysis.locate import Located
from aqe.campaign.complementing.comparison import Comparison
from aqe.campaign.drafting.draft import Draft
from aqe.campaign.drafting.kills import mutation_score, of_kept_tests
from aqe.campaign.drafting.laws import why_no_properties
from aqe.campaign.drafting.subject import SubjectCampaign
from aqe.campaign.drafting.worker_pair import Cancelled
from aqe.campaign.explanation.record import RECORD_NAME, record_text
from aqe.campaign.explanation.verification import Verified, in_short
from aqe.campaign.finishing.delivery import Delivery
from aqe.campaign.finishing.findings import (
    FINDINGS,
    confirmed,
    findings_name,
    findings_record,
    write_findings,
)
from aqe.campaign.finishing.left_open import search_measures, search_record
from aqe.campaign.finishing.standing import Recorded, Standing
from aqe.campaign.options import GenerateOptions, SubjectReport, share_reached
from aqe.campaign.patient import Ledger
from aqe.campaign.property_report import PropertyReport
from aqe.campaign.suites.suite_files import (
    model_name,
    properties_name,
    suite_name,
)
from aqe.campaign.verifying.checking import Checked, Wires, checked_suite, suite_request
from aqe.campaign.verifying.early import BODIES_ONLY, bodies_only
from aqe.domain.complement import Complement
from aqe.domain.finding import Finding
from aqe.domain.measure import Measure, confined
from aqe.domain.mutant import MutantResult
from aqe.domain.run import RecordedRun, RunKind
from aqe.evidence.coverage import coverage_measures
from aqe.execution.recording import relative_path
from aqe.execution.suites import SuiteRequest, run_suite
from aqe.execution.temporary import temporary_folder
from aqe.syntax.python.suites import (
    Header,
    first_party,
)

__all__ = ["Ledger", "verified_report"]


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
    if wires.hybrid is not None:
        # Imported here: who asks no model does not pay for what asks one. No budget runs yet.
        from aqe.campaign.finishing.with_model import with_model
    comparison = Comparison(located, options, wires.interpreter, wires.cancelled)
    comparison.run(test_files, ledger=wires.store, clock=wires.clock, progress=wires.progress)
    begun = time.monotonic()
    comparison.judge_existing()
    if wires.cancelled():
        raise Cancelled
    started = wires.clock()
    campaign = _campaign(located, options, wires, comparison, changed, test_files, begun)
    draft = campaign.draft()
    delivery = Delivery(located, options, wires, wires.store.new_run_id())
    delivery.notes += [*comparison.notes(), *draft.contradictions]
    if draft.loaded.missing_walls:
        delivery.notes.append(f"walls missing here: {', '.join(draft.loaded.missing_walls)}")
    campaign.say("verify", tests=len(draft.suite.cases), coverage=draft.reached_share)
    checked = checked_suite(located, draft, options, wires, campaign.schedule)
    campaign.end("verify")
    wires.store.record_run(
        _draft_run(delivery.run_id, started, located, options, wires, draft, campaign)
    )
    stands = _recorded(delivery, draft, checked, comparison, campaign)
    delivery.notes += _notes_on(draft, checked)
    # What comes behind the suite does not change what it is: an interruption from here on cuts nothing off.
    status = _status(checked, wires)
    if checked.suite.cases:
        delivery.write(checked.printed.text, suite_name(located.module))
    found = _findings(draft, located, options, wires, delivery.run_id)
    properties, text = _properties(draft, checked, located, options, wires, campaign)
    delivery.beside(properties_name(suite_name(located.module)), text, properties.why_none)
    explanation = stands.record.explanation
    standing = Standing(status, stands.measures, stands.complement, in_short(explanation))
    report, further = None, None
    if wires.hybrid is not None:
        standing, report, further = with_model(
            standing,
            stands,
            wires.hybrid,
            draft=draft,
            checked=checked,
            properties=properties,
            delivery=delivery,
            comparison=comparison,
            campaign=campaign,
            begun=begun,
        )
    delivery.beside(model_name(suite_name(located.module)), further, what="tests of a model")
    return SubjectReport(
        subject=located.module,
        path=located.path,
        status=standing.status,
        files=tuple(delivery.files),
        tests=checked.tests,
        measures=standing.measures,
        unreached=() if wires.cancelled() and not checked.suite.cases else standing.unreached,
        dropped=checked.dropped,
        cut_by_time=draft.cut_by_time,
        executions=draft.executions,
        runs=(delivery.run_id, *(each.id for each in checked.runs)),
        notes=tuple(delivery.notes),
        target_reached=_target_reached(options, standing.measures, standing.complement),
        text=checked.printed.text if options.dry_run and checked.suite.cases else None,
        phases=tuple((each.name, each.seconds) for each in stands.record.effort.phases),
        effort=stands.record.effort,
        model=report,
        complement=standing.complement,
        survivors=len(explanation.mutants),
        suspected_equivalent=explanation.suspected_equivalent,
        findings=found,
        properties=properties,
    )


def _campaign(
    located: Located,
    options: GenerateOptions,
    wires: Wires,
    comparison: Comparison,
    changed: frozenset[str] | None,
    test_files: Sequence[Path],
    begun: float,
) -> SubjectCampaign:
    return SubjectCampaign(
        located,
        _for_search(comparison.options_for_search(), wires),
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


def _recorded(
    delivery: Delivery,
    draft: Draft,
    checked: Checked,
    comparison: Comparison,
    campaign: SubjectCampaign,
) -> Recorded:
    """Keep the figures of a suite, what it adds to the tests that were there, and why the rest is open."""
    store, module, run_id = delivery.wires.store, delivery.located.module, delivery.run_id
    measured = checked.verification.measured if checked.verification else None
    mutants = of_kept_tests(draft.mutants, checked.suite.cases)
    store.record_mutants(run_id, mutants)
    verified = Verified(
        draft.loaded,
        comparison.existing.goals(draft.loaded),
        draft.suite.cases,
        checked.suite.cases,
        measured.coverage if measured else None,
        delivery.options.count,
    )
    measures = (
        *_measures(checked, draft, mutants, run_id),
        *search_measures(verified, campaign.meter, run_id),
    )
    store.record_measures(confined(measures, module))
    text = checked.printed.text if checked.suite.cases else None
    complement = comparison.complement(text, measured, run_id)
    if complement is not None:
        store.record_measures(confined(complement.measures(), module))
    record = search_record(draft, verified, mutants, campaign.meter)
    store.artefact(record_text(record).encode(), RECORD_NAME, run_id=run_id)
    return Recorded(verified, mutants, measures, complement, record)


def _notes_on(draft: Draft, checked: Checked) -> list[str]:
    notes = []
    if not (draft.subject.callables or draft.subject.classes or checked.suite.cases):
        notes.append("there is nothing to test: the module defines no function and no class")
    if bodies_only(draft.subject.source, checked.coverage):
        notes.append(BODIES_ONLY)
    return notes


def _for_search(options: GenerateOptions, wires: Wires) -> GenerateOptions:
    """The options with the time set aside in which tests of a model are judged."""
    if wires.hybrid is None or options.executions is not None:
        return options
    # Imported here: only where a model may be asked is time set aside.
    from aqe.campaign.hybrid.allowance import search_budget_s

    return replace(options, budget_s=search_budget_s(options.budget_s))


def _properties(
    draft: Draft,
    checked: Checked,
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
    from aqe.campaign.finishing.properties import Judge, offer

    def recorded(folder: Path) -> SuiteRequest:
        request = suite_request(checked.printed.text, folder, located, options, wires)
        return replace(request, coverage_of=None, generated=True)

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
        recorded=recorded if checked.suite.cases else None,
    )
    room = None if options.count is None else max(0, options.count - checked.tests)
    report, printed, runs = offer(draft.laws, judge, most=room)
    for run in runs:
        wires.store.record_run(run)
    campaign.end("properties")
    if printed is None:
        return report, None
    return replace(report, text=printed.text if options.dry_run else None), printed.text


def _status(checked: Checked, wires: Wires) -> str:
    if wires.cancelled():
        return "interrupted"
    return "verified" if checked.suite.cases else "no-tests"


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
                    suite_request(text, folder, located, options, wires),
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


# -- figures -------------------------------------------------------------------------------------


def _measures(
    checked: Checked, draft: Draft, mutants: Sequence[MutantResult], run_id: str
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


def _target_reached(
    options: GenerateOptions, measures: Sequence[Measure], complement: Complement | None
) -> bool | None:
    """Whether the new tests, with those that were there, reach what was asked for."""
    if options.coverage_target is None:
        return None
    share = share_reached(measures, complement)
    return share is not None and share >= options.coverage_target


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
