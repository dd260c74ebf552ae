"""From a finished search to what it left open and why it ended."""

from __future__ import annotations

import hashlib

from aqe.campaign.explanation.findings import Findings
from aqe.campaign.explanation.goals import explained_goals
from aqe.domain.candidate import Program
from aqe.domain.effort import Effort, Stopped
from aqe.domain.explanation import ModuleExplanation
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario

__all__ = ["digest_of", "effort_of", "explain_search", "one_sided_lines"]


def digest_of(source: str) -> str:
    """What a source text is told apart by."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def effort_of(search: Search) -> Effort:
    """Why a search ended and after how many executions."""
    attempts = search.exploration.attempts
    return Effort(_stopped(search), attempts.total, attempts.last_new)


def _stopped(search: Search) -> Stopped:
    budget, settings, archive = search.budget, search.settings, search.archive
    attempts = search.exploration.attempts
    if not archive.open_goals():
        return Stopped.ALL_REACHED
    if settings.target is not None and archive.share >= settings.target:
        return Stopped.TARGET
    if budget.is_cancelled():
        return Stopped.CANCELLED
    if budget.was_cut:
        return Stopped.TIME
    if budget.used >= budget.executions:
        return Stopped.EXECUTIONS
    if budget.used - attempts.last_new > settings.patience:
        return Stopped.PATIENCE
    return Stopped.NOTHING_TO_TRY


def explain_search(search: Search, stopped: Stopped) -> ModuleExplanation:
    """Why goals stayed open.

    Args:
        search: the search, over.
        stopped: why it ended.
    """
    subject, values = search.subject, search.exploration.values
    findings = Findings(
        subject,
        search.archive,
        search.exploration.attempts,
        is_spent=stopped in (Stopped.EXECUTIONS, Stopped.TIME, Stopped.CANCELLED),
        can_build=lambda owner: bool(search.seeder.receivers(owner)),
        can_value=lambda type_ref: bool(values.of_type(type_ref)),
        shown=lambda scenario: _shown(search, scenario),
        aimed=search.settings.only,
    )
    return ModuleExplanation(
        module=subject.module,
        digest=digest_of(subject.source),
        counted=sum(each.counted for each in search.archive.goals.values()),
        goals=explained_goals(findings),
    )


def one_sided_lines(search: Search, explanation: ModuleExplanation) -> frozenset[int]:
    """Lines with a decision that was only seen to go one way, or that executions did not get past."""
    sides = (each.line for each in search.archive.open_goals())
    guards = (each.guard.line for each in explanation.goals if each.guard is not None)
    return frozenset((*sides, *guards))


def _shown(search: Search, scenario: Scenario) -> str:
    """A scenario as its statements, one behind the other."""
    program: Program = search.exploration.printer(candidate_of(scenario, search.subject.module, 0))
    return "; ".join(
        f"{each.target} = {each.source}" if each.target else each.source for each in program.lines
    )
