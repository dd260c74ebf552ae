from __future__ import annotations

import pytest

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.generation.scenario import literals, replace_part, size, walk

NESTED = Call(
    Symbol("demo", "act"),
    (Collection("list", (Literal(1), Literal("two"))),),
    (("options", Mapping(((Literal("key"), Literal(None)),))),),
)


def test_walk_names_every_part_by_a_path_that_replaces_it() -> None:
    for path, part in walk(NESTED):
        assert replace_part(NESTED, path, part) == NESTED
        if path:
            assert replace_part(NESTED, path, Literal("other")) != NESTED


def test_literals_finds_keys_and_values() -> None:
    assert [part.value for _, part in literals(NESTED)] == [1, "two", "key", None]


@pytest.mark.parametrize(
    ("simpler", "dearer"),
    [
        (Literal("a"), Literal("a" * 60)),
        (Literal(1), Literal(123456789)),
        (Collection("list"), Collection("list", (Literal(1),))),
        (Literal("abc"), Literal("\x00\x01\x02")),
    ],
)
def test_size_ranks_what_is_easier_to_read_first(simpler: Recipe, dearer: Recipe) -> None:
    assert size(simpler) < size(dearer)


def test_literals_of_different_types_differ() -> None:
    assert len({Literal(1), Literal(1.0), Literal(True)}) == 3
    assert Literal(float("nan")) == Literal(float("nan"))
