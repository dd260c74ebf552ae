"""Whatever literal is printed, Python reads the same value back."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.syntax.python import Printer, parse_literal

ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.binary(max_size=30),
    st.text(st.characters(), max_size=30),
)


def recipe_for(value: object) -> Recipe:
    match value:
        case list() | tuple() | set() | frozenset():
            return Collection(type(value).__name__, tuple(recipe_for(each) for each in value))
        case dict():
            return Mapping(tuple((recipe_for(k), recipe_for(v)) for k, v in value.items()))
    return Literal(value)  # type: ignore[arg-type]


HASHABLE = st.recursive(ATOMS, lambda inner: st.tuples(inner, inner), max_leaves=4)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.sets(HASHABLE, max_size=3),
        st.frozensets(HASHABLE, max_size=3),
        st.dictionaries(HASHABLE, inner, max_size=3),
    ),
    max_leaves=8,
)


def canonical(value: object) -> object:
    """A form in which equality means the same types, signs of zero and NaN included."""
    match value:
        case set() | frozenset():
            return type(value).__name__, sorted(repr(canonical(each)) for each in value)
        case list() | tuple():
            return type(value).__name__, [canonical(each) for each in value]
        case dict():
            return "dict", [(canonical(key), canonical(item)) for key, item in value.items()]
    return repr(value)


@given(VALUES)
def test_printed_literal_evaluates_to_an_equal_value(value: object) -> None:
    text = Printer().expression(recipe_for(value))
    assert canonical(eval(text)) == canonical(value)


@given(VALUES)
def test_printed_literal_is_read_back_as_the_same_recipe(value: object) -> None:
    text = Printer().expression(recipe_for(value))
    recipe = parse_literal(text)
    assert recipe is not None
    assert Printer().expression(recipe) == text


@given(st.text(st.characters()))
def test_strings_take_the_quotes_that_need_fewer_escapes(value: str) -> None:
    text = Printer().expression(Literal(value))
    assert ast.literal_eval(text) == value
    assert text[0] == ("'" if value.count('"') > value.count("'") else '"')
