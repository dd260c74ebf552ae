from __future__ import annotations

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Literal
from aqe.domain.subject import CallableKind
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning import partition_cases
from aqe.generation.partitioning.judges import PartitionCase


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
