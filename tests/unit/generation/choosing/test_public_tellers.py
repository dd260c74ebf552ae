"""Public calls that tell the mutants which only direct calls of private code tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from generation_bench import FakeRunner, call_in, completed, search_of, subject_of
from generation_builders import call_of, literals_by_name, loaded

from aqe.domain.mutant import Mutant
from aqe.generation.choosing.public_tellers import public_tellers
from aqe.generation.scenario import Scenario

SOURCE = """\
def render(text, width=0, fill=" ", *, style="old"):
    if style == "new":
        return _render(text, width, fill)
    return text


def _render(text, width, fill):
    return text.ljust(width, fill)


class Pattern:
    def __init__(self, source: str):
        self._compiled = self._compile(source)

    def _compile(self, source):
        return source.replace("}}", "}")

    def fits(self, text: str):
        return text == self._compiled

    def _again(self):
        return self._compile(self._compiled)
"""
MUTANTS = [Mutant(name, "string", "_render", 8, 0, 1, "x", "y") for name in ("one", "other")]
WIDE = 1
"""A goal that only a call with a width reaches."""


@dataclass
class _Bench:
    folder: Path

    def __post_init__(self) -> None:
        self.kills: Callable[[Mutant, str], bool] = lambda mutant, text: False
        self.runner = FakeRunner(
            lambda text: completed({0, WIDE} if "width" in text else {0}),
            kills=lambda mutant, text: self.kills(mutant, text),
        )
        self.search = search_of(subject_of(self.folder, SOURCE), loaded(3), self.runner)

    def of(self, name: str, *values: object) -> Scenario:
        return call_in(self.search, name, *values)

    def found(self, direct: Scenario, missing: frozenset[int] = frozenset()) -> list[Scenario]:
        return public_tellers(self.search, {direct: MUTANTS}, missing)


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


def test_an_argument_without_which_a_mutant_is_not_told_stays(bench: _Bench) -> None:
    bench.kills = lambda mutant, text: "new" in text and "fill" in text

    (found,) = bench.found(bench.of("_render", "word", 8, "."))

    assert literals_by_name(found) == {"text": "word", "fill": ".", "style": "new"}


def test_an_argument_without_which_a_goal_is_not_reached_stays(bench: _Bench) -> None:
    bench.kills = lambda mutant, text: "new" in text

    (found,) = bench.found(bench.of("_render", "word", 8, "."), frozenset({WIDE}))

    assert literals_by_name(found) == {"text": "word", "width": 8, "style": "new"}


def test_each_mutant_may_take_a_call_of_its_own(bench: _Bench) -> None:
    bench.kills = lambda mutant, text: ("new" in text) is (mutant.id == "one")

    found = bench.found(bench.of("_render", "word", 8, "."))

    assert [literals_by_name(each) for each in found] == [
        {"text": "word", "style": "new"},
        {"text": "word"},
    ]


def test_a_private_method_is_told_by_public_ones_of_its_object_with_what_that_is_made_of(
    bench: _Bench,
) -> None:
    made = bench.of("Pattern.__init__", "}}").act
    private = bench.search.subject.callable("Pattern._again")
    assert private is not None
    bench.search.seeder.learn_receiver("Pattern", (made,), 1.0)
    bench.kills = lambda mutant, text: text.endswith('.fits("}")')

    (found,) = bench.found(Scenario((made, call_of(private, receiver=0))))

    assert found.subject == "Pattern.fits"
    assert found.steps[0] == made
    assert literals_by_name(found) == {"text": "}"}


def test_what_no_public_call_tells_has_none(bench: _Bench) -> None:
    assert bench.found(bench.of("_render", "word", 8, ".")) == []


def test_time_ends_it(bench: _Bench) -> None:
    bench.kills = lambda mutant, text: True
    direct = bench.of("_render", "word", 8, ".")
    assert public_tellers(bench.search, {direct: MUTANTS}, set(), is_over=lambda: True) == []
