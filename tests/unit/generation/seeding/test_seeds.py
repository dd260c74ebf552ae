from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Attribute, Literal, Symbol
from aqe.domain.subject import CallableSubject, MinedCall, Subject
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.own_answers import answers_itself
from aqe.generation.scenario import Scenario, Step, Use
from aqe.generation.seeding.seeds import Seeder
from aqe.syntax.python.expressions import Printer

SOURCE = '''\
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager, contextmanager
from enum import Enum
from functools import singledispatch


class Shape:
    def __init__(self, size: int):
        self.size = size

    def area(self) -> int:
        return self.size


class Square(Shape):
    pass


class Base(ABC):
    def __init__(self, name: str):
        self.name = name

    @abstractmethod
    def run(self, value):
        """Run."""

    def twice(self) -> str:
        return self.name * 2


class Colour(Enum):
    RED = 1
    BLUE = 2

    def shade(self) -> str:
        return self.name


@singledispatch
def show(value) -> str:
    return "thing"


@show.register
def _(value: bytes) -> str:
    return "bytes"


def configure(**options):
    if options["mode"] == "fast":
        return options.get("level", 1)
    return None


def place(first: int, second: str = "abc", *rest: int, flag: bool = False):
    return first


async def wait(number: int):
    return number


def stream(number: int):
    yield number


async def tide(number: int):
    yield number


@contextmanager
def opened(number: int):
    yield number


@asynccontextmanager
async def started(number: int):
    yield number
'''


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


@pytest.fixture
def seeder(subject: Subject) -> Seeder:
    return seeder_of(subject)


def _named(subject: Subject, name: str) -> CallableSubject:
    found = subject.callable(name)
    assert found is not None, [each.qualname for each in subject.callables]
    return found


def _printed(scenario: Scenario) -> list[str]:
    program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
    return [each.source for each in program.lines]


def _classes(subject: Subject, seeder: Seeder, name: str) -> list[Scenario]:
    (found,) = (each for each in subject.classes if each.qualname == name)
    return seeder.constructions(found)


def test_methods_wait_for_a_receiver(subject: Subject, seeder: Seeder) -> None:
    area = _named(subject, "Shape.area")
    assert seeder.seeds(area, 0, 9) == []
    assert seeder.random_scenario(area) is None
    (made, *_) = _classes(subject, seeder, "Shape")
    assert seeder.learn_receiver("Shape", made.steps, 5.0)
    assert not seeder.learn_receiver("Shape", made.steps, 5.0)
    (seed, *_) = seeder.seeds(area, 0, 9)
    assert _printed(seed) == ["Shape(1)", "shape.area()"]


def test_subclasses_serve_as_receivers_where_the_class_has_none(
    subject: Subject, seeder: Seeder
) -> None:
    (made, *_) = _classes(subject, seeder, "Square")
    seeder.learn_receiver("Square", made.steps, 5.0)
    assert seeder.receivers("Shape") == [made.steps]
    own = _classes(subject, seeder, "Shape")[0]
    seeder.learn_receiver("Shape", own.steps, 5.0)
    assert seeder.receivers("Shape") == [own.steps]


def test_abstract_classes_are_made_by_a_subclass(subject: Subject, seeder: Seeder) -> None:
    (made, *_) = _classes(subject, seeder, "Base")
    assert _printed(made)[0].startswith("ConcreteBase(")
    (definition,) = made.definitions
    assert "class ConcreteBase(Base):" in definition.source
    assert "def run(" in definition.source


def test_what_a_class_of_the_test_fills_in_is_not_called(subject: Subject, seeder: Seeder) -> None:
    (made, *_) = _classes(subject, seeder, "Base")
    seeder.learn_receiver("Base", made.steps, 5.0)
    filled, own = _named(subject, "Base.run"), _named(subject, "Base.twice")
    assert seeder.seeds(filled, 0, 9) == []
    assert seeder.random_scenario(filled) is None
    assert _printed(seeder.seeds(own, 0, 9)[0])[1] == "base.twice()"
    called = Step(filled, (), 0)
    by_hand = Scenario((*made.steps, called), made.definitions)
    assert answers_itself(by_hand)
    assert not answers_itself(Scenario((*made.steps, Step(own, (), 0)), made.definitions))


def test_members_stand_for_enumerations(subject: Subject, seeder: Seeder) -> None:
    found = [each.act.expression for each in _classes(subject, seeder, "Colour")]
    colour = Symbol("demo", "Colour")
    assert found == [Attribute(colour, "RED"), Attribute(colour, "BLUE")]


def test_registrations_call_the_generic_function_with_their_type(
    subject: Subject, seeder: Seeder
) -> None:
    (registered,) = (each for each in subject.callables if each.dispatch_of)
    seeds = seeder.seeds(registered, 0, 4)
    assert _printed(seeds[0]) == ["show(b'abc')"] or _printed(seeds[0]) == ['show(b"abc")']
    assert all(_printed(each)[-1].startswith("show(") for each in seeds)


def test_keys_that_are_read_become_keywords(subject: Subject, seeder: Seeder) -> None:
    seeds = seeder.seeds(_named(subject, "configure"), 0, 30)
    names = {argument.keyword for each in seeds for argument in each.act.arguments}
    assert {"mode"} <= names
    assert () in [each.act.arguments for each in seeds]


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("wait", Use.AWAIT),
        ("stream", Use.DRAIN),
        ("tide", Use.ASYNC_DRAIN),
        ("opened", Use.ENTER),
        ("started", Use.ASYNC_ENTER),
        ("place", Use.PLAIN),
    ],
)
def test_results_are_used_as_their_kind_demands(
    subject: Subject, seeder: Seeder, name: str, use: Use
) -> None:
    seeds = seeder.seeds(_named(subject, name), 0, 5)
    assert {each.act.use for each in seeds} == {use}


def test_seeds_vary_one_argument_at_a_time_and_try_the_optional_ones(
    subject: Subject, seeder: Seeder
) -> None:
    seeds = seeder.seeds(_named(subject, "place"), 0, 200)
    given = [{each.parameter.name for each in seed.act.arguments} for seed in seeds]
    assert {"first"} in given
    assert any("second" in each for each in given)
    assert any("flag" in each for each in given)
    assert all("first" in each for each in given)
    assert len(set(seeds)) == len(seeds)
    assert seeder.seeds(_named(subject, "place"), 3, 6) == seeds[3:6]


def test_each_option_is_given_once_before_many_values_of_what_is_always_given(
    tmp_path: Path,
) -> None:
    made = subject_of(tmp_path, "def act(text, key=None, reverse=False):\n    return text\n")
    seeds = seeder_of(made).seeds(_named(made, "act"), 0, 8)
    given = [{each.parameter.name: each.recipe for each in seed.act.arguments} for seed in seeds]
    options = [set(each) - {"text"} for each in given]
    assert options[:6] == [set(), set(), set(), set(), {"key"}, {"reverse"}]
    # The default itself shows nothing new.
    assert given[4]["key"] != Literal(None)
    assert given[5]["reverse"] != Literal(False)


def test_what_only_hands_on_what_it_collects_is_called_with_nothing_to_hand_on(
    tmp_path: Path,
) -> None:
    source = (
        "class Base:\n    def __init__(self, rule=None, years=None):\n        self.rule = rule\n\n\n"
        "class Land(Base):\n    def __init__(self, *args, **options):\n"
        "        options.setdefault('rule', 3)\n        super().__init__(*args, **options)\n"
    )
    made = subject_of(tmp_path, source)
    seeds = seeder_of(made).seeds(_named(made, "Land.__init__"), 0, 2)
    assert len(seeds[0].act.arguments) > 1
    assert seeds[1].act.arguments == ()


def test_parameters_get_values_of_their_own(tmp_path: Path) -> None:
    source = "def act(key: str, value: str, kind: str = '', size: int = 0):\n    return key\n"
    made = subject_of(tmp_path, source)
    found = [_values(each) for each in seeder_of(made).seeds(_named(made, "act"), 0, 99)]
    assert found[0] == ["abc", "a"]
    given = [each for each in found if len(each) == 3 and isinstance(each[2], str)]
    assert given
    assert all(each[2] not in each[:2] for each in given)
    assert ["abc", "abc"] in found, "that they are the same is tried, too"


def _values(scenario: Scenario) -> list[object]:
    return [getattr(each.recipe, "value", each.recipe) for each in scenario.act.arguments]


def test_who_goes_through_all_keywords_gets_some(tmp_path: Path) -> None:
    source = """\
def listed(**chests):
    return [name for name, weight in chests.items()]

def known(**chests):
    return chests["tea"]

def handed(**chests):
    return dict(**chests)
"""
    made = subject_of(tmp_path, source)
    names = {
        name: {
            each.keyword
            for seed in seeder_of(made).seeds(_named(made, name), 0, 9)
            for each in seed.act.arguments
        }
        for name in ("listed", "known", "handed")
    }
    assert names["listed"] >= {"first", "second"}
    assert not (names["known"] | names["handed"]) & {"first", "second"}


def _mined(callee: str, *arguments: object, **keywords: object) -> MinedCall:
    return MinedCall(
        callee,
        Literal(None),
        tuple(Literal(each) for each in arguments),  # type: ignore[arg-type]
        tuple((name, Literal(value)) for name, value in keywords.items()),  # type: ignore[arg-type]
        "other.py:3",
    )


@pytest.mark.parametrize(
    ("call", "printed"),
    [
        (_mined("place", 4, "x"), "place(4, second='x')"),
        (_mined("place", 4, "x", 5, 6), "place(4, 'x', 5, 6)"),
        (_mined("place", first=4, flag=True), "place(4, flag=True)"),
        (_mined("configure", mode="slow", more=2), "configure(mode='slow', more=2)"),
        (_mined("wait", 4, 5), None),
        (_mined("wait", other=5), None),
        (_mined("unknown", 1), None),
        (_mined("Shape.area"), None),
    ],
)
def test_calls_found_elsewhere_are_bound_to_parameters(
    subject: Subject, call: MinedCall, printed: str | None
) -> None:
    found = seeder_of(replace(subject, mined=(call,))).mined()
    shown = [_printed(each)[-1].replace('"', "'") for each in found]
    assert shown == ([] if printed is None else [printed])
    assert all(each.origin == "mined" for each in found)


def test_a_class_may_derive_from_another_of_its_own_name(tmp_path: Path) -> None:
    subject = subject_of(
        tmp_path,
        "import codecs\n\n\n"
        "class StreamReader(codecs.StreamReader):\n"
        "    def look(self):\n"
        "        return 1\n\n\n"
        "class Narrow(StreamReader):\n"
        "    pass\n\n\n"
        "class StreamReader(Narrow):\n"
        "    def look(self):\n"
        "        return 2\n",
    )
    seeder = seeder_of(subject)
    assert seeder.receivers("StreamReader") == []
    made = _classes(subject, seeder, "Narrow")[0]
    seeder.learn_receiver("Narrow", made.steps, 5.0)
    assert seeder.receivers("StreamReader")[0] == made.steps
