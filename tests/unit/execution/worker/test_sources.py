"""Values as source text that evaluates to an equal value of the same type."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import importlib
import pathlib
import random
import re
import sys
import types
import typing
import uuid
from typing import Any

import pytest

from aqe.execution.worker.sources import Sources, Unprintable
from aqe.execution.worker.stability import Places


class Color(enum.Enum):
    RED = 1
    DARK_RED = 2


class Right(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass
class Point:
    x: Any
    y: float = 0.5

    class Inner:
        pass


@dataclasses.dataclass(eq=False)
class NeverEqual:
    x: int


class Pair(typing.NamedTuple):
    first: Any
    second: Any = None


class Shown:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Shown({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shown) and other.value == self.value

    __hash__ = None  # type: ignore[assignment]


class Liar(Shown):
    def __repr__(self) -> str:
        return "Liar(0)"


class Items(list[int]):
    pass


class Hostile:
    def __repr__(self) -> str:
        raise SystemExit

    def __eq__(self, other: object) -> bool:
        raise KeyError

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    __hash__ = None  # type: ignore[assignment]


def function() -> None:
    """A function that is found by its name."""


PRINTABLE = [
    None,
    True,
    -5,
    10**50,
    "text 'quoted' \n",
    b"\x00bytes",
    bytearray(b"ab"),
    ...,
    NotImplemented,
    (),
    (1,),
    [1, [2, (3, "a")]],
    {"a": {"b": [None]}},
    {3, 1, 2},
    set(),
    frozenset({1}),
    frozenset(),
    range(2, 9, 3),
    slice(1, None, 2),
    float("inf"),
    1.5,
    1 + 2j,
    Color.RED,
    Right.READ | Right.WRITE,
    Right(0),
    {Color.DARK_RED: [Color.RED]},
    Point(1),
    Point(Color.RED, 2.0),
    Pair(1),
    Shown([1, "a"]),
    Point.Inner,
    Point,
    int,
    function,
    random.choice,
    len,
    decimal.Decimal("1.50"),
    fractions.Fraction(1, 3),
    datetime.date(2020, 1, 2),
    datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.UTC),
    datetime.timedelta(days=1, seconds=3),
    datetime.time(1, 2),
    uuid.UUID(int=7),
    pathlib.Path("a/b"),
    pathlib.PureWindowsPath("c:/d"),
    collections.OrderedDict(b=1, a=2),
    collections.defaultdict(list, {"a": [1]}),
    collections.defaultdict(None, {}),
    collections.Counter("aab"),
    collections.deque([1, 2], maxlen=3),
    types.SimpleNamespace(a=1, b=[2]),
    re.compile(r"a\d+", re.IGNORECASE | re.VERBOSE),
    re.compile(b"x"),
]


@pytest.fixture
def sources() -> Sources:
    return Sources(Places(["/some/where/scratch"]), "a_program")


@pytest.mark.parametrize(
    "value", PRINTABLE, ids=lambda value: repr(value)[:30].partition(" at 0x")[0]
)
def test_the_source_evaluates_to_an_equal_value(sources: Sources, value: Any) -> None:
    source = sources.source_of(value)
    names = {}
    for module, name in source.symbols:
        root = name.partition(".")[0]
        found = importlib.import_module(module)
        names[root or module] = getattr(found, root) if root else found
    again = eval(source.text, names)
    assert type(again) is type(value)
    assert again == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b", "a", "c"}, "{'a', 'b', 'c'}"),
        (Right.READ | Right.WRITE, "Right.READ | Right.WRITE"),
        (datetime.timedelta(hours=2), "timedelta(seconds=7200)"),
        (Point(1), "Point(x=1, y=0.5)"),
        (re.compile("a", re.IGNORECASE), "re.compile('a', re.IGNORECASE)"),
    ],
)
def test_texts(sources: Sources, value: Any, text: str) -> None:
    assert sources.source_of(value).text == text


@pytest.mark.parametrize(
    ("value", "is_approximate"),
    [(1, False), (1.5, True), ([1, [2.5]], True), (Point(1, 2), False), (Shown(0.1), True)],
)
def test_floats_are_approximate(sources: Sources, value: Any, is_approximate: bool) -> None:
    assert sources.source_of(value).approximate is is_approximate


def _cycle() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        [float("nan")],
        "x" * 500,
        list(range(500)),
        object(),
        lambda: None,
        iter([1]),
        NeverEqual(1),
        Liar(3),
        Items([1]),
        Hostile(),
        [Hostile()],
        _cycle(),
        sys,
        ValueError("x"),
        "in /some/where/scratch/x",
        "<object at 0x7f00deadbeef>",
        10**5000,
        Shown(Hostile()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_source(sources: Sources, value: Any) -> None:
    with pytest.raises(Unprintable):
        sources.source_of(value)


def test_names_of_the_program_itself_have_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("a_program")
    exec("import enum\nclass Local(enum.Enum):\n    A = 1", module.__dict__)
    monkeypatch.setitem(sys.modules, "a_program", module)
    source = Sources(Places([]), "a_program").source_of(module.__dict__["Local"].A)
    assert (source.text, source.symbols) == ("Local.A", [("", "Local")])


class Elsewhere(list):  # type: ignore[type-arg]
    """Keeps its items where the comparison of lists does not look."""

    def __init__(self, items: Any = ()) -> None:
        self.kept = list(items)

    def __repr__(self) -> str:
        return f"Elsewhere({self.kept!r})"


class Alike:
    def __init__(self, name: str, size: int = 1) -> None:
        self.name = name
        self.size = size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike)

    def __repr__(self) -> str:
        return f"Alike({self.name!r}, size={self.size})"


class BySize(Alike):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, BySize) and other.size == self.size

    def __repr__(self) -> str:
        return f"BySize({self.name!r}, size={self.size})"


@pytest.mark.parametrize(
    "value", [Elsewhere([1, 2]), Elsewhere(["a"]), Elsewhere([]), Alike("a"), Alike("a", 5)]
)
def test_what_equals_every_other_of_its_class_is_not_compared(sources: Sources, value: Any) -> None:
    with pytest.raises(Unprintable):
        sources.source_of(value)
    with pytest.raises(Unprintable):
        sources.source_of([[value]])


def test_what_looks_at_a_part_is_compared(sources: Sources) -> None:
    assert sources.source_of(BySize("a", 5)).text == "BySize('a', size=5)"
    assert sources.source_of({1: BySize("a", 5)}).text == "{1: BySize('a', size=5)}"


def test_what_was_found_of_a_class_is_forgotten(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unprintable):
        sources.source_of(Alike("a"))
    monkeypatch.setattr(
        Alike, "__eq__", lambda self, other: repr(self) == repr(other), raising=True
    )
    sources.forget()
    assert sources.source_of(Alike("a")).text == "Alike('a', size=1)"


def test_whether_a_class_is_blind_is_asked_once(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def equals(self: BySize, other: object) -> bool:
        asked.append(other)
        return isinstance(other, BySize) and other.size == self.size

    monkeypatch.setattr(BySize, "__eq__", equals)
    sources.source_of(BySize("a", 5))
    first = len(asked)
    sources.source_of(BySize("a", 5))
    assert len(asked) - first == 1 < first
