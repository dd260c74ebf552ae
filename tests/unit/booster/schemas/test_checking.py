from __future__ import annotations

from typing import Any

import pytest

from aqe.booster.schemas import SchemaRefused, Validator
from aqe.booster.schemas.checking import Checker, Doubtful, is_multiple
from aqe.booster.schemas.documents import Document

CASES: list[tuple[Any, list[Any]]] = [
    ({"type": ["integer", "null"]}, [1, 1.0, 1.5, None, "1", True]),
    ({"const": 1}, [1, 1.0, True, "1"]),
    ({"enum": [[1], {"a": 0}]}, [[1.0], {"a": False}, {"a": 0}]),
    ({"minimum": 2, "exclusiveMaximum": 4}, [2, 4, 3.9, 1, "x"]),
    ({"multipleOf": 0.5}, [1, 1.5, 1.3, "x"]),
    ({"minLength": 2, "maxLength": 3, "pattern": "a"}, ["ab", "a", "xyz", "baaa", 5]),
    ({"required": ["a"], "properties": {"a": {"type": "null"}}}, [{}, {"a": None}, {"a": 1}, []]),
    (
        {"patternProperties": {"^x": False}, "additionalProperties": {"type": "string"}},
        [
            {"x": 1},
            {"y": "s"},
            {"y": 1},
            {},
        ],
    ),
    (
        {"propertyNames": {"maxLength": 1}, "minProperties": 1, "maxProperties": 2},
        [
            {},
            {"a": 1},
            {"ab": 1},
            {"a": 1, "b": 1, "c": 1},
        ],
    ),
    ({"dependentRequired": {"a": ["b"]}}, [{"a": 1}, {"a": 1, "b": 1}, {"b": 1}]),
    ({"dependentSchemas": {"a": {"minProperties": 2}}}, [{"a": 1}, {"a": 1, "b": 1}]),
    ({"prefixItems": [{"type": "string"}], "items": False}, [["a"], [1], ["a", 1], []]),
    (
        {"contains": {"const": 1}, "minContains": 2, "maxContains": 3},
        [
            [1],
            [1, 1],
            [1, 1, 1, 1],
            [1, 2, 1.0],
        ],
    ),
    ({"uniqueItems": True}, [[1, 1.0], [1, True], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]]),
    ({"oneOf": [{"minimum": 1}, {"maximum": 2}]}, [0, 1.5, 3]),
    ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, ["a", 5, 4]),
    ({"not": {"type": "object"}}, [{}, 1]),
    (
        {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 3}},
        [
            "a",
            "ab",
            2,
            3,
            None,
        ],
    ),
    (
        {
            "anyOf": [{"properties": {"a": True}}, {"required": ["b"]}],
            "unevaluatedProperties": False,
        },
        [
            {"a": 1},
            {"b": 1},
            {"a": 1, "b": 2},
        ],
    ),
    (
        {"prefixItems": [True], "contains": {"const": 2}, "unevaluatedItems": False},
        [
            [1, 2],
            [1, 3],
            [2],
            [1, 2, 4],
        ],
    ),
    (
        {"$ref": "#/$defs/t", "$defs": {"t": {"items": {"$ref": "#/$defs/t"}, "type": "array"}}},
        [
            [],
            [[]],
            [1],
            [[[]], [2]],
        ],
    ),
]


@pytest.mark.parametrize(("schema", "instances"), CASES)
def test_verdicts_are_those_of_the_library(schema: Any, instances: list[Any]) -> None:
    document = Document(schema)
    checker, library = Checker(document), Validator(schema)
    found = [checker.valid(each, document.start()) for each in instances]
    assert found == [library.valid(each) for each in instances]
    assert len(set(found)) == 2 or schema == {"uniqueItems": True}


def test_demands_can_be_negative() -> None:
    document = Document({"type": "string"})
    checker = Checker(document)
    assert checker.meets(1, [(False, document.start())])
    assert not checker.meets("a", [(False, document.start())])


def test_references_in_circles_are_refused() -> None:
    document = Document({"$ref": "#"})
    with pytest.raises(SchemaRefused, match="circles"):
        Checker(document).valid(1, document.start())


def test_multiples_hold_as_text_and_as_doubles() -> None:
    assert is_multiple(0.75, 0.25)
    assert not is_multiple(0.3, 0.25)
    assert is_multiple(10**30, 10)
    with pytest.raises(Doubtful):
        is_multiple(1e308, 5e-324)


def test_values_that_validators_round_differently_meet_nothing() -> None:
    document = Document({"multipleOf": 0.01})
    checker = Checker(document)
    for wanted in (True, False):
        assert not checker.meets(160.58, [(wanted, document.start())])
        assert checker.meets(0.5 if wanted else 0.555, [(wanted, document.start())])
