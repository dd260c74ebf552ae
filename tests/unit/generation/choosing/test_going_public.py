"""Public calls that reach what only direct calls of private code were seen to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import FakeRunner, call_in, completed, search_of, subject_of
from generation_builders import failure, literals_by_name, loaded, run

from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.choosing.going_public import public_calls, public_entries
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario

SOURCE = """\
def render(text, width=0, fill=" ", *, style="old"):
    if style == "new":
        return _render(text, width, fill)
    return text


def _render(text, width, fill):
    return text.ljust(width, fill)
"""
RENDER, INNER, WIDE = 0, 1, 2
"""Goals: a line of the public function, one of the private, and one behind a width."""


def _play(text: str) -> CandidateRun:
    if text.startswith("_render"):
        return _showing({INNER, WIDE}, "padded")
    if "new" not in text:
        return _showing({RENDER}, "old")
    if "width" not in text:
        return _showing({RENDER, INNER}, "plain")
    return _showing({RENDER, INNER, WIDE}, "other fill" if "fill" in text else "padded")


def _showing(goals: set[int], text: str) -> CandidateRun:
    shown = Snapshot("literal", "builtins:str", repr(text))
    return completed(goals, observations=(Observation(0, shown),))


class _Bench:
    def __init__(self, folder: Path) -> None:
        self.runner = FakeRunner(_play)
        self.search: Search = search_of(subject_of(folder, SOURCE), loaded(3), self.runner)

    def of(self, name: str, *values: object) -> Scenario:
        return call_in(self.search, name, *values)

    def observe(self, scenarios: Sequence[Scenario]) -> list[CandidateRun | None]:
        exploration = self.search.exploration
        return list(exploration.runner.run([exploration.program(each) for each in scenarios]))

    def entry(self, scenario: Scenario) -> Entry:
        (shown,) = self.observe([scenario])
        assert shown is not None
        return Entry(scenario, shown, 1.0, 0)


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


def test_the_public_call_that_reaches_it_has_the_arguments_that_this_takes(bench: _Bench) -> None:
    direct = bench.entry(bench.of("_render", "word", 8, "."))

    (found,) = public_entries(bench.search, [direct], observe=bench.observe)

    assert found.scenario.subject == "render"
    assert literals_by_name(found.scenario) == {"text": "word", "width": 8, "style": "new"}
    assert found.run.goals == {RENDER, INNER, WIDE}


def test_no_argument_stays_for_what_other_public_calls_reach(bench: _Bench) -> None:
    direct = bench.entry(bench.of("_render", "word", 8, "."))
    wide = replace(bench.entry(bench.of("render", "word")), run=completed({RENDER, WIDE}))

    (found,) = public_entries(bench.search, [direct, wide], observe=bench.observe)

    assert literals_by_name(found.scenario) == {"text": "word", "style": "new"}


def test_where_public_calls_reach_all_none_is_looked_for(bench: _Bench) -> None:
    direct = bench.entry(bench.of("_render", "word", 8, "."))
    public = replace(bench.entry(bench.of("render", "word")), run=completed({INNER, WIDE}))
    before = len(bench.runner.texts)

    assert public_entries(bench.search, [direct, public], observe=bench.observe) == []
    assert len(bench.runner.texts) == before


def test_what_shows_nothing_stable_is_none(bench: _Bench) -> None:
    direct = bench.entry(bench.of("_render", "word", 8, "."))
    assert public_entries(bench.search, [direct], observe=lambda asked: [None] * len(asked)) == []


def test_time_ends_it(bench: _Bench) -> None:
    direct = bench.entry(bench.of("_render", "word", 8, "."))
    found = public_entries(bench.search, [direct], observe=bench.observe, is_over=lambda: True)
    assert found == []


def test_in_the_place_of_a_direct_call_an_argument_stays_that_changes_the_result(
    bench: _Bench,
) -> None:
    direct = bench.entry(bench.of("_render", "word", 8, "."))

    (found,) = public_calls(bench.search, [(direct.scenario, direct.run)], set(), to_show=True)

    assert literals_by_name(found) == {"text": "word", "width": 8, "fill": ".", "style": "new"}


def test_of_calls_that_reach_the_same_the_one_is_taken_that_ends_alike(
    bench: _Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run({INNER, WIDE}, outcome=CandidateOutcome.RAISED, failure=failure("KeyError", "a"))
    monkeypatch.setattr(
        bench.runner,
        "play",
        lambda text: refused if "new" in text else completed({INNER, WIDE}),
    )
    direct = Entry(bench.of("_render", "word", 8, "."), refused, 1.0, 0)

    (found,) = public_entries(bench.search, [direct], observe=bench.observe)

    assert literals_by_name(found.scenario) == {"text": "word", "style": "new"}
