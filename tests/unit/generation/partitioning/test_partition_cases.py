from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import call_of, function, loaded, parameter, scenario

from aqe.domain.recipe import Call, Literal, Symbol, Variable
from aqe.domain.subject import CallableKind
from aqe.generation.archive import Entry
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning import partition_cases
from aqe.generation.partitioning.judges import Judge, PartitionCase
from aqe.generation.partitioning.lookups import LookedUp
from aqe.generation.scenario import ODD, Scenario, Step


def test_steps_that_make_no_difference_are_left_out_of_a_case() -> None:
    make = function("__init__", kind=CallableKind.CONSTRUCTOR, owner="Box")
    look = function("look", kind=CallableKind.METHOD, owner="Box")
    put = function("put", parameter("value"), kind=CallableKind.METHOD, owner="Box")
    once = call_of(put, Literal(1), receiver=0)
    base = scenario(call_of(make), call_of(look, receiver=0), once, once)

    def shorter(family: Family) -> list[list[str]]:
        found = partition_cases._shorter(PartitionCase(family, base))
        return [[step.subject.name for step in each.steps if step.subject] for each in found]

    assert ["__init__", "put"] in shorter(Family.FALSY)
    assert shorter(Family.AGAIN) == [["__init__", "put", "put"]]


def test_a_derived_class_stands_before_the_test_that_uses_it(tmp_path: Path) -> None:
    source = "import enum\n\n\nclass Box:\n    pass\n\n\nclass Kind(enum.Enum):\n    A = 1\n"
    runner = FakeRunner(lambda text: completed({0}))
    search = search_of(subject_of(tmp_path, source), loaded(1), runner)

    symbol = partition_cases.derived_class(search, "Box")
    assert symbol == Symbol("", "DerivedBox")
    made = Scenario((Step(None, expression=Call(symbol), name="box"),))
    sources = [each.source for each in search.seeder.complete(made).definitions]
    assert sources == ["class DerivedBox(Box):\n    pass"]
    assert partition_cases.derived_class(search, "Kind") is None
    assert partition_cases.derived_class(search, "Missing") is None


def test_one_test_looks_at_each_kind_of_copy_and_one_does_something_with_it() -> None:
    make = function("__init__", kind=CallableKind.CONSTRUCTOR, owner="Box")

    def copied(method: str, way: str) -> PartitionCase:
        act = call_of(function(method, kind=CallableKind.METHOD, owner="Box"), receiver=1)
        copy = Step(None, expression=Call(Symbol("copy", way), (Variable("@0"),)), name=way)
        return PartitionCase(Family.COPIED, scenario(call_of(make), copy, act))

    plain = PartitionCase(Family.AGAIN, copied("open", "copy").scenario)
    cases = [
        *(copied(each, "copy") for each in ("__repr__", "__str__", "open", "close")),
        copied("__str__", "deepcopy"),
        plain,
    ]
    found = list(partition_cases._without_too_many(iter(cases)))
    assert found == [cases[0], cases[2], cases[4], plain]


def test_neighbours_of_the_first_input_of_a_callable_come_in_turn_with_all_others(
    tmp_path: Path,
) -> None:
    search = search_of(
        subject_of(tmp_path, "def act(text):\n    return text\n"),
        loaded(1),
        FakeRunner(lambda text: completed({0})),
    )
    act = function("act", parameter("text"))
    entries = [
        Entry(scenario(call_of(act, Literal(text))), completed(goals), 1.0, number)
        for number, (text, goals) in enumerate([("a b c d", {0}), ("ab", {1}), ("c", {2})])
    ]
    judge = Judge(act, entries, LookedUp((), ()))
    work = partition_cases._Partitioning(search, 9, lambda: False, set(), entries, frozenset())
    found = [each.base for each in islice(work.beside(judge, ()), 7)]
    first, *others = judge.bases()
    assert len(others) > 1
    assert [each is first for each in found] == [True, False, True, False, True, False, True]
    assert {id(each) for each in others} == {id(each) for each in found if each is not first}


def test_a_class_has_a_say_in_copies_where_one_that_it_is_derived_from_has(tmp_path: Path) -> None:
    source = (
        "class Box:\n    def __getstate__(self):\n        return {}\n\n\n"
        "class Small(Box):\n    pass\n\n\nclass Other:\n    pass\n"
    )
    search = search_of(
        subject_of(tmp_path, source), loaded(1), FakeRunner(lambda text: completed({0}))
    )
    assert partition_cases._copying(search) == {"Box", "Small"}


def test_of_inputs_that_were_executed_anyway_forty_are_cases() -> None:
    act = function("act", parameter("value"))
    cases = [
        PartitionCase(Family.SPREAD, scenario(call_of(act, Literal(each)))) for each in range(60)
    ]
    other = PartitionCase(Family.FALSY, cases[0].scenario)
    assert list(partition_cases._without_too_many(iter([*cases, other]))) == [*cases[:40], other]


@pytest.mark.parametrize(
    ("source", "varied", "looked_at"),
    [
        ("def _padded(text):\n    return text\n", ["_padded"], []),
        (
            "def _padded(text):\n    return text\n\n\ndef line(text):\n    return _padded(text)\n",
            ["line"],
            ["_padded"],
        ),
    ],
    ids=["all private", "some public"],
)
def test_private_code_is_varied_where_nothing_is_public(
    tmp_path: Path, source: str, varied: list[str], looked_at: list[str]
) -> None:
    search = search_of(
        subject_of(tmp_path, source), loaded(1), FakeRunner(lambda text: completed({0}))
    )
    entries = [
        Entry(scenario(call_of(each, Literal("a"))), completed({0}), 1.0, place)
        for place, each in enumerate(search.aimed())
    ]
    found = partition_cases._judges(search, entries, frozenset())
    assert [[each.subject.name for each in judges] for judges in found] == [varied, looked_at]


def _found(
    folder: Path, source: str, shows: Callable[[str], set[int]]
) -> dict[Family, list[Scenario]]:
    """The cases of a function ``act`` that is first called with "abc", by family."""
    subject = subject_of(folder, source)
    search = search_of(subject, loaded(5), FakeRunner(lambda text: completed(shows(text))))
    act = subject.callable("act")
    assert act is not None
    base = Entry(scenario(call_of(act, Literal("abc"))), completed({0}), 1.0, 0)
    cases: dict[Family, list[Scenario]] = {}
    for each in partition_cases.partitioned(search, [base], [base.scenario], executions=2000):
        cases.setdefault(each.family, []).append(each.scenario)
    return cases


def test_a_second_odd_thing_is_tried_beside_one_that_led_elsewhere(tmp_path: Path) -> None:
    def shows(text: str) -> set[int]:
        if "ABC" not in text:
            return {0}
        return {1} if "'ABC'" in text or '"ABC"' in text else {2}

    cases = _found(tmp_path, "def act(text):\n    return text\n", shows)
    assert Family.CASE in cases
    assert len(cases[Family.GROWN]) == 1


def test_options_that_show_something_are_tried_together(tmp_path: Path) -> None:
    def shows(text: str) -> set[int]:
        return {0, *(place for place, name in ((1, "size="), (2, "end=")) if name in text)}

    cases = _found(tmp_path, "def act(text, size=0, end='x'):\n    return text\n", shows)
    assert len(cases[Family.OPTION]) == 2
    (pair,) = cases[Family.PAIR]
    assert {each.parameter.name for each in pair.act.arguments} == {"text", "size", "end"}
    assert pair.origin == ODD
