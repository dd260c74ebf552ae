"""Which values a reader takes for the same kind at a glance."""

from __future__ import annotations

import pytest

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.generation.choosing.kinds import form_of, kind_of


def items(*values: Recipe | str | float | None) -> Collection:
    """A list display."""
    parts = (
        each if not isinstance(each, str | int | float | None) else Literal(each) for each in values
    )
    return Collection("list", tuple(parts))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("abc", "a"),
        ("Abc", "Aa"),
        ("ABC", "A"),
        ("aBc", "aA"),
        ("été", "é"),
        ("12 apples", "0 a"),
        ("-1.50", "-0.0"),
        ("a----b", "a--a"),
        ("WzM6OJtOmiNYrFOSvypk3GjjyUM", "long"),
        ("a.b-c/d,e;f!g?h", "long"),
    ],
)
def test_a_form_is_what_stands_where(text: str, form: str) -> None:
    assert form_of(text) == form


def test_texts_are_told_apart_by_form_emptiness_and_where_they_come_from() -> None:
    assert kind_of(Literal("two")) == kind_of(Literal("nine"))
    assert kind_of(Literal("two")) != kind_of(Literal(b"two"))
    kinds = {kind_of(Literal(each), {"same"}) for each in ("two", "-2", "", "same")}
    assert len(kinds) == 4


def test_numbers_are_told_apart_by_sign_and_type() -> None:
    assert kind_of(Literal(2)) == kind_of(Literal(30))
    kinds = {kind_of(Literal(each), {7}) for each in (2, -2, 0, 2.5, float("nan"), 7)}
    assert len(kinds) == 6


def test_containers_are_told_apart_by_how_much_is_in_them_and_what_is_missing() -> None:
    assert kind_of(items(1, 2)) == kind_of(items("a", "b", "c"))
    assert kind_of(items(1)) == kind_of(items(2))
    kinds = {
        kind_of(each)
        for each in (items(), items(1), items(1, 2), items(1, None), items("a"), items("-a"))
    }
    assert len(kinds) == 6


def test_what_went_in_empty_is_not_missing() -> None:
    assert kind_of(items("a", ""), {"", "a"}) == kind_of(items("a", "b"), {"a", "b"})


def test_each_place_of_a_tuple_and_each_part_of_an_object_counts() -> None:
    pairs = [Collection("tuple", (Literal("a"), Literal(each))) for each in ("", "b", None)]
    assert len({kind_of(each) for each in pairs}) == 3
    sets = [Call(Symbol("shop", "Box"), (Collection("list", each),)) for each in ((), pairs[:1])]
    assert kind_of(sets[0]) != kind_of(sets[1])
    assert kind_of(Mapping()) != kind_of(Mapping(((Literal("a"), Literal("b")),)))


def test_where_many_things_are_shown_filled_texts_are_alike() -> None:
    assert kind_of(Literal("a-b"), is_coarse=True) == kind_of(Literal("ab"), is_coarse=True)
    assert kind_of(Literal(""), is_coarse=True) != kind_of(Literal("ab"), is_coarse=True)
