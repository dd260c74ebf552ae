from __future__ import annotations

from typing import Any

from aqe.booster.schemas.documents import Document
from aqe.booster.schemas.shapes import Shape
from aqe.booster.schemas.ways import Ways


def ways(schema: Any, *, wanted: bool = True) -> list[Shape]:
    document = Document(schema)
    return Ways(document, lambda demand: ["name"]).of(frozenset(((wanted, document.start()),)))


def test_what_all_of_says_is_one_way() -> None:
    (shape,) = ways({"allOf": [{"minimum": 1}, {"maximum": 9}], "type": "integer"})
    assert shape.integral
    assert shape.low is not None
    assert shape.high is not None
    assert (shape.low.value, shape.high.value) == (1, 9)


def test_contradictions_leave_no_way() -> None:
    assert ways({"allOf": [{"const": 1}, {"const": 2}]}) == []
    assert ways({"type": "string", "not": {"type": "string"}}) == []


def test_one_of_excludes_the_others() -> None:
    found = ways({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]})
    assert {(tuple(shape.required), tuple(shape.properties)) for shape in found} == {
        (("a",), ("b",)),
        (("b",), ("a",)),
    }


def test_negation_turns_bounds_and_types_round() -> None:
    low, kinds = ways({"minimum": 5, "type": "number"}, wanted=False)
    assert low.high is not None
    assert (low.high.value, low.high.open, low.kinds) == (5, True, {"number"})
    assert "number" not in kinds.kinds


def test_branches_that_were_taken_count_as_evaluated_but_not_below_not() -> None:
    inner = {"properties": {"a": True}, "required": ["a"]}
    (shape,) = ways({"type": "object", "allOf": [inner]})
    assert shape.seen_names == {"a"}
    for shape in ways({"type": "object", "not": {"not": inner}}):
        assert shape.seen_names == frozenset()
        assert shape.required == {"a"}


def test_very_many_ways_are_cut_and_told() -> None:
    document = Document(
        {"allOf": [{"anyOf": [{"minLength": n}, {"minItems": n}]} for n in range(9)]}
    )
    found = Ways(document, lambda demand: [])
    assert 1 < len(found.of(frozenset(((True, document.start()),)))) <= 48
    assert found.incomplete
