"""Inputs mean the same to the sampler, to the test of belonging and to the printed strategy."""

from __future__ import annotations

import ast
import datetime
import decimal
import fractions
import string
import uuid
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aqe.domain.law import (
    NOTHING,
    Alphabet,
    BooleanInputs,
    BytesInputs,
    ChoiceInputs,
    CollectionInputs,
    Inputs,
    IntegerInputs,
    MappingInputs,
    NumberInputs,
    StandardInputs,
    TextInputs,
    TupleInputs,
    UnionInputs,
)
from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.generation.properties.inputs import STANDARD
from aqe.generation.properties.narrowing import narrower, naturally_narrower
from aqe.generation.properties.sampling import Sampler, contains
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.strategies import strategy

ATOMS: tuple[Inputs, ...] = (
    *(TextInputs(each) for each in Alphabet),
    TextInputs(min_size=1),
    TextInputs(Alphabet.DIGITS, min_size=1, max_size=3),
    TextInputs(min_size=1, max_size=1),
    BytesInputs(),
    BytesInputs(min_size=2),
    IntegerInputs(),
    IntegerInputs(0),
    IntegerInputs(None, -3),
    IntegerInputs(1, 3999),
    NumberInputs(),
    NumberInputs(0.0),
    NumberInputs(-90.0, 90.0),
    BooleanInputs(),
    NOTHING,
    ChoiceInputs((Literal("left"), Literal("right"), Literal(3))),
)
INPUTS: tuple[Inputs, ...] = (
    *ATOMS,
    CollectionInputs("list", IntegerInputs()),
    CollectionInputs("tuple", TextInputs(Alphabet.ASCII), min_size=1),
    CollectionInputs("set", IntegerInputs(0)),
    CollectionInputs("frozenset", TextInputs(Alphabet.LETTERS)),
    CollectionInputs("list", CollectionInputs("list", IntegerInputs()), max_size=4),
    TupleInputs((IntegerInputs(), TextInputs())),
    MappingInputs(TextInputs(), IntegerInputs()),
    MappingInputs(IntegerInputs(0), BooleanInputs(), min_size=1),
    UnionInputs((NOTHING, IntegerInputs())),
)
WORDS = tuple(map(Literal, ("%", "%25", "abc", 7, 3.5, b"x", True)))


def recipe_for(value: Any) -> Recipe:
    match value:
        case list() | tuple() | set() | frozenset():
            return Collection(type(value).__name__, tuple(map(recipe_for, value)))
        case dict():
            return Mapping(
                tuple((recipe_for(key), recipe_for(each)) for key, each in value.items())
            )
    return Literal(value)


def drawn(inputs: Inputs) -> st.SearchStrategy[Any]:
    """The printed strategy, made by Hypothesis itself."""
    source = strategy(inputs, Printer())
    made: st.SearchStrategy[Any] = eval(source, {"st": st, "string": string})
    return made


@pytest.mark.parametrize("inputs", INPUTS, ids=lambda each: strategy(each, Printer()))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_hypothesis_draws_belongs_to_the_inputs(inputs: Inputs, data: st.DataObject) -> None:
    assert contains(inputs, recipe_for(data.draw(drawn(inputs))))


@pytest.mark.parametrize("inputs", INPUTS, ids=lambda each: strategy(each, Printer()))
@given(seed=st.integers(0, 2**32))
@settings(max_examples=10)
def test_what_is_sampled_belongs_to_the_inputs(inputs: Inputs, seed: int) -> None:
    rows = Sampler(Random(seed), WORDS).rows([inputs, inputs], 30)
    assert rows
    assert all(contains(inputs, value) for row in rows for value in row)


WIDE: tuple[Inputs, ...] = (
    TextInputs(),
    BytesInputs(),
    IntegerInputs(),
    NumberInputs(),
    CollectionInputs("list", IntegerInputs()),
    MappingInputs(TextInputs(), IntegerInputs()),
    UnionInputs((NOTHING, IntegerInputs())),
)


@pytest.mark.parametrize("inputs", WIDE, ids=lambda each: strategy(each, Printer()))
def test_narrower_inputs_are_narrower(inputs: Inputs) -> None:
    options = [*narrower(inputs, [0, 12, 4000]), *naturally_narrower(inputs)]
    assert options
    for narrow in options:
        assert narrow != inputs
        rows = Sampler(Random(1), WORDS).rows([narrow], 20)
        assert all(contains(inputs, row[0]) for row in rows), narrow


@pytest.mark.parametrize("name", STANDARD)
def test_values_of_the_standard_library_are_of_their_class(name: str) -> None:
    module, _, qualname = name.partition(":")
    modules = {"datetime": datetime, "decimal": decimal, "fractions": fractions, "uuid": uuid}
    kind = getattr(modules[module], qualname)
    sampler = Sampler(Random(0))
    for _ in range(20):
        source = Printer().expression(sampler.draw(StandardInputs(name)))
        assert isinstance(ast.parse(source, mode="eval").body, ast.Call)
        assert isinstance(eval(source, {qualname: kind}), kind)
