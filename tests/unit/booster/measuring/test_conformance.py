from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.measuring.conformance import conform, independent_judge, library_judge
from aqe.booster.measuring.suite import Group, fetched, groups
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaOptions

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BOOK = {
    "$schema": DIALECT,
    "$id": "https://example.com/book",
    "type": "object",
    "required": ["isbn", "title", "authors", "price"],
    "properties": {
        "isbn": {"type": "string", "pattern": "^97[89]-\\d-\\d{5}-\\d{3}-\\d$"},
        "title": {"type": "string", "minLength": 1, "maxLength": 60},
        "authors": {"type": "array", "items": {"$ref": "#person"}, "minItems": 1},
        "price": {"$ref": "#/$defs/money"},
        "formats": {
            "type": "array",
            "items": {"enum": ["paper", "e", "audio"]},
            "uniqueItems": True,
        },
        "sequel": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
    },
    "unevaluatedProperties": False,
    "$defs": {
        "person": {
            "$anchor": "person",
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "born": {"type": "string", "format": "date"},
            },
            "required": ["name"],
        },
        "money": {
            "type": "object",
            "properties": {
                "amount": {"type": "number", "exclusiveMinimum": 0, "maximum": 500},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
        },
    },
}
EVENT = {
    "type": "object",
    "required": ["kind"],
    "oneOf": [
        {
            "properties": {"kind": {"const": "click"}, "x": {"type": "integer", "minimum": 0}},
            "required": ["x"],
        },
        {
            "properties": {"kind": {"const": "key"}, "key": {"type": "string", "maxLength": 1}},
            "required": ["key"],
        },
    ],
    "dependentRequired": {"x": ["y"]},
    "properties": {"y": {"type": "integer"}, "at": {"format": "date-time", "type": "string"}},
}
MATRIX = {
    "type": "array",
    "minItems": 2,
    "maxItems": 3,
    "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}},
    "contains": {"prefixItems": [{"const": 0}, {"const": 0}]},
}
SETTINGS = {
    "type": "object",
    "patternProperties": {"^[a-z]+\\.port$": {"type": "integer", "minimum": 1, "maximum": 65535}},
    "additionalProperties": {"type": ["string", "boolean"]},
    "propertyNames": {"pattern": "^[a-z.]+$"},
    "minProperties": 3,
    "not": {"required": ["debug.port"]},
}
OURS = [BOOK, EVENT, MATRIX, SETTINGS]


def group(schema: Any, satisfiable: bool = True) -> Group:
    return Group("ours.json", str(schema)[:40], schema, satisfiable)


@pytest.mark.parametrize("edge_cases", [False, True])
def test_our_own_schemas_give_valid_records(edge_cases: bool) -> None:
    judges = {"library": library_judge}
    independent = independent_judge()
    if independent is not None:
        judges["independent"] = independent
    options = SchemaOptions(edge_cases=edge_cases)
    result = conform(map(group, OURS), ReferenceEngine(), judges, instances=40, options=options)
    assert result.invalid == []
    assert result.wrongly_refused == []
    assert (result.generated, result.instances) == (4, 160)
    assert not result.unjudged


def test_what_a_judge_calls_invalid_is_listed() -> None:
    result = conform(
        [group({"type": "integer"})],
        ReferenceEngine(),
        {"strict": lambda schema: lambda each: False},
    )
    assert result.invalid == ["ours.json: {'type': 'integer'} (strict)"]


def test_what_cannot_be_judged_is_counted_apart() -> None:
    result = conform([group(True)], ReferenceEngine(), {"shy": lambda schema: lambda each: None})
    assert (result.unjudged["shy"], result.invalid) == (1, [])


def test_refusals_are_counted_by_keyword() -> None:
    schemas = [{"dependencies": {}}, {"$ref": "https://example.com/x"}, {"$ref": "https://a.b/c"}]
    result = conform(map(group, schemas), ReferenceEngine(), {})
    assert result.as_json()["refused"] == {"$ref": 2, "dependencies": 1}


def test_a_wrong_refusal_is_told_from_a_right_one() -> None:
    result = conform([group(False), group(False, satisfiable=False)], ReferenceEngine(), {})
    assert len(result.wrongly_refused) == 1
    assert result.unsatisfiable == 1


@pytest.mark.nightly
@pytest.mark.parametrize("edge_cases", [False, True])
def test_the_official_suite_turned_round(edge_cases: bool) -> None:
    tests = fetched(Path(tempfile.gettempdir()) / "aqe-json-schema-suite")
    if tests is None:
        pytest.skip("unavailable: the suite could not be fetched")
    independent = independent_judge()
    judges = {"library": library_judge, **({"independent": independent} if independent else {})}
    options = SchemaOptions(edge_cases=edge_cases)
    result = conform(groups(tests), ReferenceEngine(), judges, options=options)
    assert result.invalid == []
    assert result.wrongly_refused == []
    assert set(result.refused) == {"$ref", "$schema", "dependencies"}
    assert result.generated > result.groups * 0.85
