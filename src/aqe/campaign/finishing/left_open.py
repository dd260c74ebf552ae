"""What a finished generation leaves open and what it spent, put together when its suite is verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aqe.campaign.drafting.draft import Draft
from aqe.campaign.drafting.metering import Meter
from aqe.campaign.drafting.private_code import private_share
from aqe.campaign.explanation.mutants import Reach, explained_mutants
from aqe.campaign.explanation.record import SearchRecord
from aqe.campaign.explanation.verification import Verified, after_verification, lines_of_import
from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import MutantResult

__all__ = ["search_measures", "search_record"]


def search_record(
    draft: Draft, verified: Verified, mutants: Sequence[MutantResult], meter: Meter
) -> SearchRecord:
    """What is kept about the search: goals and mutants left open with their causes, and its effort."""
    explanation = after_verification(draft.explanation, verified)
    reach = Reach(meter.inputs, draft.one_sided, lines_of_import(draft.loaded))
    explanation = replace(explanation, mutants=explained_mutants(mutants, reach))
    effort = replace(draft.effort, phases=tuple(meter.phases), peak_memory_bytes=meter.peak_bytes)
    return SearchRecord(explanation, effort)


def search_measures(verified: Verified, meter: Meter, run_id: str) -> tuple[Measure, ...]:
    """The share that needs private code, and the memory of the largest process."""
    return (private_share(verified.loaded, verified.kept, run_id), _memory(meter, run_id))


def _memory(meter: Meter, run_id: str) -> Measure:
    if meter.peak_bytes is None:
        why = "this system does not tell how much memory processes took"
        return Measure.unavailable("worker_memory", "bytes", why, (run_id,))
    detail = "resident set of the largest process that ran candidates"
    return Measure("worker_memory", meter.peak_bytes, "bytes", Basis.MEASURED, (run_id,), detail)
