"""Public calls with what stands beside a mutant, in the place of looks at data and of private calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from generation_bench import FakeRunner, arguments_of, completed, search_of, subject_of
from generation_builders import call_of, loaded, run

from aqe.analysis.mutants import mutants_of
from aqe.analysis.mutation.constants import Constants
from aqe.analysis.patterns import samples
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Literal, Operation, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.archive import Entry
from aqe.generation.choosing.planted_tellers import planted_tellers
from aqe.generation.declarations.forms import at
from aqe.generation.scenario import Scenario

SOURCE = """\
import re

UNITS = {
    "mile": "mi",
    "yard": "yd",
}
DASHES = re.compile("-{2,}")
JOINED = "|".join(UNITS)


def unit(text: str):
    return UNITS.get(text, text)


def tidy(text: str):
    return DASHES.sub("-", text)


def known(text: str):
    return re.search(JOINED, text)


def seen(word: str):
    return _seen(word.strip())


def _seen(word):
    return len(word) > 3
"""
GOALS = {
    number: Goal(number, GoalKind.LINE, line, name)
    for number, (line, name) in enumerate(
        [(12, "unit"), (16, "tidy"), (20, "known"), (24, "seen"), (28, "_seen")]
    )
}
REACHED = {"unit": {0}, "tidy": {1}, "known": {2}, "seen": {3, 4}, "_seen": {4}}


@dataclass
class _Bench:
    folder: Path
    outcome: CandidateOutcome = CandidateOutcome.COMPLETED
    tells: Callable[[Mutant, str], bool] = lambda mutant, text: False

    def __post_init__(self) -> None:
        self.runner = FakeRunner(self._play, kills=lambda mutant, text: self.tells(mutant, text))
        self.search = search_of(subject_of(self.folder, SOURCE), loaded(5), self.runner)
        self.search.archive.goals = GOALS

    def _play(self, text: str) -> CandidateRun:
        goals = REACHED[text.partition("(")[0]]
        if self.outcome is CandidateOutcome.COMPLETED:
            return completed(goals)
        return run(goals, outcome=self.outcome)

    def of(self, name: str, value: str) -> Scenario:
        subject = self.search.subject.callable(name)
        assert subject is not None
        return Scenario((call_of(subject, Literal(value)),))

    def found(self, looks: dict[Scenario, list[Mutant]], *, is_over: bool = False) -> list[str]:
        entries = [
            Entry(each, completed(REACHED[each.subject]), 1.0, number)
            for number, each in enumerate(
                self.of(name, "abcd") for name in ("unit", "tidy", "known", "seen")
            )
        ]
        found = planted_tellers(
            self.search,
            looks,
            entries,
            Constants(SOURCE, samples),
            is_over=lambda: is_over,
        )
        return [_text(each) for each in found]


def _text(scenario: Scenario) -> str:
    (argument,) = scenario.act.arguments
    assert isinstance(argument.recipe, Literal)
    return f"{scenario.subject}({argument.recipe.value!r})"


def _mutants(line: int) -> list[Mutant]:
    return list(mutants_of(SOURCE, "demo", lines={line}))


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


ROW = at(Operation("getitem", (Symbol("demo", "UNITS"), Literal("yard"))), "UNITS", "by_key")
OTHER_ROW = at(Operation("getitem", (Symbol("demo", "UNITS"), Literal("mile"))), "UNITS", "by_key")
PATTERN = at(Symbol("demo", "DASHES"), "", "value")


def test_what_looks_a_row_up_is_given_its_key(bench: _Bench) -> None:
    bench.tells = lambda mutant, text: text == 'unit("yard")'
    assert bench.found({ROW: _mutants(5)}) == ["unit('yard')"]


def test_what_uses_a_pattern_is_given_what_that_matches_in_the_midst_of_a_text(
    bench: _Bench,
) -> None:
    bench.tells = lambda mutant, text: text.startswith("tidy") and "b--c" in text
    assert bench.found({PATTERN: _mutants(7)}) == ["tidy('ab--cd')"]


def test_what_uses_data_that_is_made_of_a_table_is_tried_too(bench: _Bench) -> None:
    bench.tells = lambda mutant, text: text == 'known("yard")'
    assert bench.found({ROW: _mutants(5)}) == ["known('yard')"]


def test_public_calls_are_given_what_the_private_one_was(bench: _Bench) -> None:
    bench.tells = lambda mutant, text: arguments_of(text) == ["odd one"]
    assert bench.found({bench.of("_seen", "odd one"): _mutants(28)}) == ["seen('odd one')"]


def test_no_private_call_takes_the_place_of_one(bench: _Bench) -> None:
    bench.tells = lambda mutant, text: text.startswith("_seen")
    assert bench.found({bench.of("_seen", "odd one"): _mutants(28)}) == []


def test_a_mutant_that_is_told_needs_no_further_call(bench: _Bench) -> None:
    bench.tells = lambda mutant, text: "unit(" in text
    assert len(bench.found({ROW: _mutants(5), OTHER_ROW: _mutants(5)})) == 1


@pytest.mark.parametrize("outcome", [CandidateOutcome.TIMEOUT, CandidateOutcome.CRASHED])
def test_calls_that_come_to_no_end_are_not_tried(bench: _Bench, outcome: CandidateOutcome) -> None:
    bench.outcome = outcome
    bench.tells = lambda mutant, text: True
    assert bench.found({ROW: _mutants(5)}) == []


def test_nothing_is_run_when_time_is_up(bench: _Bench) -> None:
    bench.tells = lambda mutant, text: True
    assert bench.found({ROW: _mutants(5)}, is_over=True) == []
    assert bench.runner.texts == []


def test_a_long_table_leaves_time_for_a_pattern(bench: _Bench) -> None:
    rows = [
        at(Operation("getitem", (Symbol("demo", "UNITS"), Literal(str(each)))), "UNITS", "by_key")
        for each in range(60)
    ]
    bench.tells = lambda mutant, text: text.startswith("tidy")
    (found,) = bench.found({**{each: _mutants(5) for each in rows}, PATTERN: _mutants(7)})
    assert found.startswith("tidy")
