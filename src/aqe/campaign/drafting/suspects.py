"""From what a search met to suspects: odd exceptions and broken laws, each made as simple as it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aqe.analysis.failing_lines import FailingLines
from aqe.domain.finding import Confidence, Oddity
from aqe.domain.recipe import Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import ClassSubject, Subject
from aqe.domain.suite import OracleBasis, TestCase
from aqe.generation.archive import Archive, cost_of
from aqe.generation.choosing.selection import variants
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.exploring.exploration import Exploration
from aqe.generation.judging.fitting import Fitting, Standing
from aqe.generation.judging.object_laws import laws_of, suspect_of
from aqe.generation.judging.oddities import Judge, Suspect, suspects_of
from aqe.generation.judging.serialisers import laws_of_serialisers
from aqe.generation.scenario import Scenario, Step
from aqe.syntax.python.parsing import parse_literal

__all__ = ["find_suspects", "reproduction_of", "without_suspects"]

_MOST = 16
"""Suspects of one subject that are followed up."""
_KNOWN = 3
"""Ways to an instance that the search has found, of those that a law is tried on."""
_CHANGES = 2
"""Constructions that differ from the first in the same arguments."""
_ROUNDS = 3
_VARIANTS = 24


def find_suspects(
    subject: Subject,
    archive: Archive,
    exploration: Exploration,
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Suspect, ...]:
    """What a search met that no test should nail down, the surest first.

    Args:
        subject: the module.
        archive: what the search has run.
        exploration: executes what is tried beyond that.
        is_over: whether no time is left for making it simpler.
    """
    judge = Judge(subject, Fitting(subject, parse_literal), FailingLines(subject.source))
    laws = _broken_laws(subject, archive, exploration, judge)
    told = {_failure(each) for each in laws}
    ended = [*archive.failures(), *archive.crashes()]
    odd = suspects_of(judge, ((each.scenario, each.run) for each in ended))
    found = [*laws, *(each for each in odd if _failure(each) not in told)]
    found.sort(key=lambda each: (each.suspicion.confidence is not Confidence.HIGH, each.line or 0))
    found = found[:_MOST]
    for _ in range(_ROUNDS):
        if not found or is_over():
            break
        found, is_changed = _simpler(found, exploration, judge)
        if not is_changed:
            break
    deaths = _own_deaths(found, exploration)
    # What ends the interpreter ends pytest with it: the others are shown before.
    return (*(each for each in found if each.suspicion.rule is not Oddity.CRASH), *deaths)


def _own_deaths(found: Sequence[Suspect], exploration: Exploration) -> list[Suspect]:
    """Deaths of the interpreter that come with the act, and not with what is done before it."""
    deaths = [each for each in found if each.suspicion.rule is Oddity.CRASH]
    before = [replace(each.scenario, steps=each.scenario.steps[:-1]) for each in deaths]
    runs = iter(_observed([each for each in before if each.steps], exploration))
    return [
        each
        for each, earlier in zip(deaths, before, strict=True)
        if not earlier.steps or next(runs).outcome is not CandidateOutcome.CRASHED
    ]


def without_suspects(cases: Sequence[TestCase], suspects: Sequence[Suspect]) -> list[TestCase]:
    """The cases that do not take for expected what is surely wrong."""
    wrong = {
        _failure(each)
        for each in suspects
        if each.run.failure is not None and each.suspicion.confidence is Confidence.HIGH
    }
    return [each for each in cases if each.run.failure is None or _failure(each) not in wrong]


def _failure(shown: Suspect | TestCase) -> tuple[str, int | None]:
    """The exception of a run and where it arose; an empty type where it completed."""
    failure = shown.run.failure
    return ("", shown.run.candidate) if failure is None else (failure.type, failure.line)


def _broken_laws(
    subject: Subject, archive: Archive, exploration: Exploration, judge: Judge
) -> list[Suspect]:

    def instances(owner: ClassSubject) -> list[tuple[Step, ...]]:
        known = exploration.seeder.receivers(owner.qualname)[:_KNOWN]
        made = _one_change_each(exploration.seeder.constructions(owner))
        return list(dict.fromkeys([*known, *made]))

    laws = [
        *laws_of(subject, instances, judge.fitting),
        *laws_of_serialisers(subject, archive.pool, judge.fitting),
    ]
    if not laws:
        return []
    runs = _observed([each.scenario for each in laws], exploration)
    found: dict[
        tuple[str, int | None], Suspect
    ] = {}  # what derives from a class repeats its faults
    for law, run in zip(laws, runs, strict=True):
        suspect = suspect_of(law, run, judge.lines)
        if suspect is not None:
            said = law.message if run.failure is None else run.failure.type
            found.setdefault((said, suspect.line), suspect)
    return list(found.values())


def _observed(scenarios: Sequence[Scenario], exploration: Exploration) -> list[CandidateRun]:
    programs = [exploration.program(each) for each in scenarios]
    return exploration.runner.run(programs, observe=True, compare=False)


def _one_change_each(constructions: Sequence[Scenario]) -> list[tuple[Step, ...]]:
    """The first construction, and some that differ from it in one argument or another."""
    count: dict[frozenset[str], int] = {}
    found = []
    for each in constructions:
        changed = _values(constructions[0]).items() ^ _values(each).items()
        key = frozenset(name for name, _ in changed)
        count[key] = count.get(key, 0) + 1
        if count[key] <= _CHANGES:
            found.append(each.steps)
    return found


def _values(scenario: Scenario) -> dict[str, Recipe]:
    return {each.keyword or each.parameter.name: each.recipe for each in scenario.act.arguments}


def _simpler(
    suspects: Sequence[Suspect], exploration: Exploration, judge: Judge
) -> tuple[list[Suspect], bool]:
    """Each suspect by a simpler scenario that shows the same (delta debugging, Zeller 2002)."""
    proposals: list[tuple[int, Scenario]] = []
    for place, suspect in enumerate(suspects):
        for count, variant in enumerate(variants(suspect.scenario)):
            if count >= _VARIANTS:
                break
            proposals.append((place, exploration.seeder.complete(variant)))
    if not proposals:
        return list(suspects), False
    runs = _observed([scenario for _, scenario in proposals], exploration)
    best = {place: _cost(each.scenario, each.run) for place, each in enumerate(suspects)}
    found = list(suspects)
    for (place, scenario), run in zip(proposals, runs, strict=True):
        cost = _cost(scenario, run)
        if cost < best[place] and _shows(found[place], scenario, run, judge):
            best[place] = cost
            found[place] = replace(found[place], scenario=scenario, run=run)
    return found, any(one is not other for one, other in zip(found, suspects, strict=True))


def _shows(suspect: Suspect, scenario: Scenario, run: CandidateRun, judge: Judge) -> bool:
    """Whether a simpler scenario is the same oddity, and no more doubtful."""
    if not suspect.still(run):
        return False
    if suspect.is_law:
        calls = [each for each in scenario.steps if each.subject is not None]
        stated = [each for each in scenario.steps if each.subject is None]
        return len(stated) == suspect.evidence + suspect.steps and all(
            judge.fitting.of_step(each, scenario) is not Standing.DOUBTFUL for each in calls
        )
    why = judge.suspicion(scenario, run)
    return why is not None and (
        why.confidence is suspect.suspicion.confidence or why.confidence is Confidence.HIGH
    )


def _cost(scenario: Scenario, run: CandidateRun) -> float:
    return cost_of(scenario, run.outcome, is_private=False)


def reproduction_of(suspect: Suspect, module: str, number: int) -> TestCase:
    """The test of a suspect: it passes once the subject does right."""
    steps = suspect.scenario.steps
    if suspect.evidence:
        steps = (*steps[: -suspect.evidence - suspect.steps], *steps[-suspect.steps :])
    scenario = replace(suspect.scenario, steps=steps)
    candidate = candidate_of(scenario, module, number, keep=frozenset())
    return TestCase(
        candidate,
        CandidateRun(number, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=suspect.demands(len(candidate.statements)),
    )
