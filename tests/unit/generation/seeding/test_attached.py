"""Functions that are reached through an attribute of what is returned."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of

from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Scenario
from aqe.generation.seeding.attached import attached
from aqe.generation.seeding.seeds import Seeder
from aqe.syntax.python.expressions import Printer

SOURCE = """\
def cached(limit=2):
    def decorator(function):
        kept = {}

        def wrapper(value):
            if value not in kept:
                kept[value] = function(value)
            return kept[value]

        def forget(value):
            kept.pop(value, None)

        def unrelated():
            return 1

        wrapper.forget = forget
        wrapper.size = 3
        function.note = unrelated
        return wrapper

    return decorator


class Box:
    def listener(self):
        async def run(value):
            return value

        def stop():
            return None

        if self:
            run.stop = stop
        return run
"""
FORGET = "cached.<locals>.decorator.<locals>.forget"


def test_functions_set_on_what_is_returned_are_found() -> None:
    assert attached(SOURCE) == {FORGET: "forget", "Box.listener.<locals>.stop": "stop"}


def test_a_source_that_cannot_be_parsed_has_none() -> None:
    assert attached("def f(:") == {}


def _acts(seeder: Seeder, scenario: Scenario) -> list[str]:
    """How the calls of what a scenario returns are written."""
    found = seeder.follow_ups(scenario, "builtins:function")
    programs = (Printer().program(candidate_of(each, "demo", 1), "demo") for each in found)
    return [each.lines[-1].source for each in programs]


@pytest.fixture
def seeder(tmp_path: Path) -> Seeder:
    return seeder_of(subject_of(tmp_path, SOURCE))


@pytest.fixture
def made(tmp_path: Path, seeder: Seeder) -> Scenario:
    """The call of the decorator itself."""
    subject = subject_of(tmp_path, SOURCE)
    return seeder.seeds(next(each for each in subject.callables if each.name == "cached"), 0, 1)[0]


def test_they_are_called_through_the_attribute(seeder: Seeder, made: Scenario) -> None:
    decorated = next(
        each
        for each in seeder.follow_ups(made, "builtins:function")
        if each.subject == "cached.<locals>.decorator"
    )
    acts = _acts(seeder, decorated)
    assert any(".forget(" in each for each in acts)
    assert any(".forget(" not in each for each in acts)


def test_they_are_attributes_of_what_their_own_callable_returns(
    seeder: Seeder, made: Scenario
) -> None:
    assert not any("forget" in each for each in _acts(seeder, made))
