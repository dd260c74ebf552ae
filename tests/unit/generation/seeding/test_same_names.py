from __future__ import annotations

from pathlib import Path

from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Call, Literal, Symbol
from aqe.generation.scenario import Step
from aqe.generation.seeding.same_names import changing_methods, partners

SOURCE = """
class Base:
    def __init__(self):
        self.known = {}

    def keep(self, value, name):
        self._put(name, value)

    def _put(self, name, value):
        self.known[name] = value


class Store(Base):
    def create(self, label=None, name=None):
        self.keep(label, name)

    def drop(self, name):
        del self.known[name]

    def size(self):
        return len(self.known)

    def find(self, name, default=None):
        return self.known.get(name, default)

    def __contains__(self, name):
        return name in self.known

    def __eq__(self, name):
        return self.known == name


class File:
    def __init__(self, path):
        self.path = path

    def write(self, text):
        self.path.write_text(text)

    def path_of(self):
        return self.path
"""


def test_what_changes_an_object_through_another_method_changes_it(tmp_path: Path) -> None:
    found = changing_methods(subject_of(tmp_path, SOURCE))
    assert [each.name for each in found["Store"]] == ["create", "drop"]
    assert [each.name for each in found["Base"]] == ["keep", "_put"]


def test_what_changes_no_attribute_may_change_what_lies_outside(tmp_path: Path) -> None:
    assert [each.name for each in changing_methods(subject_of(tmp_path, SOURCE))["File"]] == [
        "write"
    ]


def test_partners_share_a_name_and_those_come_first_that_need_nothing_else(tmp_path: Path) -> None:
    found = partners(subject_of(tmp_path, SOURCE))
    assert {name: [each.method.name for each in made] for name, made in found.items()} == {
        "Base._put": ["keep"],
        "Store.create": ["drop", "keep"],
        "Store.drop": ["create", "keep"],
        "Store.find": ["create", "drop", "keep"],
        "Store.__contains__": ["create", "drop", "keep"],
    }


def test_the_value_that_a_call_is_given_was_given_to_one_before(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    seeder = seeder_of(subject)
    make, drop = (
        subject.callable("Store.__init__") or subject.callable("Base.__init__"),
        "Store.drop",
    )
    assert make is not None
    seeder.learn_receiver("Store", (Step(None, expression=Call(Symbol("demo", "Store"))),), 1.0)
    callee = subject.callable(drop)
    assert callee is not None
    found = []
    for scenario in seeder.after_partners(callee):
        steps = scenario.steps
        assert len(steps) == 3
        assert steps[1].subject is not None
        given = [
            {each.parameter.name: each.recipe for each in step.arguments} for step in steps[1:]
        ]
        found.append((steps[1].subject.name, [each["name"] for each in given]))
    assert [name for name, _ in found] == ["create", "keep"]
    assert all(one == other and isinstance(one, Literal) for _, (one, other) in found)


def test_only_what_can_be_given_alone_is_shared(tmp_path: Path) -> None:
    source = """
class Odd:
    def configure(self, options):
        self.options = options

    def make(self, a=0, name=None, /):
        self.name = name

    def find(self, **options):
        return options

    def drop(self, *name):
        return name

    def get(self, name):
        return self.name == name

    def note(self, *, options=None):
        return options
"""
    found = partners(subject_of(tmp_path, source))
    assert {name: [each.method.name for each in made] for name, made in found.items()} == {
        "Odd.note": ["configure"]
    }
