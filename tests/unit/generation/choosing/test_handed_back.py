"""Functions that only come out again are named ones, so that it can be demanded which came out."""

from __future__ import annotations

import pytest
from generation_bench import completed
from generation_builders import call_of, function, parameter

from aqe.domain.recipe import Literal, Recipe, Symbol, Verbatim
from aqe.domain.run import Observation, Snapshot
from aqe.generation.choosing.handed_back import with_named_functions
from aqe.generation.scenario import Scenario

KEEP = function("keep", parameter("weigh"))
GIVEN = Verbatim("lambda value: value")
A_FUNCTION = Snapshot("opaque", "builtins:function")


def _copies(given: Recipe, shown: Snapshot) -> list[Recipe]:
    run = completed({0}, observations=(Observation(0, shown),))
    found = with_named_functions({Scenario((call_of(KEEP, given),)): run})
    return [each.act.arguments[0].recipe for each in found]


def test_a_named_function_takes_the_place_of_a_lambda() -> None:
    assert _copies(GIVEN, A_FUNCTION) == [Symbol("builtins", "str")]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (GIVEN, Snapshot("literal", "builtins:int", "1")),
        (GIVEN, Snapshot("opaque", "builtins:generator")),
        (Literal(1), A_FUNCTION),
    ],
)
def test_nothing_changes_where_no_function_goes_in_and_comes_out(
    given: Recipe, shown: Snapshot
) -> None:
    assert _copies(given, shown) == []
