from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import FakeRunner, arguments_of, completed, search_of, subject_of
from generation_builders import failure, loaded, run

from aqe.domain.mutant import Mutant, MutantState
from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.choosing.strengthening import Strengthened, strengthen
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Argument, Scenario, Step

SOURCE = """\
def act(number: int) -> int:
    return number * 2
"""


def _mutant(name: str, line: int = 1) -> Mutant:
    return Mutant(name, "number", "act", line, 0, 1, "*", "+")


def _kills(mutant: Mutant, text: str) -> bool:
    (value,) = arguments_of(text)
    if mutant.id == "easy":
        return value == 1
    return mutant.id == "hard" and isinstance(value, int) and value > 40


def _bench(tmp_path: Path) -> tuple[Search, FakeRunner, Scenario]:
    def play(text: str) -> CandidateRun:
        return completed({0})

    runner = FakeRunner(play, kills=_kills)
    search = search_of(subject_of(tmp_path, SOURCE), loaded(1), runner)
    subject = search.subject.callable("act")
    assert subject is not None
    first = Scenario((Step(subject, (Argument(subject.parameters[0], Literal(1)),)),))
    search.exploration.explore([first])
    return search, runner, first


def _all_stable(scenarios: Sequence[Scenario]) -> list[bool]:
    return [True] * len(scenarios)


def _run(tmp_path: Path, *names: str, **options: object) -> tuple[Strengthened, Scenario]:
    search, _, first = _bench(tmp_path)
    mutants = [_mutant(each) for each in names]
    arguments = {"is_stable": _all_stable, **options}
    found = strengthen(search, [first], search.archive.all_entries(), mutants, **arguments)  # type: ignore[arg-type]
    return found, first


def test_what_the_suite_kills_already_needs_nothing_new(tmp_path: Path) -> None:
    found, first = _run(tmp_path, "easy")
    assert found.scenarios == [first]
    assert found.kills == {0: ["easy"]}
    assert found.results["easy"].state is MutantState.KILLED


def test_a_scenario_is_added_that_kills_a_survivor(tmp_path: Path) -> None:
    found, first = _run(tmp_path, "easy", "hard")
    assert found.scenarios[0] == first
    assert len(found.scenarios) == 2
    (argument,) = found.scenarios[1].act.arguments
    assert isinstance(argument.recipe, Literal)
    assert argument.recipe.value > 40  # type: ignore[operator]
    assert found.kills == {0: ["easy"], 1: ["hard"]}
    assert found.results["hard"].state is MutantState.KILLED


def test_one_scenario_is_credited_with_all_that_it_kills(tmp_path: Path) -> None:
    search, runner, first = _bench(tmp_path)
    runner.kills = lambda mutant, text: _kills(_mutant("hard"), text)
    mutants = [_mutant("one"), _mutant("two")]
    found = strengthen(search, [first], [], mutants, is_stable=_all_stable, rounds=0)
    assert found.kills == {}
    found = strengthen(
        search, [first], search.archive.all_entries(), mutants, is_stable=_all_stable
    )
    assert sorted(name for names in found.kills.values() for name in names) == ["one", "two"]
    assert 0 not in found.kills


def test_unstable_scenarios_are_not_taken(tmp_path: Path) -> None:
    found, first = _run(
        tmp_path, "hard", is_stable=lambda scenarios: [False] * len(scenarios), rounds=3
    )
    assert found.scenarios == [first]
    assert found.kills == {}
    assert found.results["hard"].state is MutantState.SURVIVED


def test_mutants_that_nothing_kills_survive_after_the_rounds(tmp_path: Path) -> None:
    found, first = _run(tmp_path, "easy", "never", rounds=2)
    assert found.scenarios == [first]
    assert found.results["never"].state is MutantState.SURVIVED


def test_mutants_that_only_choose_tests_are_not_counted(tmp_path: Path) -> None:
    search, _, first = _bench(tmp_path)
    mutants = [_mutant("easy"), replace(_mutant("hard"), is_counted=False)]
    later = [[replace(_mutant("more"), is_counted=False), _mutant("most")]]
    found = strengthen(
        search,
        [first],
        search.archive.all_entries(),
        mutants,
        is_stable=_all_stable,
        later=later,
    )
    assert found.drawn == 2
    assert found.kills == {0: ["easy"], 1: ["hard"]}


def test_time_ends_it(tmp_path: Path) -> None:
    search, runner, first = _bench(tmp_path)
    count = len(runner.texts)
    found = strengthen(
        search,
        [first],
        search.archive.all_entries(),
        [_mutant("hard")],
        is_stable=_all_stable,
        is_over=lambda: True,
    )
    assert found.scenarios == [first]
    assert found.results == {}
    assert len(runner.texts) == count


def test_later_mutants_take_their_turn(tmp_path: Path) -> None:
    later = [[_mutant("easy")], [_mutant("hard"), _mutant("never")]]
    found, _ = _run(tmp_path, "never-either", later=later)
    assert found.drawn == 4
    states = {name: result.state for name, result in found.results.items()}
    assert states["easy"] is MutantState.KILLED
    assert states["hard"] is MutantState.KILLED
    assert states["never"] is MutantState.SURVIVED
    assert found.kills[0] == ["easy"]


def test_scenarios_that_may_not_stay_are_credited_last(tmp_path: Path) -> None:
    search, runner, first = _bench(tmp_path)
    runner.kills = lambda mutant, text: True
    second = replace_value(first, 2)
    search.exploration.explore([second])
    entries = search.archive.all_entries()
    doubted = frozenset({first})
    found = strengthen(
        search, [first, second], entries, [_mutant("any")], is_stable=_all_stable, doubted=doubted
    )
    assert found.kills == {1: ["any"]}
    runner.kills = lambda mutant, text: 1 in arguments_of(text)
    found = strengthen(
        search, [first], [], [_mutant("any")], is_stable=_all_stable, doubted=doubted, rounds=0
    )
    assert found.kills == {0: ["any"]}


def test_when_enough_was_run_nothing_is_looked_for_but_what_the_suite_has_is_judged(
    tmp_path: Path,
) -> None:
    found, first = _run(tmp_path, "easy", "hard")
    assert {name for names in found.kills.values() for name in names} == {"easy", "hard"}
    assert len(found.scenarios) > 1
    doubted = frozenset({first})
    found, _ = _run(tmp_path, "easy", "hard", is_spent=lambda: True, doubted=doubted)
    assert found.scenarios == [first]
    assert found.kills == {0: ["easy"]}


def test_constants_beside_the_mutant_are_tried(tmp_path: Path) -> None:
    source = 'def act(text: str) -> bool:\n    return text == "qzyx" and 98765\n'
    runner = FakeRunner(lambda text: completed({0}), kills=lambda mutant, text: "qzyx!" in text)
    search = search_of(subject_of(tmp_path, source), loaded(1), runner)
    subject = search.subject.callable("act")
    assert subject is not None
    first = Scenario((Step(subject, (Argument(subject.parameters[0], Literal("!")),)),))
    search.exploration.explore([first])
    start = source.index('"qzyx"')
    mutant = Mutant("m", "string", "act", 2, start, start + 6, '"qzyx"', '"XX"')

    class Finder:
        def beside(self, mutant: Mutant) -> list[str]:
            return ["qzyx"]

        def filled_by(self, qualname: str) -> tuple[str, ...]:
            return ()

    found = strengthen(
        search,
        [first],
        search.archive.all_entries(),
        [mutant],
        is_stable=_all_stable,
        constants=Finder(),
        rounds=1,
    )
    assert found.kills == {1: ["m"]}


@pytest.mark.parametrize("is_refused", [False, True])
@pytest.mark.parametrize("place", ["act", "way"])
def test_what_was_executed_and_not_kept_is_tried(
    tmp_path: Path, is_refused: bool, place: str
) -> None:
    def play(text: str) -> CandidateRun:
        ends_badly = is_refused and arguments_of(text) == [31415]
        if not ends_badly:
            return completed({0})
        refusal = failure("ValueError", "no")
        return run({0}, outcome=CandidateOutcome.RAISED, failure=refusal)

    source = SOURCE + "def way(number: int) -> int:\n    return act(number)\n"
    runner = FakeRunner(play, kills=lambda mutant, text: f"{place}(31415)" in text)
    search = search_of(subject_of(tmp_path, source), loaded(1), runner)
    subject = search.subject.callable(place)
    assert subject is not None
    first = Scenario((Step(subject, (Argument(subject.parameters[0], Literal(1)),)),))
    other = replace_value(first, 31415)
    search.exploration.explore([first, other])
    entries = [each for each in search.archive.all_entries() if each.scenario == first]

    found = strengthen(search, [first], entries, [_mutant("m")], is_stable=_all_stable, rounds=1)

    assert found.scenarios == [first, other]
    assert found.kills == {1: ["m"]}


def replace_value(scenario: Scenario, value: int) -> Scenario:
    return scenario.with_step(0, scenario.act.with_argument(0, Literal(value)))


def test_what_is_declared_is_looked_at_once_for_each_survivor(tmp_path: Path) -> None:
    search, _, first = _bench(tmp_path)
    subject = search.subject.callable("act")
    assert subject is not None
    look = Scenario((Step(subject, (Argument(subject.parameters[0], Literal(50)),)),))
    asked: list[list[str]] = []

    def declared(mutants: Sequence[Mutant]) -> list[Scenario]:
        asked.append([each.id for each in mutants])
        return [look]

    found = strengthen(
        search,
        [first],
        [],
        [_mutant("easy"), _mutant("hard"), _mutant("never")],
        is_stable=_all_stable,
        declared=declared,
    )

    assert asked == [["hard", "never"]]
    assert found.scenarios == [first, look]
    assert found.kills[1] == ["hard"]


def test_the_last_mutants_are_tried_when_the_others_are_done(tmp_path: Path) -> None:
    search, _, first = _bench(tmp_path)
    asked: list[list[str]] = []

    def declared(mutants: Sequence[Mutant]) -> list[Scenario]:
        asked.append([each.id for each in mutants])
        return []

    found = strengthen(
        search,
        [first],
        [],
        [_mutant("never")],
        is_stable=_all_stable,
        declared=declared,
        last=[[_mutant("easy"), _mutant("other")]],
        rounds=1,
    )

    assert found.drawn == 3
    assert found.kills[0] == ["easy"]
    assert asked == [["never"], ["other"]]


def test_mutants_that_need_an_import_of_their_own_come_last(tmp_path: Path) -> None:
    search, runner, first = _bench(tmp_path)
    goals = (*search.archive.loaded.goals, replace(search.archive.loaded.goals[0], id=9, line=7))
    search.archive.loaded = replace(
        search.archive.loaded, goals=goals, reached_by_import=frozenset({9})
    )
    seen: list[str] = []
    runner.kills = lambda mutant, text: bool(seen.append(mutant.id))  # type: ignore[func-returns-value]
    mutants = [_mutant("imported", 7), _mutant("called", 2), _mutant("also imported", 7)]
    strengthen(search, [first], [], mutants, is_stable=_all_stable, rounds=0)
    assert seen == ["called", "imported", "also imported"]
