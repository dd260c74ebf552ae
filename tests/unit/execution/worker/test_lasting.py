"""What changes in a module, and what does not count."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from aqe.execution.worker.lasting import Lasting

SOURCE = """
from collections import deque

RULES = [("a", "b"), ("c", "d")]
TABLE = {"one": [1], "two": [2]}
WAITING = deque([1])
KNOWN = {1, 2}
RAW = bytearray(b"abc")
limit = 3
lazy = None
cache = {}


class Options:
    strict = True
    handlers = ["first"]

    def __init__(self):
        self.depth = 1
        self.found = None


def gathered(item, items=[], *, seen={"a": 1}):
    items.append(item)


def counted():
    counts = [0]

    def count():
        counts[0] += 1

    return count


count = counted()


class Static:
    @staticmethod
    def gather(item, items=[]):
        items.append(item)


default = Options()
"""


@pytest.fixture
def module() -> ModuleType:
    module = ModuleType("subject")
    exec(SOURCE, module.__dict__)
    return module


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("RULES.insert(0, ('x', 'y'))", "RULES"),
        ("RULES[0] = ('x', 'y')", "RULES"),
        ("RULES.reverse()", "RULES"),
        ("TABLE['one'] = [1]", "TABLE"),
        ("del TABLE['two']", "TABLE"),
        ("TABLE['one'].append(2)", "TABLE"),
        ("WAITING.append(2)", "WAITING"),
        ("KNOWN.add(3)", "KNOWN"),
        ("RAW.extend(b'd')", "RAW"),
        ("limit = 4", "limit"),
        ("del limit", "limit"),
        ("Options.strict = False", "Options.strict"),
        ("Options.handlers.append('second')", "Options.handlers"),
        ("default.depth = 2", "default.depth"),
        ("gathered(1)", "gathered"),
        ("gathered.__kwdefaults__['seen']['a'] = 2", "gathered"),
        ("count()", "count"),
        ("Static.gather(1)", "Static.gather"),
    ],
)
def test_a_change_is_named(module: ModuleType, change: str, name: str) -> None:
    state = Lasting(module)
    exec(change, module.__dict__)
    assert state.changed() == [name]


@pytest.mark.parametrize(
    "change",
    [
        "cache['key'] = 1",
        "lazy = 5",
        "default.found = []",
        "default.more = 1",
        "fresh = 1",
        "count.hits = 1",
    ],
)
def test_what_caches_do_counts_only_where_it_is_asked_for(module: ModuleType, change: str) -> None:
    lenient, strict = Lasting(module), Lasting(module, count_additions=True)
    exec(change, module.__dict__)
    assert lenient.changed() == []
    assert strict.changed() != []


@pytest.mark.parametrize("change", ["sys.argv = ['tool', 'x']", "sys.argv.append('x')"])
def test_arguments_of_the_process_belong_to_whoever_runs_it(
    module: ModuleType, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["pytest"])
    lasting = Lasting(module)
    assert lasting.changed() == []
    exec(change, {"sys": sys})
    assert lasting.changed() == ["sys.argv"]


@pytest.mark.parametrize(
    "look", ["len(RULES)", "TABLE.get('one')", "Options().depth", "default.depth", "sorted(KNOWN)"]
)
def test_looking_changes_nothing(module: ModuleType, look: str) -> None:
    state = Lasting(module, count_additions=True)
    exec(look, module.__dict__)
    assert state.changed() == []


def test_an_equal_object_in_place_of_another_is_a_change(module: ModuleType) -> None:
    state = Lasting(module)
    module.RULES[0] = (chr(97), "b")
    assert state.changed() == ["RULES"]


def test_what_fails_when_it_is_looked_at_counts_as_changed(module: ModuleType) -> None:
    class Hostile:
        def __hash__(self) -> int:
            return 7

        def __eq__(self, other: object) -> bool:
            raise ValueError

    one, other = Hostile(), Hostile()
    table: dict[Any, Any] = {one: 1}
    module.table = table
    state = Lasting(module)
    del table[one]
    table[other] = 1
    assert state.changed() == ["table"]


def test_no_code_of_the_subject_runs_when_its_state_is_looked_at(module: ModuleType) -> None:
    source = """
ran = []


class Meta(type):
    def __getattribute__(cls, name):
        ran.append(name)
        return type.__getattribute__(cls, name)


class Odd(metaclass=Meta):
    def __getattribute__(self, name):
        ran.append(name)
        return object.__getattribute__(self, name)

    __class__ = property(lambda self: ran.append("class"))


odd = Odd()
odd.kept = [1]
ran.clear()
"""
    exec(source, module.__dict__)
    state = Lasting(module)
    assert module.ran == []
    object.__getattribute__(module.odd, "kept").append(2)
    assert state.changed() == ["odd.kept"]
    assert module.ran == []


def test_an_object_that_says_itself_what_it_keeps_is_not_asked(module: ModuleType) -> None:
    source = "class Own:\n    __dict__ = property(lambda self: 1 / 0)\n\n\nown = Own()\n"
    exec(source, module.__dict__)
    assert Lasting(module).changed() == []


def test_names_that_are_no_text_are_left_alone(module: ModuleType) -> None:
    module.__dict__[5] = 1  # type: ignore[index]
    module.default.__dict__[6] = 1
    assert Lasting(module).changed() == []
