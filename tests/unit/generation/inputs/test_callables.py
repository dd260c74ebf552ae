"""Functions that are handed in show what they were called with."""

from __future__ import annotations

import pytest

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.subject import Parameter, ParameterKind, Usage
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.callables import (
    function_of,
    hides_an_argument,
    ignores_its_arguments,
    named_functions,
    plain_source,
    simpler_functions,
    telling_functions,
    with_answer,
)
from aqe.generation.inputs.values import Values
from aqe.syntax.python.parsing import parse_literal

STR, INT, BOOL = TypeRef("str"), TypeRef("int"), TypeRef("bool")


@pytest.mark.parametrize(
    ("source", "is_blind"),
    [
        ("lambda *args: True", True),
        ("lambda first, second: 'abc'", True),
        ("lambda *args, **kwargs: None", True),
        ("lambda value: value", False),
        ("lambda *args: args", False),
        ("lambda: True", False),
        ("[1 for each in (1, 2)]", False),
        ("lambda", False),
    ],
)
def test_a_lambda_that_uses_none_of_its_arguments_ignores_them(source: str, is_blind: bool) -> None:
    assert ignores_its_arguments(Verbatim(source)) is is_blind


def test_other_values_ignore_nothing() -> None:
    assert not ignores_its_arguments(Literal("lambda *args: True"))
    assert not ignores_its_arguments(Symbol("builtins", "len"))


@pytest.mark.parametrize(
    ("function", "source"),
    [
        (function_of(1), "lambda value: value"),
        (function_of(2), "lambda first, second: first"),
        (function_of(2, 1), "lambda first, second: second"),
        (function_of(None), "lambda *args: args"),
        (function_of(0), "lambda: None"),
        (function_of(2, returns="True"), "lambda first, second: True"),
        (function_of(9, returns="0"), "lambda *args: 0"),
    ],
)
def test_a_function_returns_what_it_was_given(function: Verbatim, source: str) -> None:
    assert function.source == source


@pytest.mark.parametrize(
    ("inputs", "output", "name"),
    [
        ([STR], STR, "str.upper"),
        ([INT], STR, "str"),
        ([STR], INT, "len"),
        ([INT], INT, "abs"),
        ([STR], BOOL, "str.isupper"),
        ([INT], BOOL, "bool"),
    ],
)
def test_functions_of_the_language_come_first(
    inputs: list[TypeRef], output: TypeRef, name: str
) -> None:
    assert list(named_functions(inputs, output)) == [Symbol("builtins", name)]
    values = Values(RecipeBook(), parse_literal)
    found = values.of_type(TypeRef("callable", (*inputs, output)))
    assert found[0] == Symbol("builtins", name)


def test_where_none_of_the_language_fits_none_is_named() -> None:
    assert list(named_functions([STR, STR], STR)) == []
    assert list(named_functions([TypeRef("demo:Box")], INT)) == []


def test_what_shows_its_arguments_is_tried_before_what_ignores_them() -> None:
    evidence = (TypeEvidence(TypeRef("callable"), EvidenceSource.NAME, 0.2),)
    for usage in (Usage(called=1), Usage()):
        parameter = Parameter(
            "key", ParameterKind.POSITIONAL_OR_KEYWORD, evidence=evidence, usage=usage
        )
        choices = Values(RecipeBook(), parse_literal).of_parameter(parameter)
        assert not ignores_its_arguments(choices[0].recipe)
        assert any(ignores_its_arguments(each.recipe) for each in choices)


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        (
            "lambda result, item: result",
            [Symbol("operator", "add"), Verbatim("lambda result, item: (result, item)")],
        ),
        ("lambda a, b, c: c", []),
        ("lambda *args, **kwargs: args", []),
        ("lambda a, b: a + b", []),
        ("lambda value: value", []),
        ("lambda a, b: True", []),  # that it ignores both is told elsewhere
        ("len", []),
    ],
)
def test_a_function_that_hides_an_argument_has_others_in_its_place(
    source: str, instead: list[Recipe]
) -> None:
    assert hides_an_argument(Verbatim(source)) is bool(instead)
    assert list(telling_functions(Verbatim(source))) == instead


def test_a_function_that_ignores_its_arguments_has_simpler_ones_in_its_place() -> None:
    found = list(simpler_functions(Verbatim("lambda *args: 0")))
    assert Symbol("builtins", "str") in found
    assert list(simpler_functions(Verbatim("lambda value: value"))) == []


@pytest.mark.parametrize(
    ("recipe", "source"),
    [
        (Literal("a"), "'a'"),
        (Collection("tuple", (Literal(1),)), "(1,)"),
        (Mapping(((Literal("a"), Collection("list")),)), "{'a': []}"),
        (Literal(float("inf")), None),
        (Collection("list", (Symbol("builtins", "len"),)), None),
    ],
)
def test_only_literals_are_written_into_an_answer(recipe: Recipe, source: str | None) -> None:
    assert plain_source(recipe) == source
    if source is not None:
        assert (
            with_answer(Verbatim("lambda *args: True"), source).source == f"lambda *args: {source}"
        )
