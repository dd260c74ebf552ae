"""Neighbours of scenarios in which an object is another one, a copy, or can be read once."""

from __future__ import annotations

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol, Variable
from aqe.domain.subject import CallableKind
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.objects import objects
from aqe.generation.scenario import Scenario

MAKE = function(
    "__init__",
    parameter("size"),
    parameter("colour", default="'red'"),
    kind=CallableKind.CONSTRUCTOR,
    owner="Box",
)
EQUAL = function("__eq__", parameter("other"), kind=CallableKind.METHOD, owner="Box")
OPEN = function("open", parameter("items", default="()"), kind=CallableKind.METHOD, owner="Box")
STATE = function("__getstate__", kind=CallableKind.METHOD, owner="Box")
FIRST = Variable("@0")


def _found(base: Scenario, *copying: str) -> list[tuple[Family, Scenario]]:
    def options(_subject: object, each: object) -> list[Recipe]:
        return [Literal("red"), Literal("blue")]

    return list(objects(base, "demo", options, frozenset(copying)))


def test_a_like_is_made_with_one_other_argument_at_a_time() -> None:
    base = scenario(call_of(MAKE, Literal(1)), call_of(EQUAL, Literal("a"), receiver=0))
    found = [each.act.arguments[0].recipe for family, each in _found(base)]
    box = Symbol("demo", "Box")
    assert found[2:] == [
        Call(box, (Literal(2),)),
        Call(box, (Literal(1),), (("colour", Literal("blue")),)),
    ]
    assert {family for family, _ in _found(base)} == {Family.UNLIKE}


def test_an_object_is_compared_with_what_is_no_kin_of_it() -> None:
    base = scenario(call_of(MAKE, Literal(1)), call_of(EQUAL, Literal("a"), receiver=0))
    found = [each.act.arguments[0].recipe for _, each in _found(base)][:2]
    assert found == [
        Call(Symbol("builtins", "object")),
        Call(Symbol("builtins", "str"), (FIRST,)),
    ]
    less = function("__lt__", parameter("other"), kind=CallableKind.METHOD, owner="Box")
    ordered = scenario(call_of(MAKE, Literal(1)), call_of(less, Literal("a"), receiver=0))
    assert found[0] not in [each.act.arguments[0].recipe for _, each in _found(ordered)]


def test_an_object_is_copied_before_the_call_where_its_class_has_a_say_in_it() -> None:
    base = scenario(call_of(MAKE, Literal(1)), call_of(OPEN, receiver=0))
    found = [each for family, each in _found(base, "Box") if family is Family.COPIED]
    assert [each.steps[1].expression for each in found] == [
        Call(Symbol("copy", "copy"), (FIRST,)),
        Call(Symbol("pickle", "loads"), (Call(Symbol("pickle", "dumps"), (FIRST,)),)),
        Call(Symbol("copy", "deepcopy"), (FIRST,)),
    ]
    assert {each.act.receiver for each in found} == {1}
    assert _found(base, "Shelf") == []


def test_what_copies_call_themselves_is_not_called_on_a_copy() -> None:
    base = scenario(call_of(MAKE, Literal(1)), call_of(STATE, receiver=0))
    assert _found(base, "Box") == []


def test_several_items_are_handed_in_once_and_single_ones_are_not() -> None:
    several = Collection("list", (Literal(1), Literal(2)))
    several_once = Call(Symbol("builtins", "iter"), (several,))
    act = function("act", parameter("items"))
    found = _found(scenario(call_of(act, several)))
    assert [(family, each.act.arguments[0].recipe) for family, each in found] == [
        (Family.ONCE, several_once)
    ]
    assert _found(scenario(call_of(act, Collection("list", (Literal(1),))))) == []
