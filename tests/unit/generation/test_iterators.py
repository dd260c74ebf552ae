"""Classes of a subject whose objects are iterators."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of
from generation_builders import call_of

from aqe.domain.recipe import Literal
from aqe.domain.subject import Subject
from aqe.generation.iterators import ENDLESS, LANGUAGE_ITERATORS, iterator_classes
from aqe.generation.scenario import Scenario, Use

SOURCE = """\
class Walk:
    def __init__(self, number):
        self.number = number

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def restart(self):
        return Walk(self.number)


class LongWalk(Walk):
    pass


class Path:
    def __iter__(self):
        return Walk(1)


def walk(number):
    return Walk(number)
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def test_they_say_what_comes_next_or_derive_from_one_that_does(subject: Subject) -> None:
    assert iterator_classes("demo", subject.classes) == {"demo:Walk", "demo:LongWalk"}


@pytest.mark.parametrize(
    ("name", "uses"),
    [("walk", [Use.DRAIN, Use.TAKE]), ("Walk.__init__", []), ("Path.__iter__", [])],
)
def test_one_that_a_call_gives_away_is_iterated(
    subject: Subject, name: str, uses: list[Use]
) -> None:
    called = subject.callable(name)
    assert called is not None
    scenario = Scenario((call_of(called, Literal(1)),))
    found = seeder_of(subject).follow_ups(scenario, "demo:Walk")
    assert [each.act.use for each in found] == uses


@pytest.mark.parametrize(
    ("result_type", "uses"),
    [
        ("itertools:takewhile", [Use.DRAIN]),
        ("builtins:dict_itemiterator", [Use.DRAIN]),
        ("builtins:callable_iterator", [Use.DRAIN]),
        ("itertools:count", [Use.TAKE]),
        ("builtins:list", []),
    ],
)
def test_one_of_the_language_is_iterated(
    subject: Subject, result_type: str, uses: list[Use]
) -> None:
    called = subject.callable("walk")
    assert called is not None
    scenario = Scenario((call_of(called, Literal(1)),))
    found = seeder_of(subject).follow_ups(scenario, result_type)
    assert [each.act.use for each in found] == uses


def test_the_iterators_of_the_language_are_what_it_makes() -> None:
    made = (
        *(map(iter, ("é", "a", b"", [], (), {}, {}.items(), {}.values(), set(), range(1)))),
        *(reversed([]), reversed({}), iter(int, 0), zip(), map(str, ""), filter(None, "")),
        *(itertools.chain(), itertools.takewhile(len, ""), itertools.groupby("")),
        *(itertools.pairwise(""), itertools.count(), itertools.repeat(1), itertools.product()),
    )
    kinds = {f"{type(each).__module__}:{type(each).__qualname__}" for each in made}
    assert kinds <= LANGUAGE_ITERATORS
    assert ENDLESS <= LANGUAGE_ITERATORS
