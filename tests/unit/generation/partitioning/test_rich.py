"""Inputs that hold much."""

from __future__ import annotations

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.rich import rich
from aqe.syntax.python.parsing import parse_literal


def _values(recipe: Recipe, **facts: object) -> list[Recipe]:
    act = function("act", parameter("given", **facts))
    found = list(rich(scenario(call_of(act, recipe)), parse_literal))
    assert {family for family, _ in found} <= {Family.RICH}
    return [made.act.arguments[0].recipe for _, made in found]


def test_texts_have_words_that_differ_in_more_than_letters() -> None:
    sentence, lines = (each.value for each in _values(Literal("a")) if isinstance(each, Literal))
    assert isinstance(sentence, str)
    assert isinstance(lines, str)
    words = sentence.lower().split()
    assert len(words) > len(set(words)) > 4
    assert any(each.isdigit() for each in words)
    assert lines.count("\n") > 2
    assert "\n\n" in lines


def test_mappings_hold_mappings_and_lists() -> None:
    for each in _values(Mapping()):
        assert isinstance(each, Mapping)
        assert any(isinstance(value, Mapping) for _, value in each.pairs)


def test_items_come_again_and_are_in_no_order() -> None:
    (words,) = _values(Collection("list", (Literal("a"),)))
    (numbers,) = _values(Collection("tuple", (Literal(1),)))
    for found, kind in ((words, "list"), (numbers, "tuple")):
        assert isinstance(found, Collection)
        assert found.kind == kind
        values = [each.value for each in found.items if isinstance(each, Literal)]
        assert values != sorted(values)  # type: ignore[type-var]
        assert len(set(values)) < len(values)
    assert len(_values(Collection("list"))) == 2


def test_nothing_is_handed_in_against_a_declaration() -> None:
    hint = TypeEvidence(TypeRef("int"), EvidenceSource.HINT, 1.0)
    assert _values(Literal("a"), evidence=(hint,)) == []
    assert _values(Literal(3)) == []


def test_what_documentation_hands_in_goes_first() -> None:
    found = _values(Literal("a"), constants=("'Zone 3'", "''", "'the Zone 12'"))
    assert found[0] == Literal("Zone 3")
    assert len(found) == 3
