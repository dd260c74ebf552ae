"""Calls before the act that make no difference, on a box whose calls are played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import loaded

from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateRun, Observation, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject
from aqe.generation.choosing.idle_steps import without_idle_steps
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Argument, Scenario, Step, step_reference

SOURCE = """\
class Box:
    def ask(self):
        return 1

    def look(self):
        return 2

    def put(self, number: int):
        self.number = number
        return self
"""
MUTANT = Mutant("changed", "number", "Box.ask", 1, 0, 1, "*", "+")


@dataclass
class _Runner(FakeRunner):
    """Plays whole programs: each method has a goal of its own, and `put` is seen by what comes after it."""

    kills_program: Callable[[list[str]], bool] = lambda texts: False
    programs: list[list[str]] = field(default_factory=list)
    is_fluent: bool = False

    def run(
        self,
        programs: Sequence[Program],
        *,
        known: frozenset[int] = frozenset(),
        observe: bool = False,
        compare: bool = True,
        backwards: bool = False,
    ) -> list[CandidateRun]:
        return [self._run(each) for each in programs]

    def _run(self, program: Program) -> CandidateRun:
        texts = _texts(program)
        self.programs.append(texts)
        goals = {
            number
            for number, name in enumerate(("ask", "look", "put"))
            if any(f".{name}(" in text for text in texts)
        }
        shown = 10 * sum(".put(" in text for text in texts) + len(texts[-1])
        last = len(texts) - 1
        observations = [Observation(last, Snapshot("literal", "builtins:int", str(shown)))]
        if self.is_fluent:
            observations[:0] = [
                Observation(place, Snapshot("opaque", "demo:Box"), same="box")
                for place, text in enumerate(texts[:-1])
                if ".put(" in text
            ]
        return completed(goals, observations=tuple(observations))

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
    ) -> list[MutantResult]:
        killers = [str(each.candidate) for each in programs if self.kills_program(_texts(each))]
        state = MutantState.KILLED if killers else MutantState.SURVIVED
        return [MutantResult(each, state, tuple(killers[:1])) for each in mutants]


def _texts(program: Program) -> list[str]:
    return [each.source for each in program.lines]


def _step(search: Search, name: str, receiver: int = 0) -> Step:
    subject = search.subject.callable(f"Box.{name}")
    assert subject is not None
    arguments = tuple(Argument(each, Literal(1)) for each in subject.parameters)
    return Step(subject, arguments, receiver)


def _on_box(search: Search, *names: str, on: Sequence[int] = ()) -> Scenario:
    box = Step(CallableSubject("Box", "__init__", CallableKind.CONSTRUCTOR, "Box", ()))
    receivers = [*on, *[0] * (len(names) - len(on))]
    return Scenario((box, *(_step(search, *each) for each in zip(names, receivers, strict=True))))


def _names(scenario: Scenario) -> list[str]:
    return [each.subject.name for each in scenario.steps[1:] if each.subject is not None]


class _Bench:
    def __init__(self, folder: Path) -> None:
        self.runner = _Runner(lambda text: completed(set()))
        self.search = search_of(subject_of(folder, SOURCE), loaded(3), self.runner)
        self.kills: dict[int, list[str]] = {}
        self.is_over = False
        self.is_stable: Callable[[Scenario], bool] = lambda scenario: True

    def found(
        self, *names: Sequence[str], reaches: Sequence[frozenset[int]] = ()
    ) -> list[list[str]]:
        scenarios = [_on_box(self.search, *each) for each in names]
        return [_names(each) for each in self.of(scenarios, reaches)]

    def of(
        self, scenarios: Sequence[Scenario], reaches: Sequence[frozenset[int]] = ()
    ) -> list[Scenario]:
        result = MutantResult(MUTANT, MutantState.KILLED)
        found = Strengthened(list(scenarios), dict(self.kills), {MUTANT.id: result})
        self.made, self.reaches = without_idle_steps(
            self.search,
            found,
            dict(zip(scenarios, reaches, strict=False)),
            demands=lambda scenario, run: run.observations[-1].value,
            is_stable=lambda given: [self.is_stable(each) for each in given],
            is_over=lambda: self.is_over,
        )
        return self.made.scenarios


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


def test_a_call_that_makes_no_difference_goes(bench: _Bench) -> None:
    assert bench.found(["ask"], ["ask", "look"]) == [["ask"], ["look"]]


def test_a_call_that_makes_a_difference_stays(bench: _Bench) -> None:
    assert bench.found(["put", "look"], ["put"]) == [["put", "look"], ["put"]]


def test_only_the_calls_that_make_none_go(bench: _Bench) -> None:
    found = bench.found(["ask", "put", "ask", "look"], ["ask"], ["put"])
    assert found == [["put", "look"], ["ask"], ["put"]]


def test_what_only_an_idle_call_reached_is_reached_by_a_test_of_it(bench: _Bench) -> None:
    found = bench.found(["ask", "look"], reaches=[frozenset({0, 1})])
    assert found == [["look"], ["ask"]]
    assert [bench.reaches[each] for each in bench.made.scenarios] == [
        frozenset({1}),
        frozenset({0}),
    ]


def test_a_mutant_that_an_idle_call_told_is_told_by_a_test_of_it(bench: _Bench) -> None:
    bench.kills = {0: [MUTANT.id]}
    bench.runner.kills_program = lambda texts: texts[-1].endswith(".ask()")
    found = bench.found(["put", "ask", "look"], ["look"], ["put", "put"])
    assert found == [["put", "look"], ["look"], ["put", "put"], ["ask"]]
    assert bench.made.kills == {3: [MUTANT.id]}


def test_a_mutant_that_another_test_tells_needs_no_further_one(bench: _Bench) -> None:
    bench.kills = {0: [MUTANT.id]}
    bench.runner.kills_program = lambda texts: texts[-1].endswith(".ask()")
    found = bench.found(["put", "ask", "look"], ["ask"], ["put"])
    assert found == [["put", "look"], ["ask"], ["put"]]
    assert bench.made.kills == {1: [MUTANT.id]}


def test_a_test_with_nothing_left_to_do_goes_where_another_demands_the_same(bench: _Bench) -> None:
    bench.kills = {0: [MUTANT.id]}
    bench.runner.kills_program = lambda texts: texts[-1].endswith(".ask()")
    asked = _on_box(bench.search, "ask", "put")
    other = asked.with_step(2, asked.act.with_argument(0, Literal(2)))
    scenarios = [other, _on_box(bench.search, "put"), _on_box(bench.search, "ask")]
    assert bench.of(scenarios) == scenarios[1:]
    bench.kills = {}
    assert [_names(each) for each in bench.of(scenarios)] == [["put"], ["put"], ["ask"]]


def test_where_nothing_shorter_tells_a_mutant_all_stays(bench: _Bench) -> None:
    bench.kills = {0: [MUTANT.id]}
    bench.runner.kills_program = lambda texts: len(texts) > 2
    assert bench.found(["ask", "look"], ["ask"]) == [["ask", "look"], ["ask"]]
    assert bench.made.kills == {0: [MUTANT.id]}


def test_where_not_all_can_go_some_do(bench: _Bench) -> None:
    bench.kills = {0: [MUTANT.id]}
    bench.runner.kills_program = lambda texts: ".ask(" in texts[-2] and ".look(" in texts[-1]
    found = bench.found(["look", "ask", "ask", "look"], ["ask"])
    assert found == [["ask", "look"], ["ask"]]
    assert bench.made.kills == {0: [MUTANT.id]}


def test_tests_that_become_alike_are_one(bench: _Bench) -> None:
    assert bench.found(["ask", "look"], ["look", "ask"], ["look"]) == [["look"], ["ask"]]


def test_what_shows_something_else_in_another_process_takes_no_place(bench: _Bench) -> None:
    bench.is_stable = lambda scenario: len(scenario.steps) > 2
    assert bench.found(["ask", "look"], ["ask"]) == [["ask", "look"], ["ask"]]


def test_a_method_that_returns_its_object_gives_it_no_second_name(bench: _Bench) -> None:
    bench.runner.is_fluent = True
    chained = _on_box(bench.search, "put", "look", on=(0, 1))
    (found,) = bench.of([chained])
    assert [each.receiver for each in found.steps] == [None, 0, 0]


def test_a_method_that_returns_another_object_gives_that_a_name(bench: _Bench) -> None:
    chained = _on_box(bench.search, "put", "look", on=(0, 1))
    assert bench.of([chained]) == [chained]


def test_what_a_copy_does_like_its_original_needs_no_copy(bench: _Bench) -> None:
    chained = _on_box(bench.search, "ask", "look", on=(0, 1))
    found = bench.of([chained], [frozenset({0, 1})])
    assert [(_names(each), each.act.receiver) for each in found] == [(["look"], 0), (["ask"], 0)]
    assert [bench.reaches[each] for each in found] == [frozenset({1}), frozenset({0})]


def test_what_is_handed_over_or_is_of_another_class_is_no_detour(bench: _Bench) -> None:
    chained = _on_box(bench.search, "ask", "put", on=(0, 1))
    handed = chained.with_step(2, chained.act.with_argument(0, step_reference(1)))
    assert bench.of([handed]) == [handed]
    stranger = CallableSubject("Lid", "look", CallableKind.METHOD, "Lid", ())
    other = chained.with_step(2, Step(stranger, (), 1))
    assert bench.of([other]) == [other]


def test_documented_examples_and_what_needs_no_look_cost_nothing(bench: _Bench) -> None:
    example = Scenario(_on_box(bench.search, "ask", "look").steps, documented="2")
    scenarios = [example, Scenario(_on_box(bench.search, "ask").steps[:1])]
    assert bench.of(scenarios) == scenarios
    assert bench.runner.programs == []


def test_without_time_nothing_is_tried(bench: _Bench) -> None:
    bench.is_over = True
    assert bench.found(["ask", "look"]) == [["ask", "look"]]
    assert bench.runner.programs == []


def test_time_that_runs_out_loses_no_mutant(bench: _Bench) -> None:
    bench.kills = {0: [MUTANT.id]}
    bench.runner.kills_program = lambda texts: True
    stable = bench.is_stable

    def late(scenario: Scenario) -> bool:
        bench.is_over = True
        return stable(scenario)

    bench.is_stable = late
    assert bench.found(["ask", "look"], ["ask"]) == [["ask", "look"], ["ask"]]
    assert bench.made.kills == {0: [MUTANT.id]}
