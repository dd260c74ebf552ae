"""What shows no more than an accident is not worth a mutant or two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import call_of, failure, loaded, run

from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Member, Observation, Snapshot
from aqe.generation.choosing.giving_way import given_way
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.declarations.forms import at
from aqe.generation.scenario import Scenario, Step

SOURCE = """\
import re

HEX = re.compile("#[0-9a-f]+")
WORD = re.compile("[a-z]+")
ROWS = {"a": 1}
LIMIT = 3
PROMISED = {"a": 1}
__all__ = ["PROMISED"]


def cut(text: str, width: int):
    if width < 0:
        raise TypeError("width must not be negative")
    return _joined(HEX.sub("", text)[:width])


def pick(start):
    return "abc"[start:]


def walk(start):
    yield start


def pair(start):
    return zip(start, start)


def spans(begin, end):
    return end - begin


def coded(size: int):
    return 1 // size


def row(name):
    return ROWS[name] + PROMISED[name] + LIMIT


def _joined(parts):
    return "".join(parts)
"""
MUTANTS = [Mutant(str(number), "number", "cut", 9, 0, 1, "+", "-") for number in range(4)]
MEMBERS = tuple(Member(each, each, "value", "re:Pattern", "demo") for each in ("HEX", "WORD"))
MEMBERS += tuple(
    Member(each, each, "value", type_, "demo")
    for each, type_ in {
        "ROWS": "builtins:dict",
        "PROMISED": "builtins:dict",
        "LIMIT": "builtins:int",
    }.items()
)

ERRORS = {"UnicodeDecodeError": "xff", "ZeroDivisionError": "coded("}


def _play(text: str) -> CandidateRun:
    kind = next((name for name, each in ERRORS.items() if each in text), "TypeError")
    refused = failure(kind, "no")
    is_accident = any(
        each in text for each in ("wide", "_joined(", "77", "list(", *ERRORS.values())
    )
    if is_accident or "-1" in text:
        broken = replace(refused, is_incidental=is_accident)
        return run({0}, outcome=CandidateOutcome.RAISED, failure=broken)
    if "walk(" in text:
        return completed(
            {0}, observations=(Observation(0, Snapshot("opaque", "builtins:generator")),)
        )
    if "pair(" in text:
        shown = (Observation(0, Snapshot("opaque", "builtins:zip")),)
        return completed({0}, observations=shown, result_types=("builtins:zip",))
    return completed({0})


@dataclass
class _Bench:
    folder: Path
    tells: Callable[[str], bool] = lambda text: False

    def __post_init__(self) -> None:
        runner = FakeRunner(_play, kills=lambda mutant, text: self.tells(text))
        self.search = search_of(subject_of(self.folder, SOURCE), loaded(2), runner)
        archive = self.search.archive
        archive.loaded = replace(archive.loaded, members=MEMBERS)

    def of(self, name: str, *recipes: Recipe) -> Scenario:
        return Scenario((self._step(name, *recipes),))

    def _step(self, name: str, *recipes: Recipe) -> Step:
        subject = self.search.subject.callable(name)
        assert subject is not None
        return call_of(subject, *recipes)

    def left(
        self,
        *scenarios: Scenario,
        kills: dict[int, list[str]] | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Strengthened:
        """What is left, where nothing is said of the mutants that each tells: the first tells two."""
        results = {each.id: MutantResult(each, MutantState.KILLED) for each in MUTANTS}
        exploration = self.search.exploration
        found, _ = given_way(
            self.search,
            Strengthened(list(scenarios), kills or {0: ["0", "1"]}, results),
            {},
            [],
            observe=lambda asked: list(
                exploration.runner.run([exploration.program(each) for each in asked])
            ),
            is_over=is_over,
        )
        return found


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


KINDS = (
    "wrong type",
    "text for a place",
    "private",
    "generator",
    "iterator",
    "pattern",
    "row",
    "constant",
    "bytes for a text",
    "two kinds",
    "text for a divisor",
)


def _slight(bench: _Bench) -> dict[str, Scenario]:
    search = Call(Attribute(Symbol("demo", "HEX"), "search"), (Literal("#1"),))
    return {
        "wrong type": bench.of("cut", Literal("ab"), Literal("wide")),
        "text for a place": bench.of("pick", Literal("wide")),
        "private": bench.of("_joined", Literal(1)),
        "generator": bench.of("walk", Literal(1)),
        "iterator": bench.of("pair", Literal(1)),
        "bytes for a text": bench.of("cut", Literal(b"\xff"), Literal(1)),
        "two kinds": bench.of("spans", Literal(77), Literal("abc")),
        "text for a divisor": bench.of("coded", Literal("abc")),
        "pattern": at(Call(Attribute(search, "group")), "HEX", "finds"),
        "row": _row("ROWS"),
        "constant": at(Symbol("demo", "LIMIT"), "", "value"),
    }


def _row(table: str) -> Scenario:
    return at(Operation("getitem", (Symbol("demo", table), Literal("a"))), table, "by_key")


@pytest.mark.parametrize("kind", KINDS)
def test_what_matters_to_nobody_goes_for_two_mutants_but_not_for_three(
    bench: _Bench, kind: str
) -> None:
    slight, plain = _slight(bench)[kind], bench.of("cut", Literal("ab"), Literal(1))

    found = bench.left(slight, plain)

    assert found.scenarios == [plain]
    assert found.kills == {}
    assert [found.results[each.id].state for each in MUTANTS[:2]] == [MutantState.SURVIVED] * 2
    assert bench.left(slight, plain, kills={0: ["0", "1", "2"]}).scenarios == [slight, plain]


@pytest.mark.parametrize("kind", KINDS)
def test_it_stays_for_a_goal_of_its_own(bench: _Bench, kind: str) -> None:
    slight = _slight(bench)[kind]
    assert bench.left(slight).scenarios == [slight]


def test_what_is_refused_on_purpose_stays(bench: _Bench) -> None:
    refused = bench.of("cut", Literal("ab"), Literal(-1))
    plain = bench.of("cut", Literal("ab"), Literal(1))
    assert bench.left(refused, plain).scenarios == [refused, plain]


def test_what_cannot_be_done_with_a_value_of_the_right_type_stays(bench: _Bench) -> None:
    broken = bench.of("cut", Literal("ab"), Literal(77))
    plain = bench.of("cut", Literal("ab"), Literal(1))
    assert bench.left(broken, plain).scenarios == [broken, plain]


def test_rows_of_one_table_are_weighed_together(bench: _Bench) -> None:
    rows = [_row("ROWS"), at(Symbol("demo", "ROWS"), "ROWS", "size")]
    plain = bench.of("cut", Literal("ab"), Literal(1))
    kept = bench.left(*rows, plain, kills={0: ["0", "1"], 1: ["2"]})
    assert kept.scenarios == [*rows, plain]
    assert bench.left(*rows, plain, kills={0: ["0"], 1: ["2"]}).scenarios == [plain]


def test_a_table_that_the_module_promises_stays(bench: _Bench) -> None:
    row, plain = _row("PROMISED"), bench.of("cut", Literal("ab"), Literal(1))
    assert bench.left(row, plain).scenarios == [row, plain]


def test_a_pattern_that_no_function_uses_stays(bench: _Bench) -> None:
    search = Call(Attribute(Symbol("demo", "WORD"), "search"), (Literal("a"),))
    pattern = at(Call(Attribute(search, "group")), "WORD", "finds")
    plain = bench.of("cut", Literal("ab"), Literal(1))
    assert bench.left(pattern, plain).scenarios == [pattern, plain]


def test_its_mutant_is_told_by_a_doubtful_one_that_stays(bench: _Bench) -> None:
    slight, private = bench.of("pick", Literal("wide")), bench.of("_joined", Literal(1))
    plain = bench.of("cut", Literal("ab"), Literal(1))
    bench.tells = lambda text: "_joined" in text

    found = bench.left(private, slight, plain, kills={0: ["0", "1", "2"], 1: ["3"]})

    assert found.scenarios == [private, plain]
    assert found.kills == {0: ["0", "1", "2", "3"]}


def test_together_they_take_few_mutants_along_those_with_the_fewest_first(bench: _Bench) -> None:
    one, two, other = (bench.of("pick", Literal(f"wide {each}")) for each in "abc")
    plain = bench.of("cut", Literal("ab"), Literal(1))

    found = bench.left(two, one, other, plain, kills={0: ["0", "1"], 1: ["2"], 2: ["3"]})

    assert found.scenarios == [two, plain]


def test_nothing_goes_unasked(bench: _Bench) -> None:
    slight, plain = bench.of("pick", Literal("wide")), bench.of("cut", Literal("ab"), Literal(1))
    calls = iter([False])
    found = bench.left(slight, plain, is_over=lambda: next(calls, True))
    assert found.scenarios == [slight, plain]


def test_a_division_by_zero_is_a_boundary(bench: _Bench) -> None:
    zero, plain = bench.of("coded", Literal(0)), bench.of("cut", Literal("ab"), Literal(1))
    assert bench.left(zero, plain).scenarios == [zero, plain]
