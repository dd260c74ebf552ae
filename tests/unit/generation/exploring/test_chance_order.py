"""Sets whose items code takes that nobody watches: no test may rest on their order."""

from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter

from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol
from aqe.generation.exploring.chance_order import is_in_order_of_chance
from aqe.generation.scenario import Scenario, Step

ACT = function("act", parameter("value"))
MIXED = Collection("set", (Literal("abc"), Literal(1)))


def _kept(value: Recipe, callee: Symbol) -> Recipe:
    return Call(callee, (value,))


@pytest.mark.parametrize(
    ("value", "is_chance"),
    [
        (MIXED, False),  # the subject is watched
        (_kept(MIXED, Symbol("demo", "Own")), False),
        (_kept(MIXED, Symbol("builtins", "len")), False),
        (_kept(MIXED, Symbol("kit", "Ordered")), True),
        (_kept(MIXED, Symbol("builtins", "iter")), True),
        (Call(Symbol("kit", "Ordered"), (), (("initial", MIXED),)), True),
        (_kept(Collection("list", (MIXED,)), Symbol("kit", "Ordered")), True),
        (Collection("list", (_kept(MIXED, Symbol("kit", "Ordered")),)), True),
        (_kept(Collection("frozenset", MIXED.items), Symbol("kit", "Ordered")), True),
        (_kept(Collection("set", (Literal("abc"),)), Symbol("kit", "Ordered")), False),
        (_kept(Collection("set", (Literal(1), Literal(2.5))), Symbol("kit", "Ordered")), False),
        (_kept(Collection("list", MIXED.items), Symbol("kit", "Ordered")), False),
    ],
)
def test_a_set_that_goes_to_others(value: Recipe, is_chance: bool) -> None:
    assert is_in_order_of_chance(Scenario((call_of(ACT, value),)), "demo") is is_chance


def test_a_constructor_of_others_that_a_step_calls() -> None:
    made: Step = call_of(ACT, MIXED)
    foreign = Step(made.subject, made.arguments, expression=Symbol("kit", "Ordered"))
    own = Step(made.subject, made.arguments, expression=Symbol("demo", "Ordered"))
    assert is_in_order_of_chance(Scenario((foreign,)), "demo")
    assert not is_in_order_of_chance(Scenario((own,)), "demo")
