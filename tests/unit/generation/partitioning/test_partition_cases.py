from __future__ import annotations

from pathlib import Path

from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import call_of, function, loaded, parameter, scenario

from aqe.domain.recipe import Call, Literal, Symbol
from aqe.domain.subject import CallableKind
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning import partition_cases
from aqe.generation.partitioning.judges import PartitionCase
from aqe.generation.scenario import Scenario, Step


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
