"""Options that make a difference in another call only, on a function whose calls are played."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import loaded

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateRun, Observation, Snapshot
from aqe.domain.subject import CallableSubject
from aqe.generation.archive import Entry
from aqe.generation.choosing.hosts import Hosts
from aqe.generation.choosing.more_telling import made_telling
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Argument, Scenario, Step, step_reference

SOURCE = """\
def trim(text, marks=None, stage=None):
    return text

def cut(text):
    return text
"""


def _play(text: str) -> CandidateRun:
    """A stage has a goal of its own, and shows where marks are given."""
    shown = f"{'marks' in text}{'stage' in text and 'marks' in text}"
    goals = {0, 1} if "stage" in text else {0}
    value = Snapshot("literal", "builtins:str", repr(shown))
    return completed(goals, observations=(Observation(0, value),))


class _Bench:
    def __init__(self, folder: Path) -> None:
        self.runner = FakeRunner(_play)
        self.search: Search = search_of(subject_of(folder, SOURCE), loaded(3), self.runner)

    def callable(self, name: str) -> CallableSubject:
        found = self.search.subject.callable(name)
        assert found is not None
        return found

    def call(self, name: str = "trim", **given: Recipe) -> Scenario:
        subject = self.callable(name)
        known = {each.name: each for each in subject.parameters}
        arguments = tuple(Argument(known[each], recipe) for each, recipe in given.items())
        return Scenario((Step(subject, arguments),))

    def argument(self, scenario: Scenario) -> Argument:
        return scenario.act.arguments[-1]

    def told(self, scenario: Scenario, *met: Scenario) -> Strengthened:
        runs = self.search.exploration.observed(met)
        entries = [
            Entry(each, run, float(number), number)
            for number, (each, run) in enumerate(zip(met, runs, strict=True))
        ]
        made, _ = made_telling(
            self.search,
            Strengthened([scenario]),
            {scenario: frozenset({1})},
            entries,
            demands=lambda _, run: repr(run.observations[-1:]),
            is_stable=lambda asked: [True] * len(asked),
        )
        return made


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


TEXT, OTHER, MARKS, POST = Literal("abc"), Literal("a-b"), Literal("-"), Literal("post")


def test_an_option_without_effect_is_given_in_a_call_in_which_it_has_one(bench: _Bench) -> None:
    staged = bench.call(text=TEXT, stage=POST)
    marked = bench.call(text=OTHER, marks=MARKS)
    made = bench.told(staged, bench.call(text=OTHER), marked)
    assert made.scenarios == [bench.call(text=OTHER, marks=MARKS, stage=POST)]
    assert made.idle == {}


def test_an_option_that_has_an_effect_nowhere_stays_and_is_noted(bench: _Bench) -> None:
    staged = bench.call(text=TEXT, stage=POST)
    made = bench.told(staged, bench.call(text=OTHER))
    assert made.scenarios == [staged]
    assert made.idle == {0: frozenset({"stage"})}


def test_calls_that_give_the_same_beside_the_option_and_more_come_first(bench: _Bench) -> None:
    staged = bench.call(text=TEXT, stage=POST)
    met = [bench.call(text=OTHER), bench.call(text=TEXT, marks=MARKS), bench.call(text=TEXT)]
    hosts = Hosts(zip(met, bench.search.exploration.observed(met), strict=True))
    found = [without for _, without in hosts.of(staged, bench.argument(staged))]
    assert found == [met[1], met[0]]


def test_calls_of_others_and_such_as_give_the_option_are_no_hosts(bench: _Bench) -> None:
    staged = bench.call(text=TEXT, stage=POST)
    met = [bench.call("cut", text=OTHER), bench.call(text=OTHER, stage=POST)]
    hosts = Hosts(zip(met, bench.search.exploration.observed(met), strict=True))
    assert list(hosts.of(staged, bench.argument(staged))) == []


def test_an_option_that_is_made_by_an_earlier_step_is_given_to_no_other_call(bench: _Bench) -> None:
    staged = bench.call(text=TEXT, stage=step_reference(0))
    met = [bench.call(text=OTHER)]
    hosts = Hosts(zip(met, bench.search.exploration.observed(met), strict=True))
    assert list(hosts.of(staged, bench.argument(staged))) == []


def test_an_option_stands_in_the_order_of_the_parameters(bench: _Bench) -> None:
    marks = bench.argument(bench.call(text=TEXT, marks=MARKS))
    made = bench.call(text=TEXT, stage=POST).act.with_option(marks)
    assert [each.parameter.name for each in made.arguments] == ["text", "marks", "stage"]
