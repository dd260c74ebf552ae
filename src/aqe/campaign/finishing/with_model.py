"""The tests of a model beside a verified suite: asked for, verified, and counted in its figures.

Imports all that asks models, so who asks none does not import it.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import replace

from aqe import __version__
from aqe.campaign.complementing.comparison import Comparison
from aqe.campaign.drafting.draft import Draft
from aqe.campaign.drafting.kills import mutation_score
from aqe.campaign.drafting.subject import SubjectCampaign
from aqe.campaign.finishing.delivery import Delivery
from aqe.campaign.finishing.left_open import search_measures
from aqe.campaign.finishing.standing import Recorded, Standing
from aqe.campaign.hybrid.loop import HybridResult
from aqe.campaign.hybrid.part import Behind, model_part, still_unreached, with_kills
from aqe.campaign.model_report import ModelReport
from aqe.campaign.model_wires import HybridWires
from aqe.campaign.options import GenerateOptions
from aqe.campaign.property_report import PropertyReport
from aqe.campaign.verifying.checking import Checked, Wires
from aqe.domain.measure import Measure, confined
from aqe.domain.subject import Subject
from aqe.evidence.coverage import coverage_measures
from aqe.syntax.python.suites import Header, first_party

__all__ = ["with_model"]


def with_model(
    standing: Standing,
    recorded: Recorded,
    hybrid: HybridWires,
    *,
    draft: Draft,
    checked: Checked,
    properties: PropertyReport,
    delivery: Delivery,
    comparison: Comparison,
    campaign: SubjectCampaign,
    begun: float,
) -> tuple[Standing, ModelReport, str | None]:
    """What stands with the tests of a model, how it came to that, and the file that holds them.

    Args:
        standing: What stands without a model.
        recorded: The figures of the suite.
        hybrid: The models that may be asked.
        draft: What the search found.
        checked: The suite.
        properties: Tests of laws beside it.
        delivery: Where the suite was written.
        comparison: Tests that were there already.
        campaign: The search.
        begun: When work on the subject began, by the clock that only goes forward.
    """
    located, options, wires = delivery.located, delivery.options, delivery.wires
    behind = Behind(
        located,
        options,
        draft,
        checked,
        recorded.record.explanation,
        recorded.mutants,
        comparison.existing.coverage,
        frozenset(kill for each in properties.offered for kill in each.kills),
        _room(options, checked, properties),
        time.monotonic() - begun,
        campaign.workers,
        _header(draft.subject, options, wires, hybrid),
    )
    campaign.say("model", tests=checked.tests)
    found = model_part(behind, wires, hybrid)
    campaign.end("model")
    figures = search_measures(recorded.verified, campaign.meter, delivery.run_id)
    standing = _standing(standing, behind, found, wires, comparison, delivery.run_id, figures)
    text = None if found.suite is None else found.suite.printed.text
    return standing, _report(found, options), text


def _standing(
    standing: Standing,
    behind: Behind,
    found: HybridResult,
    wires: Wires,
    comparison: Comparison,
    run_id: str,
    figures: Sequence[Measure],
) -> Standing:
    """What stands with the tests of a model, which were accepted and verified; kept in the store."""
    if found.suite is None:
        return standing
    verification = found.suite.verification
    for run in verification.runs:
        wires.store.record_run(run)
    mutants = with_kills(behind.mutants, found)
    measures = (
        *coverage_measures(verification.measured),
        mutation_score(mutants, behind.draft.mutants_drawn, run_id),
        *figures,
    )
    wires.store.record_measures(confined(measures, behind.located.module))
    complement = standing.complement
    if complement is not None:
        complement = comparison.with_further(complement, verification.measured)
    reached = verification.measured.coverage or ()
    return Standing(
        "verified" if standing.status == "no-tests" else standing.status,
        measures,
        complement,
        still_unreached(standing.unreached, behind.draft, reached),
    )


def _room(options: GenerateOptions, checked: Checked, properties: PropertyReport) -> int | None:
    """Tests that are missing to the number that was asked for."""
    if options.count is None:
        return None
    return max(0, options.count - checked.tests - len(properties.offered))


def _header(
    subject: Subject, options: GenerateOptions, wires: Wires, hybrid: HybridWires
) -> Header:
    """The head of the file with tests of a model: its command names the model."""
    choice = options.model or hybrid.choice
    command = f"{wires.command} --model {shlex.quote(choice)}"
    return Header(__version__, command, first_party(subject, options.root))


def _report(found: HybridResult, options: GenerateOptions) -> ModelReport:
    if found.suite is None or not options.dry_run:
        return found.report
    return replace(found.report, text=found.suite.printed.text)
