"""Inputs that show nothing, on a bag whose calls are played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import call_of, failure, loaded, run

from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Literal, Recipe, Verbatim
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.choosing.more_telling import made_telling
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario, Step

SOURCE = """\
class Bag:
    def __init__(self, weigh=None, colour=None):
        self.weigh = weigh

    def put(self, item):
        self.held = item

    def count(self):
        return 1

    def take(self, item):
        raise KeyError(item)
"""
MUTANT = Mutant("changed", "weigh", "Bag.__init__", 1, 0, 1, "*", "+")
WEIGH = Verbatim("lambda value: value")


def _bag(items: Sequence[str]) -> Snapshot:
    held = Snapshot("literal", "builtins:list", repr(list(items)))
    return Snapshot("object", "demo:Bag", items=held)


@dataclass
class _Runner(FakeRunner):
    """Plays bags: what is in them shows, and a function for the weight where something is."""

    kills: Callable[[str], bool] = lambda text: False  # type: ignore[assignment]

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
        texts = [each.source for each in program.lines]
        items = [each.split("(")[1].rstrip(")") for each in texts if ".put(" in each]
        last = len(texts) - 1
        goals = {1} if "weigh" in texts[0] else {0}
        shown = f"{len(items)}{'w' * ('weigh' in texts[0] and bool(items))}"
        if ".take(" in texts[-1]:
            quoted = texts[-1].split("(")[1].rstrip(")")
            refused = failure("KeyError", f"{quoted} is not here")
            return run(goals, outcome=CandidateOutcome.RAISED, failure=refused)
        value = Snapshot("literal", "builtins:str", repr(shown))
        observations = [Observation(0, _bag([])), Observation(last, value)][: len(texts)]
        if ".put(" in texts[-1]:
            after = Snapshot("object", "demo:Bag", items=_bag(items).items, text=shown)
            none = Observation(last, Snapshot("literal", "builtins:NoneType", "None"))
            return completed(goals, observations=(observations[0], none), after=(("bag", after),))
        before = (("bag", _bag(items)),) if items else ()
        return completed(goals, observations=tuple(observations), before=before)

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
    ) -> list[MutantResult]:
        killers = tuple(
            str(each.candidate)
            for each in programs
            if self.kills("; ".join(line.source for line in each.lines))
        )
        state = MutantState.KILLED if killers else MutantState.SURVIVED
        return [MutantResult(each, state, killers) for each in mutants]


class _Bench:
    def __init__(self, folder: Path) -> None:
        self.runner = _Runner(lambda text: completed(set()))
        self.search: Search = search_of(subject_of(folder, SOURCE), loaded(3), self.runner)

    def step(self, name: str, *recipes: Recipe) -> Step:
        subject = self.search.subject.callable(f"Bag.{name}")
        assert subject is not None
        return call_of(subject, *recipes, receiver=None if name == "__init__" else 0)

    def on(self, *calls: Step, weigh: Recipe | None = None) -> Scenario:
        made = self.step("__init__", *([weigh] if weigh else []))
        return Scenario((made, *calls))

    def told(self, scenario: Scenario, *, kills: bool = False, is_stable: bool = True) -> list[str]:
        """The steps of a scenario when it is made telling, beside one that fills a bag."""
        filling = self.on(self.step("put", Literal("abc")))
        is_weighed = any(each.parameter.name == "weigh" for each in scenario.steps[0].arguments)
        met = Entry(filling, self.search.exploration.observed([filling])[0], 1.0, 1)
        results = {MUTANT.id: MutantResult(MUTANT, MutantState.KILLED)}
        found = Strengthened([scenario], {0: [MUTANT.id]} if kills else {}, results)
        made, _ = made_telling(
            self.search,
            found,
            {scenario: frozenset({int(is_weighed)})},
            [met],
            demands=lambda _, run: repr((run.observations[-1:], run.after, run.failure)),
            is_stable=lambda asked: [is_stable] * len(asked),
        )
        program = self.search.exploration.program(made.scenarios[0])
        return [each.source.replace('"', "'") for each in program.lines]


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


def test_what_is_counted_holds_something(bench: _Bench) -> None:
    counted = bench.on(bench.step("count"))
    assert bench.told(counted) == ["Bag()", "bag.put('a')", "bag.count()"]
    assert bench.told(counted, is_stable=False) == ["Bag()", "bag.count()"]


def test_what_a_mutant_needs_empty_stays_empty(bench: _Bench) -> None:
    counted = bench.on(bench.step("count"))
    bench.runner.kills = lambda text: "put" not in text
    assert bench.told(counted, kills=True) == ["Bag()", "bag.count()"]


def test_an_option_that_shows_nothing_is_used_where_a_goal_asks_for_it(bench: _Bench) -> None:
    made = bench.on(weigh=WEIGH)
    assert bench.told(made) == ["Bag(weigh=lambda value: value)", "bag.put('a')"]


def test_an_option_that_nothing_asks_for_goes(bench: _Bench) -> None:
    constructor = bench.step("__init__")
    assert constructor.subject is not None
    step = Step(
        constructor.subject,
        call_of(constructor.subject, WEIGH, Literal("red")).arguments[1:],
    )
    put = bench.step("put", Literal("abc"))
    assert bench.told(Scenario((step, put))) == ["Bag()", "bag.put('abc')"]


def test_items_of_one_bag_are_told_apart(bench: _Bench) -> None:
    put = bench.step("put", Literal("abc"))
    assert bench.told(bench.on(put, put)) == ["Bag()", "bag.put('abc')", "bag.put('a')"]


def test_a_quoted_value_becomes_a_text(bench: _Bench) -> None:
    taken = bench.on(bench.step("take", Literal(2)))
    assert bench.told(taken)[-1] == "bag.take('abc')"
