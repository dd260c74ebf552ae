"""Public methods in the place of private ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of
from generation_builders import call_of

from aqe.domain.recipe import Literal
from aqe.domain.subject import Subject
from aqe.generation.choosing.public_routes import through_public
from aqe.generation.scenario import Scenario

SOURCE = """\
class Box:
    def __init__(self):
        self.items = []

    def look(self, number):
        return self.items[number]

    def put(self, item, twice=False):
        self._keep(item)

    def empty(self):
        self.items = []

    async def later(self, item):
        self._keep(item)

    def _keep(self, item):
        self.items.append(item)


class Chest(Box):
    def _keep(self, item):
        self.items.insert(0, item)


def put(item):
    return _put(item)


def _put(item):
    return item
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _scenario(subject: Subject, name: str, *values: str, owner: str = "Box") -> Scenario:
    made, called = subject.callable(f"{owner}.__init__"), subject.callable(name)
    made = made or subject.callable("Box.__init__")
    assert made is not None
    assert called is not None
    receiver = 0 if "." in name else None
    return Scenario((call_of(made), call_of(called, *map(Literal, values), receiver=receiver)))


def _routes(subject: Subject, scenario: Scenario) -> list[str]:
    return [each.subject for each in through_public(scenario, subject)]


def test_what_calls_it_comes_first_and_what_takes_as_much_behind(subject: Subject) -> None:
    private = _scenario(subject, "Box._keep", "word")
    assert _routes(subject, private) == ["Box.put", "Box.look"]
    (first, *_) = through_public(private, subject)
    assert [each.parameter.name for each in first.act.arguments] == ["item"]
    assert first.act.arguments[0].recipe == Literal("word")
    assert first.act.receiver == 0


def test_methods_of_base_classes_lead_there_too(subject: Subject) -> None:
    private = _scenario(subject, "Chest._keep", "word", owner="Chest")
    assert _routes(subject, private)[:1] == ["Box.put"]


def test_public_code_and_functions_stay(subject: Subject) -> None:
    assert _routes(subject, _scenario(subject, "Box.put", "word")) == []
    assert _routes(subject, _scenario(subject, "_put", "word")) == []
