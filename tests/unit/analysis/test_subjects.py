"""What a module consists of."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse
from aqe.domain.subject import CallableKind, ClassKind, ParameterKind, Subject
from aqe.errors import SourceError

Analyse = Callable[..., Subject]

TOUR = '''
"""A module."""
import abc, enum, functools, contextlib
from collections import namedtuple
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypedDict, overload

LIMIT = 3
TABLE = {"a": 1}
__all__ = ["Shape", "area"]

class Colour(enum.Enum):
    RED = 1
    GREEN = 2

class Shape(abc.ABC):
    def __init__(self, name):
        self.name = name
    @abc.abstractmethod
    def area(self): ...
    @property
    def label(self):
        return self.name
    @label.setter
    def label(self, value):
        self.name = value
    @label.deleter
    def label(self):
        del self.name
    @classmethod
    def parse(cls, text):
        return cls(text)
    @staticmethod
    def unit():
        return 1
    def __len__(self):
        return len(self.name)
    def _hidden(self): ...

@dataclass
class Box:
    width: int
    height: int = 2
    tags: list = field(default_factory=list)
    total: int = field(init=False, default=0)

class Point(NamedTuple):
    x: float
    y: float = 0.0

Pair = namedtuple("Pair", "left right")

class Sized(Protocol):
    def size(self) -> int: ...

class Options(TypedDict):
    flag: bool

class BadShape(ValueError): ...

async def fetch(url):
    return url

def numbers(n):
    for i in range(n):
        yield i

@contextlib.contextmanager
def opened(path):
    yield path

def decorate(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        def deepest(): ...
        return func(*args, **kwargs)
    return wrapper

@functools.singledispatch
def area(shape):
    raise TypeError
@area.register
def _(shape: Box): return 1
@area.register(Point)
@area.register(Pair)
def _(shape): return 2

@overload
def twice(x: int) -> int: ...
@overload
def twice(x: str) -> str: ...
def twice(x): return x + x

if LIMIT:
    def conditional(): ...
else:
    def conditional(): ...
'''


@pytest.fixture
def tour(subject_of: Analyse) -> Subject:
    return subject_of(TOUR)


def test_every_callable_is_found_with_its_kind(tour: Subject) -> None:
    assert [(each.qualname, each.kind.value) for each in tour.callables] == [
        ("Shape.__init__", "constructor"),
        ("Shape.area", "method"),
        ("Shape.label", "property"),
        ("Shape.label", "setter"),
        ("Shape.label", "setter"),
        ("Shape.parse", "class-method"),
        ("Shape.unit", "static-method"),
        ("Shape.__len__", "method"),
        ("Shape._hidden", "method"),
        ("Box.__init__", "constructor"),
        ("Point.__init__", "constructor"),
        ("Pair.__init__", "constructor"),
        ("Sized.size", "method"),
        ("fetch", "function"),
        ("numbers", "function"),
        ("opened", "function"),
        ("decorate", "function"),
        ("decorate.<locals>.wrapper", "nested"),
        ("decorate.<locals>.wrapper.<locals>.deepest", "nested"),
        ("area", "function"),
        ("_", "function"),
        ("_", "function"),
        ("twice", "function"),
        ("conditional", "function"),
    ]


def test_flags_say_how_a_callable_runs(tour: Subject) -> None:
    def flags(qualname: str) -> tuple[bool, ...]:
        found = tour.callable(qualname)
        assert found is not None
        return (found.is_async, found.is_generator, found.is_context_manager, found.is_abstract)

    assert flags("fetch") == (True, False, False, False)
    assert flags("numbers") == (False, True, False, False)
    assert flags("opened") == (False, True, True, False)
    assert flags("Shape.area") == (False, False, False, True)
    public = {each.qualname: each.is_public for each in tour.callables}
    assert (public["Shape._hidden"], public["Shape.__len__"], public["_"]) == (False, True, False)


def test_receivers_are_no_parameters(tour: Subject) -> None:
    names = {each.qualname: [one.name for one in each.parameters] for each in tour.callables}
    assert names["Shape.__init__"] == ["name"]
    assert names["Shape.parse"] == ["text"]
    assert names["Shape.unit"] == []
    wrapper = tour.callable("decorate.<locals>.wrapper")
    assert wrapper is not None
    assert [each.kind for each in wrapper.parameters] == [
        ParameterKind.VAR_POSITIONAL,
        ParameterKind.VAR_KEYWORD,
    ]


def test_registrations_name_their_generic_function_and_types(tour: Subject) -> None:
    found = [
        (each.dispatch_of, [one.name for one in each.dispatch_types])
        for each in tour.callables
        if each.dispatch_of
    ]
    assert found == [("area", ["m:Box"]), ("area", ["m:Point", "m:Pair"])]


def test_the_generic_function_takes_what_is_registered(
    tour: Subject, spelled: Callable[..., str]
) -> None:
    area = tour.callable("area")
    assert area is not None
    types = {spelled(each) for each in area.parameters[0].usage.isinstance_types}
    assert types == {"m:Box", "m:Point", "m:Pair"}


def test_overloads_are_evidence_and_no_callables(
    tour: Subject, spelled: Callable[..., str]
) -> None:
    twice = tour.callable("twice")
    assert twice is not None
    assert spelled(twice.parameters[0].evidence[0].type) == "union[int, str]"


def test_every_class_is_found_with_its_kind(tour: Subject) -> None:
    assert {each.qualname: each.kind for each in tour.classes} == {
        "Colour": ClassKind.ENUM,
        "Shape": ClassKind.ABSTRACT,
        "Box": ClassKind.DATACLASS,
        "Point": ClassKind.NAMEDTUPLE,
        "Pair": ClassKind.NAMEDTUPLE,
        "Sized": ClassKind.PROTOCOL,
        "Options": ClassKind.TYPED_DICT,
        "BadShape": ClassKind.EXCEPTION,
    }


def test_classes_say_how_instances_are_made(tour: Subject) -> None:
    found = {each.qualname: each for each in tour.classes}
    signatures = {
        name: [(one.name, one.default) for one in each.constructor] for name, each in found.items()
    }
    assert signatures["Box"] == [("width", None), ("height", "2"), ("tags", "list()")]
    assert signatures["Point"] == [("x", None), ("y", "0.0")]
    assert signatures["Pair"] == [("left", None), ("right", None)]
    assert signatures["Shape"] == [("name", None)]
    assert signatures["Colour"] == [("value", None)]
    assert found["Colour"].members == ("RED", "GREEN")
    assert found["Colour"].constructor[0].constants == ("1", "2")
    assert found["Shape"].abstract_methods == ("area",)
    assert found["Options"].constructor[0].kind is ParameterKind.KEYWORD_ONLY
    assert [each.name for each in found["Shape"].fields] == ["name"]


def test_a_named_tuple_may_be_a_base(subject_of: Analyse) -> None:
    subject = subject_of(
        """
        from collections import namedtuple
        class Point(namedtuple("Point", ["x", "y"], defaults=[0])):
            def norm(self): return self.x
        class Checked(namedtuple("Checked", "x")):
            def __new__(cls, x, strict): return super().__new__(cls, x)
        """
    )
    found = {each.qualname: each for each in subject.classes}
    assert found["Point"].kind is ClassKind.NAMEDTUPLE
    assert [(each.name, each.default) for each in found["Point"].constructor] == [
        ("x", None),
        ("y", "0"),
    ]
    assert [each.name for each in found["Checked"].constructor] == ["x", "strict"]


def test_names_constants_and_exports_are_listed(tour: Subject) -> None:
    assert dict(tour.constants) == {"LIMIT": "3", "TABLE": "{'a': 1}"}
    assert tour.exports == ("Shape", "area")
    assert ("field", "dataclasses:field") in tour.names
    assert ("enum", "enum:") in tour.names


def test_lines_begin_with_the_first_decorator(tour: Subject) -> None:
    lines = TOUR.split("\n")
    opened = tour.callable("opened")
    assert opened is not None
    assert lines[opened.first_line - 1] == "@contextlib.contextmanager"
    assert lines[opened.body_line - 1] == lines[opened.last_line - 1] == "    yield path"


def test_inheritance_is_followed_through_the_package(subject_of: Analyse) -> None:
    subject = subject_of(
        """
        from pkg import Base
        class Child(Base):
            def extra(self): return self.size
        """,
        {
            "pkg/__init__.py": "from .base import Base\n",
            "pkg/base.py": "class Base(Exception):\n    def __init__(self, size: int): self.size = size\n",
        },
        path="pkg/child.py",
    )
    child = subject.classes[0]
    assert child.bases == ("pkg.base:Base",)
    assert child.kind is ClassKind.EXCEPTION
    assert [each.name for each in child.constructor] == ["size"]
    known = {f"{each.module}:{each.qualname}" for each in subject.known_classes}
    assert known == {"pkg.base:Base"}


def test_known_classes_come_with_what_their_constructors_need(subject_of: Analyse) -> None:
    subject = subject_of(
        "from pkg.order import Order\ndef total(order: Order) -> int: return order.price.amount\n",
        {
            "pkg/__init__.py": "",
            "pkg/order.py": "from .money import Money\n"
            "class Order:\n    def __init__(self, price: Money): self.price = price\n",
            "pkg/money.py": "class Money:\n    def __init__(self, amount: int): self.amount = amount\n",
        },
        path="pkg/total.py",
    )
    assert [each.qualname for each in subject.known_classes] == ["Order", "Money"]
    assert subject.known_classes[1].constructor[0].name == "amount"


def test_receivers_attributes_are_read_and_written(subject_of: Analyse) -> None:
    subject = subject_of(
        """
        class Queue:
            def __init__(self): self.items = []
            def put(self, item):
                self.items.append(item)
                self.count += 1
            def full(self):
                if len(self.items) > self.limit: raise Full("no")
                if hasattr(self, "closed"): raise self.error()
        """
    )
    put, full = subject.callable("Queue.put"), subject.callable("Queue.full")
    assert put is not None
    assert full is not None
    assert (put.attribute_reads, put.attribute_writes) == (("items", "count"), ("count", "items"))
    assert full.attribute_reads == ("items", "limit", "closed", "error")
    assert full.raises == ("Full",)
    assert full.complexity == 3
    assert "'no'" in full.constants


def test_stubs_beside_the_module_are_evidence(
    subject_of: Analyse, spelled: Callable[..., str]
) -> None:
    subject = subject_of("def f(x): ...\n", {"m.pyi": "def f(x: list[int]) -> str: ...\n"})
    found = subject.callables[0]
    evidence = found.parameters[0].evidence[0]
    assert (spelled(evidence.type), evidence.source.value) == ("list[int]", "stub")
    assert spelled(found.returns[0].type) == "str"


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("return 'a'", "str"),
        ("return [1]", "list[int]"),
        ("return x == 1", "bool"),
        ("return Own()", "m:Own"),
        ("return str(x)", "str"),
        ("return lambda: 1", "callable"),
    ],
)
def test_what_is_returned_tells_the_type_of_the_result(
    subject_of: Analyse, spelled: Callable[..., str], body: str, type_: str
) -> None:
    subject = subject_of(f"def f(x):\n    {body}\nclass Own: ...\n")
    assert [spelled(each.type) for each in subject.callables[0].returns] == [type_]


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("# nothing\n\n")
    with pytest.raises(SourceError, match="no code") as caught:
        analyse(tmp_path / "m.py", module="m", import_root=tmp_path)
    assert caught.value.slug == "source-empty"


def test_deep_expressions_are_an_error_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("def f(x):\n    return " + "+".join(["x"] * 5000) + "\n")
    with pytest.raises(SourceError):
        analyse(tmp_path / "m.py", module="m", import_root=tmp_path)


def test_broken_neighbours_do_no_harm(subject_of: Analyse) -> None:
    subject = subject_of(
        "from pkg.broken import thing\ndef f(x): return thing(x)\n",
        {"pkg/__init__.py": "", "pkg/broken.py": "def thing(:\n"},
        path="pkg/good.py",
    )
    assert [each.qualname for each in subject.callables] == ["f"]


def test_the_same_source_gives_the_same_subject(subject_of: Analyse) -> None:
    assert subject_of(TOUR) == subject_of(TOUR)


def test_a_large_module_in_a_large_package_is_quick(subject_of: Analyse) -> None:
    body = "\n".join(
        f"def f{i}(a, b=None):\n    if a == {i}:\n        return b['k{i}'].strip()\n"
        f"    for x, y in a:\n        x.go(y)\n    return f{i - 1 if i else 0}(a, b)\n"
        for i in range(130)
    )
    files = {f"pkg/n{i}.py": body.replace("def f", f"def n{i}_") for i in range(50)}
    started = time.process_time()
    subject = subject_of(body, {"pkg/__init__.py": "", **files}, path="pkg/big.py")
    assert len(subject.callables) == 130
    assert time.process_time() - started < 5
    assert subject.callables[3].kind is CallableKind.FUNCTION


def test_lists_hold_what_their_items_are_used_as(
    subject_of: Analyse, spelled: Callable[..., str]
) -> None:
    found = subject_of(
        """
        class Bits:
            def __init__(self, val):
                if type(val) is list:
                    val = "".join("1" if each else "0" for each in val)
                self.val = val

            @classmethod
            def from_list(cls, given):
                return cls(given)

            @classmethod
            def from_bin(cls, given):
                return cls(given)
        """
    )
    for name, source, expected in (
        ("Bits.__init__", "isinstance", "list[bool]"),
        ("Bits.from_list", "name", "list[bool]"),
        ("Bits.from_bin", "name", "str"),
    ):
        subject = found.callable(name)
        assert subject is not None
        told = {each.source.value: spelled(each.type) for each in subject.parameters[0].evidence}
        assert told[source] == expected
