"""Which copies take the place of chosen scenarios, and what becomes of places that are alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import FakeRunner, call_in, completed, search_of, subject_of
from generation_builders import loaded

from aqe.domain.mutant import Mutant
from aqe.generation.choosing.replacing import is_ours, merged, portions, put_in, tell_all
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import ODD

SOURCE = "def act(number):\n    return number\n"
MUTANTS = [Mutant(name, "number", "act", 1, 0, 1, "*", "+") for name in ("one", "other")]


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner(lambda text: completed({0}))


@pytest.fixture
def search(tmp_path: Path, runner: FakeRunner) -> Search:
    return search_of(subject_of(tmp_path, SOURCE), loaded(3), runner)


def test_what_somebody_wrote_is_not_ours(search: Search) -> None:
    made = call_in(search, "act", 1)
    assert is_ours(made)
    for written in ({"documented": "1"}, {"origin": "example"}, {"origin": ODD}, {"note": "told"}):
        assert not is_ours(replace(made, **written))


def test_portions_come_in_order_until_time_is_up(search: Search) -> None:
    items = list(range(20))
    assert [each for part in portions(items, search, lambda: False) for each in part] == items

    asked = iter([False, True])
    (first,) = portions(items, search, lambda: next(asked))
    assert 0 < len(first) < len(items)
    assert first == items[: len(first)]


def test_no_portion_comes_when_the_user_asks_to_stop(tmp_path: Path, runner: FakeRunner) -> None:
    subject = subject_of(tmp_path, SOURCE)
    search = search_of(subject, loaded(3), runner, is_cancelled=lambda: True)
    assert list(portions([1], search, lambda: False)) == []


def test_only_what_shows_the_same_elsewhere_takes_its_place(search: Search) -> None:
    before = [call_in(search, "act", number) for number in (1, 2, 3)]
    steady, unsteady = call_in(search, "act", 20), call_in(search, "act", 30)
    scenarios = list(before)

    put_in(scenarios, {1: steady, 2: unsteady}, lambda asked: [each != unsteady for each in asked])

    assert scenarios == [before[0], steady, before[2]]


def test_all_mutants_have_to_be_told_by_one_scenario(search: Search, runner: FakeRunner) -> None:
    whole, half = call_in(search, "act", 1), call_in(search, "act", 2)
    runner.kills = lambda mutant, text: "1" in text or mutant.id == "one"
    assert tell_all(search.exploration, MUTANTS, [half, whole]) == [False, True]
    assert tell_all(search.exploration, MUTANTS[:1], [half, whole]) == [True, True]


def test_a_mutant_that_nothing_tells_is_told_by_none(search: Search, runner: FakeRunner) -> None:
    runner.kills = lambda mutant, text: mutant.id == "one"
    assert tell_all(search.exploration, MUTANTS, [call_in(search, "act", 1)]) == [False]


def test_places_that_become_alike_are_one_with_all_that_they_reach_and_tell(search: Search) -> None:
    first, second, third = (call_in(search, "act", number) for number in (1, 2, 3))
    found = Strengthened([first, second, third], {0: ["one"], 2: ["other"]})
    reaches = {first: frozenset({1}), third: frozenset({2})}

    left, reached = merged(found, [first, second, first], reaches)

    assert left.scenarios == [first, second]
    assert left.kills == {0: ["one", "other"]}
    assert reached == {first: frozenset({1, 2}), second: frozenset()}


def test_what_is_gone_leaves_its_place_to_the_next(search: Search) -> None:
    first, second = (call_in(search, "act", number) for number in (1, 2))
    found = Strengthened([first, second], {1: ["one"]})

    left, reached = merged(found, [first, second], {first: frozenset({1})}, gone={0})

    assert left.scenarios == [second]
    assert left.kills == {0: ["one"]}
    assert reached == {second: frozenset()}
