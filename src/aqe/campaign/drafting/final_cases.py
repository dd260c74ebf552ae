"""From chosen scenarios to test cases: what is seen again, with assertions about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.campaign.drafting.decisions import decisions_of, lines_of
from aqe.campaign.drafting.replay import Replayer
from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.source_lines import source_lines
from aqe.domain.suite import OracleBasis, TestCase
from aqe.generation.archive import Archive, Entry
from aqe.generation.choosing.constructions import without_known_attributes
from aqe.generation.choosing.idle_options import without_idle_options
from aqe.generation.choosing.idle_tests import without_idle
from aqe.generation.choosing.operators import with_operators
from aqe.generation.choosing.repeats import without_repeats
from aqe.generation.choosing.seen_again import seen_again
from aqe.generation.choosing.selection import without_questions
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.choosing.twins import with_twin
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.exploring.chance_order import is_in_order_of_chance
from aqe.generation.exploring.search import Search
from aqe.generation.observing.left_alone import left_alone
from aqe.generation.observing.oracles import Oracles
from aqe.generation.observing.states import moved_parts
from aqe.generation.scenario import Scenario

__all__ = ["final_cases", "replayed"]

_MOST_SPARE = 300
_WARNING = re.compile(r"\bwarn(?:_explicit)?\(")
_MEASURING = re.compile(r"\bsys\.getsizeof\b|\bimport\b.*\bgetsizeof\b|\.__sizeof__\(")


def replayed(archive: Archive, replayer: Replayer) -> list[Entry]:
    """Entries that show the same twice, with all goals that they reach."""
    entries = archive.all_entries()[:_MOST_SPARE]
    runs = replayer.observed([each.scenario for each in entries])
    return [
        seen_again(entry, run) for entry, run in zip(entries, runs, strict=True) if run is not None
    ]


def final_cases(
    strengthened: Strengthened,
    reaches: Mapping[Scenario, frozenset[int]],
    replayer: Replayer,
    search: Search,
) -> list[TestCase]:
    """Final candidates, observed once more, most valuable first.

    Args:
        strengthened: scenarios with the mutants that each tells apart.
        reaches: goals that a scenario was picked for.
        replayer: observes.
        search: the finished search.
    """
    disturbed = {
        place: _disturbed(strengthened, place) for place in range(len(strengthened.scenarios))
    }
    candidates = _candidates(strengthened, reaches, replayer, search, disturbed)
    runs = _observed(candidates, replayer, search)
    candidates, runs = _with_twins(candidates, runs, replayer, search)
    runs = _without_chance(strengthened.scenarios, runs, search.subject.module)
    cases = [
        TestCase(
            candidate=candidate,
            run=run,
            basis=OracleBasis.RECORDED,
            reaches=reaches.get(scenario, frozenset()),
            kills=tuple(strengthened.kills.get(place, ())),
            note=scenario.note,
            disturbed=disturbed[place],
            is_by_form=_is_by_form(strengthened, place),
            decisions=decisions_of(run, search.archive),
            lines=lines_of(run, search.archive),
            idle=strengthened.idle.get(place, frozenset()),
        )
        for place, (scenario, candidate, run) in enumerate(
            zip(strengthened.scenarios, candidates, runs, strict=True)
        )
        if run is not None
    ]
    oracles = Oracles(
        search.subject.module,
        frozenset(each.name for each in search.archive.loaded.members),
        warners=_warners(search)
        | {
            each.candidate.subject
            for each in cases
            if each.run.observations and each.run.observations[-1].warnings
        },
        answering=_answering(search, cases),
        moving=frozenset(part for each in cases for part in moved_parts(each)),
        measures=_MEASURING.search(search.subject.source) is not None,
        fields=_fields(search),
    )
    iterated: set[str] = set()
    printed: set[str] = set()
    cases = without_idle_options(
        [oracles.with_assertions(each, iterated, printed) for each in cases]
    )
    if strengthened.results:  # else nothing says what a test is there for
        cases = without_known_attributes(without_idle(without_repeats(cases)))
    cases.sort(key=lambda each: -(len(each.reaches) + 2 * len(each.kills)))
    return cases


def _without_chance(
    scenarios: Sequence[Scenario], runs: Sequence[CandidateRun | None], module: str
) -> list[CandidateRun | None]:
    """Runs of scenarios in which no order of a set is that of chance, whatever two processes agreed on."""
    return [
        None if is_in_order_of_chance(scenario, module) else run
        for scenario, run in zip(scenarios, runs, strict=True)
    ]


def _with_twins(
    candidates: Sequence[Candidate],
    runs: Sequence[CandidateRun | None],
    replayer: Replayer,
    search: Search,
) -> tuple[list[Candidate], list[CandidateRun | None]]:
    """Candidates that ask for a hash compare it with that of an equal object, where it is the same."""
    twins = {
        place: twin
        for place, each in enumerate(candidates)
        if (twin := with_twin(each)) is not None
    }
    found, shown = list(candidates), list(runs)
    observed = _observed(list(twins.values()), replayer, search) if twins else []
    for (place, twin), run in zip(twins.items(), observed, strict=True):
        before = runs[place]
        value = run.observations[-1].value if run is not None and run.observations else None
        if before is None or run is None or value is None or value.source != "True":
            continue
        if before.goals <= run.goals:
            found[place], shown[place] = twin, run
    return found, shown


def _fields(search: Search) -> dict[str, set[str]]:
    """Classes of the subject -> names of the attributes that their instances surely have."""
    found = {
        each.name: set(each.members)
        for each in search.archive.loaded.members
        if each.kind == "class" and not each.is_enum
    }
    for known in search.subject.classes:
        found.setdefault(known.qualname, set()).update(each.name for each in known.fields)
    return found


def _disturbed(strengthened: Strengthened, place: int) -> frozenset[tuple[str, str]]:
    """Parts of variables in which alone mutants of a scenario show, by changing what stays as it was."""
    kills = strengthened.kills.get(place, ())
    return frozenset(part for each in kills for part in strengthened.results[each].disturbed)


def _is_by_form(strengthened: Strengthened, place: int) -> bool:
    """Whether a mutant of a scenario shows in nothing but how mappings read that hold the same."""
    kills = strengthened.kills.get(place, ())
    return any(strengthened.results[each].is_by_form for each in kills)


def _warners(search: Search) -> frozenset[str]:
    """Callables that were seen to come by a statement which gives a warning, whatever became of them."""
    lines = {
        number
        for number, line in enumerate(source_lines(search.subject.source), 1)
        if _WARNING.search(line)
    }
    owners = {
        each.id: each.qualname for each in search.archive.goals.values() if each.line in lines
    }
    entries = [*search.archive.all_entries(), *search.archive.failures()]
    return frozenset(
        each.scenario.subject
        for each in entries
        if {owners[goal] for goal in each.run.goals & owners.keys()} - _prepared_by(each.scenario)
    )


def _prepared_by(scenario: Scenario) -> set[str]:
    """Callables that come before the act, which have given the warnings in their own lines."""
    subjects = [each.subject for each in scenario.steps[:-1] if each.subject is not None]
    names = {name for each in subjects for name in (each.qualname, f"{each.owner}.{each.name}")}
    return names - {scenario.subject}


def _answering(search: Search, cases: Sequence[TestCase]) -> frozenset[str]:
    """Callables that were seen to return something."""
    ended = [(each.scenario.subject, each.run) for each in search.archive.all_entries()]
    ended += [(each.candidate.subject, each.run) for each in cases]
    return frozenset(
        subject
        for subject, run in ended
        if run.outcome is CandidateOutcome.COMPLETED
        and run.result_types
        and run.result_types[-1] != "builtins:NoneType"
    )


def _candidates(
    strengthened: Strengthened,
    reaches: Mapping[Scenario, frozenset[int]],
    replayer: Replayer,
    search: Search,
    disturbed: dict[int, frozenset[tuple[str, str]]],
) -> list[Candidate]:
    """Candidates without idle questions and with operators.

    They have variables for objects that a call changes, and for what one test of each callable says that it
    is left as it was.

    Args:
        strengthened: scenarios with the mutants that each tells apart.
        reaches: goals that a scenario was picked for.
        replayer: observes.
        search: the finished search.
        disturbed: parts of variables that mutants change, by place; what is left alone is added.
    """
    module, scenarios = search.subject.module, list(strengthened.scenarios)
    free = {place for place, each in enumerate(scenarios) if each.documented is None}
    runs = _observed_scenarios(scenarios, module, replayer, search)
    for rewritten in (without_questions, with_operators):
        changed = {
            place: other
            for place, each in enumerate(scenarios)
            if place in free and (other := rewritten(each)) != each
        }
        if not changed:
            continue
        found = _observed_scenarios(list(changed.values()), module, replayer, search)
        for (place, other), run in zip(changed.items(), found, strict=True):
            old = runs[place]
            goals = reaches.get(strengthened.scenarios[place], frozenset())
            if rewritten is with_operators and old is not None:
                goals = old.goals  # or the other operand answered
                old = _as_augmented(old, scenarios[place], other, module)
            if _is_alike(old, run, goals):
                scenarios[place], runs[place] = other, run
    needed = [
        bool(reaches.get(each) or strengthened.kills.get(place))
        for place, each in enumerate(strengthened.scenarios)
    ]
    for place, name in left_alone(scenarios, runs, module, needed):
        disturbed[place] |= {(name, "")}
    surroundings = search.seeder.surroundings
    return [
        candidate_of(
            surroundings.with_variables_unset(each),
            module,
            place,
            keep=_variables(run, disturbed[place]),
            in_folder=run is not None and "folder" in run.unstable,
        )
        for place, (each, run) in enumerate(zip(scenarios, runs, strict=True))
    ]


def _as_augmented(
    run: CandidateRun, named: Scenario, augmented: Scenario, module: str
) -> CandidateRun | None:
    """What statements like ``box += other`` have to show for a run with ``other_box = box.__iadd__(other)``.

    They bind the variable to what the method returned, so that only what changes later is a change of it.

    Returns:
        None where a method changed its object and returned something else.
    """
    after = dict(run.after)
    shown = run.observations[-1].value if run.observations else None
    last: dict[str, str | None] = {}
    pairs = list(zip(_statements(named, module), _statements(augmented, module), strict=True))
    for place, (old, new) in enumerate(pairs):
        if new.form is not StatementForm.AUGMENT or new.target is None:
            continue
        is_act = place == len(pairs) - 1
        end = after.get(str(old.target)) if not is_act else shown
        if is_act and run.outcome is not CandidateOutcome.COMPLETED:
            continue
        held = after.get(new.target, end)
        if held is not None and end is not None and held != end:
            return None
        last[new.target] = None if is_act else old.target
    for name, alias in last.items():
        after.pop(name, None)
        end = after.pop(alias, None) if alias is not None else None
        if end is not None:
            after[name] = end
    return replace(run, after=tuple(after.items()))


def _statements(scenario: Scenario, module: str) -> tuple[Statement, ...]:
    return candidate_of(scenario, module, 0).statements


def _variables(run: CandidateRun | None, disturbed: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Variables for arguments that are worth having: what is demanded of them is how they are afterwards."""
    if run is None:
        return frozenset()
    return frozenset(name for name, _ in (*disturbed, *run.after))


def _observed_scenarios(
    scenarios: Sequence[Scenario], module: str, replayer: Replayer, search: Search
) -> list[CandidateRun | None]:
    candidates = [candidate_of(each, module, place) for place, each in enumerate(scenarios)]
    return _observed(candidates, replayer, search)


def _is_alike(one: CandidateRun | None, other: CandidateRun | None, goals: frozenset[int]) -> bool:
    """Whether a test of the other run would demand the same and reach the goals as well."""
    if one is None or other is None or not goals <= other.goals:
        return False
    if one.outcome is not other.outcome or one.failure != other.failure or one.files != other.files:
        return False
    if dict(one.after) != dict(other.after):
        return False
    last, others = (each.observations[-1] if each.observations else None for each in (one, other))
    return last is None or (
        others is not None
        and (last.value, last.stdout, last.warnings)
        == (others.value, others.stdout, others.warnings)
    )


def _observed(
    candidates: Sequence[Candidate], replayer: Replayer, search: Search
) -> list[CandidateRun | None]:
    printer = search.exploration.printer
    return replayer.observed_programs([printer(each) for each in candidates])
