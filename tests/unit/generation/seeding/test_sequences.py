from __future__ import annotations

from pathlib import Path
from random import Random

from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Call, Symbol
from aqe.generation.scenario import Argument, Scenario, Step, step_reference
from aqe.generation.seeding.sequences import Sequences, with_step_at

SOURCE = """
class Store:
    def __init__(self): self.items = {}
    def add(self, key: str): self.items[key] = 1
    def size(self): return len(self.items)

class Desk:
    def __init__(self, store: Store): self.store = store
    def place(self, key: str): return self.store.items[key]
"""


STORE = """
class Store:
    def __init__(self): self.items = {}
    def __setitem__(self, key, value): self.items[key] = value
    def __eq__(self, other): return self.items == other.items
    def size(self): return len(self.items)
"""


def _base(tmp_path: Path) -> tuple[Sequences, Scenario]:
    subject = subject_of(tmp_path, SOURCE)
    seeder = seeder_of(subject)
    make, place = subject.callable("Desk.__init__"), subject.callable("Desk.place")
    assert make is not None
    assert place is not None
    store = Call(Symbol("demo", "Store"))
    desk = Step(make, (Argument(make.parameters[0], store),))
    act = Step(place, (Argument(place.parameters[0], seeder.pick(place, place.parameters[0])),), 0)
    sequences = Sequences(subject, seeder, Random(1), lambda name: None)
    return sequences, Scenario((desk, act))


def test_an_object_made_in_place_gets_a_step_and_is_prepared(tmp_path: Path) -> None:
    sequences, base = _base(tmp_path)
    found = list(sequences.prepared(base, 4))
    assert len(found) == 4
    for each in found:
        store, desk, call, act = each.steps
        assert store.subject is not None
        assert store.subject.owner == "Store"
        assert desk.arguments[0].recipe == step_reference(0)
        assert call.subject is not None
        assert call.subject.qualname == "Store.add"
        assert (call.receiver, act.receiver) == (0, 1)


def test_what_only_looks_prepares_nothing(tmp_path: Path) -> None:
    sequences, base = _base(tmp_path)
    names = {
        step.subject.name
        for each in sequences.prepared(base, 30)
        for step in each.steps
        if step.subject is not None
    }
    assert "size" not in names


def test_something_is_put_under_a_key_by_the_statement_for_it(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, STORE)
    seeder = seeder_of(subject)
    make, size = subject.callable("Store.__init__"), subject.callable("Store.size")
    assert make is not None
    assert size is not None
    base = Scenario((Step(make, ()), Step(size, (), 0)))
    found = list(Sequences(subject, seeder, Random(1), lambda name: None).prepared(base, 4))
    calls = [each.steps[1].subject for each in found]
    assert [each and each.name for each in calls] == ["__setitem__"] * 4


def test_the_key_that_the_act_asks_for_is_often_the_one_that_was_added(tmp_path: Path) -> None:
    sequences, base = _base(tmp_path)
    found = list(sequences.prepared(base, 30))
    same = [
        each
        for each in found
        if each.steps[2].arguments
        and each.steps[2].arguments[0].recipe == each.act.arguments[0].recipe
    ]
    assert len(same) > len(found) / 3


def test_references_move_along_with_what_they_refer_to(tmp_path: Path) -> None:
    _, base = _base(tmp_path)
    moved = with_step_at(base, 0, base.steps[0])
    assert moved.act.receiver == 1


OUTSIDE = """
TABLE = {}

class Cache:
    def __init__(self, name: str): self.name = name
    def put(self, key: str): TABLE.setdefault(self.name, key)
    def get(self, key: str): return TABLE[key]
    def _hidden(self): TABLE.clear()
"""


def test_a_class_that_keeps_its_state_elsewhere_is_prepared_by_any_method(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, OUTSIDE)
    seeder = seeder_of(subject)
    make, get = subject.callable("Cache.__init__"), subject.callable("Cache.get")
    assert make is not None
    assert get is not None
    key = seeder.pick(get, get.parameters[0])
    cache = Step(make, (Argument(make.parameters[0], key),))
    base = Scenario((cache, Step(get, (Argument(get.parameters[0], key),), 0)))
    sequences = Sequences(subject, seeder, Random(1), lambda name: None)
    names = {
        each.steps[1].subject.name
        for each in sequences.prepared(base, 30)
        if each.steps[1].subject is not None
    }
    assert names == {"put"}  # what calls nothing reaches nothing
