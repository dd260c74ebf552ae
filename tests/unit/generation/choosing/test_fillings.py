"""Calls that put something into objects that were made empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from generation_bench import completed, subject_of
from generation_builders import call_of, scenario

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateRun, Observation, Snapshot
from aqe.domain.subject import Subject
from aqe.generation.choosing.fillings import Fillings, is_empty
from aqe.generation.scenario import Scenario, Step

SOURCE = """\
class Bag:
    def __init__(self, size=1): ...
    def put(self, item): ...
    def drop(self, item): ...

class Sack(Bag):
    def __init__(self, size, colour="red"): ...

class Box:
    def __init__(self): ...
    def fill(self, item): ...
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _step(subject: Subject, name: str, *recipes: Recipe) -> Step:
    found = subject.callable(name)
    assert found is not None
    return call_of(found, *recipes, receiver=None if name.endswith("__init__") else 0)


def _held(name: str, *items: object) -> Snapshot:
    held = Snapshot("literal", "builtins:list", repr(list(items)))
    return Snapshot("object", f"demo:{name}", items=held)


def _called(
    subject: Subject, method: str, after: Sequence[object]
) -> tuple[Scenario, CandidateRun]:
    bag = scenario(_step(subject, "Bag.__init__"), _step(subject, method, Literal("abc")))
    seen = completed(
        {0}, observations=(Observation(0, _held("Bag")),), after=(("bag", _held("Bag", *after)),)
    )
    return bag, seen


def test_what_leaves_something_in_an_empty_object_fills_it(subject: Subject) -> None:
    met = [_called(subject, "Bag.drop", []), _called(subject, "Bag.put", ["abc"])]
    (found,) = Fillings(subject, met).of("demo:Bag")
    assert found.call.subject is subject.callable("Bag.put")
    base = scenario(_step(subject, "Bag.__init__"))
    copies = list(found.into(base, 0, [Literal("a")]))
    assert [each.steps[1].arguments[0].recipe for each in copies] == [Literal("b"), Literal("abc")]
    assert all(each.steps[1].receiver == 0 for each in copies)


def test_two_items_go_in_with_the_greater_first(subject: Subject) -> None:
    (found,) = Fillings(subject, [_called(subject, "Bag.put", ["abc"])]).of("demo:Bag")
    base = scenario(_step(subject, "Bag.__init__"), _step(subject, "Bag.drop", Literal(1)))
    (copy,) = found.twice_into(base, 0, [])
    items = [getattr(each.arguments[0].recipe, "value", ...) for each in copy.steps[1:]]
    assert items == ["b", "a", 1]


def test_a_class_is_filled_as_another_one_by_a_method_of_the_same_name(subject: Subject) -> None:
    sacks = [
        (
            scenario(_step(subject, "Sack.__init__", *map(Literal, values))),
            completed({0}, observations=(Observation(0, _held("Sack")),)),
        )
        for values in ((1, "blue"), (2,))
    ]
    boxes = [
        (
            scenario(_step(subject, "Box.__init__")),
            completed({0}, observations=(Observation(0, _held("Box")),)),
        )
    ]
    fillings = Fillings(subject, [_called(subject, "Bag.put", ["abc"]), *sacks, *boxes])
    found = fillings.of("demo:Sack")
    assert [len(each.making[0].arguments) for each in found] == [1, 2]
    assert {each.call.subject for each in found} == {subject.callable("Bag.put")}
    assert not list(fillings.of("demo:Box"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (_held("Bag"), True),
        (_held("Bag", 1), False),
        (Snapshot("object", "demo:Bag", length=0), True),
        (Snapshot("object", "demo:Bag"), False),
        (Snapshot("literal", "builtins:int", "0"), False),
    ],
)
def test_an_object_is_empty_where_going_through_it_tells_so(
    value: Snapshot, expected: bool
) -> None:
    assert is_empty(value) is expected
