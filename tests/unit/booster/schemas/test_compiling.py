"""What is made for every keyword, judged by a validator that has no part in the making."""

from __future__ import annotations

import re
from typing import Any

import pytest
from schema_checks import records

from aqe.booster.schemas import SchemaOptions, SchemaRefused, Validator, compile_schema


def refused(schema: Any) -> SchemaRefused:
    with pytest.raises(SchemaRefused) as caught:
        compile_schema(schema)
    return caught.value


def valid(schema: Any, **options: Any) -> list[Any]:
    """Records of a schema; all of them meet it."""
    found = records(schema, **options)
    validator = Validator(schema)
    assert [each for each in found if not validator.valid(each)] == []
    return found


def kinds(found: list[Any]) -> set[str]:
    return {type(each).__name__ for each in found}


def test_types_come_as_asked() -> None:
    found = valid({"type": ["integer", "null", "boolean"]}, count=300)
    assert kinds(found) == {"int", "NoneType", "bool"}
    assert found.count(None) < 60
    assert valid({"type": ["integer", "null"]}, count=300, edge_cases=True).count(None) > 100
    assert kinds(valid({"type": "number"})) <= {"int", "float"}


def union(size: int) -> dict[str, Any]:
    """Branches told apart by the value of a property, as OpenAPI's discriminators have it."""
    return {
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "kind": {"const": f"kind {number}"},
                    "count": {"type": "integer"},
                    "note": {"type": "string"},
                },
                "required": ["kind", "count"],
            }
            for number in range(size)
        ]
    }


@pytest.mark.parametrize("size", [5, 60])
def test_branches_that_a_value_tells_apart_are_all_taken(size: int) -> None:
    found = valid(union(size), count=size * 20)
    assert len({each["kind"] for each in found}) == size


def test_branches_are_told_apart_deep_down_and_through_references() -> None:
    branch = {
        "type": "object",
        "properties": {
            "head": {"$ref": "#/$defs/head"},
            "next": {"$ref": "#"},
            "left": {"type": "string"},
            "right": {"type": "string"},
        },
        "required": ["head"],
    }
    head = {"type": "object", "properties": {"type": {"type": "string"}}, "required": ["type"]}
    schema = {
        "oneOf": [
            {**branch, "properties": {**branch["properties"], "head": narrowed}}  # type: ignore[dict-item]
            for word in "abcdefgh"
            for narrowed in (
                {"allOf": [{"$ref": "#/$defs/head"}, {"properties": {"type": {"const": word}}}]},
            )
        ],
        "$defs": {"head": head},
    }
    assert len({each["head"]["type"] for each in valid(schema, count=200)}) == 8


def test_branches_that_overlap_are_not_taken_together() -> None:
    part = {"type": "object", "required": ["a"]}
    schema = {
        "oneOf": [
            {**part, "properties": {"a": {"enum": list(range(number, number + 3))}}}
            for number in range(6)
        ]
    }
    assert {each["a"] for each in valid(schema, count=200)} == {0, 7}


@pytest.mark.parametrize(
    "keyword",
    ["having", "TYPE", "$not", "MinLength", "_class__", "_init__", "without", "broken_item"],
)
def test_a_keyword_that_nobody_knows_cannot_be_broken(keyword: str) -> None:
    assert refused({"not": {keyword: 1}}).slug == "schema-unsatisfiable"
    assert kinds(valid({"not": {keyword: 1, "type": "string"}})).isdisjoint({"str"})


def test_enum_and_const() -> None:
    assert {str(each) for each in valid({"enum": [1, "a", None]})} == {"1", "a", "None"}
    assert valid({"const": {"a": [1, 2.5]}})[0] == {"a": [1, 2.5]}
    assert set(valid({"enum": [1, 2, 3, "x"], "type": "integer", "minimum": 2})) == {2, 3}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 3, "maximum": 5},
        {"type": "integer", "exclusiveMinimum": -2, "exclusiveMaximum": 0},
        {"type": "integer", "minimum": 2.5},
        {"type": "integer", "maximum": -1_000_000},
        {"type": "integer", "minimum": 10**20},
        {"type": "integer", "multipleOf": 7, "minimum": 100, "maximum": 130},
        {"type": "integer", "multipleOf": 1.5},
        {"type": "number", "minimum": 0.001, "exclusiveMaximum": 0.002},
        {"type": "number", "multipleOf": 0.01, "maximum": 1},
        {"type": "number", "minimum": -1e300, "maximum": -1e299},
        {"type": "number", "exclusiveMinimum": 0},
        {"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "type": "integer"},
    ],
)
def test_numbers_keep_their_bounds(schema: Any) -> None:
    assert valid(schema)
    assert valid(schema, edge_cases=True)


def test_the_whole_range_of_integers_is_used() -> None:
    assert set(valid({"type": "integer", "minimum": 3, "maximum": 5}, count=100)) == {3, 4, 5}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 5, "maxLength": 5},
        {"type": "string", "maxLength": 0},
        {"type": "string", "minLength": 200},
        {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
        {"type": "string", "pattern": "b", "minLength": 10, "maxLength": 12},
        {"type": "string", "pattern": "^(a|bc)*$", "minLength": 3},
        {"type": "string", "pattern": "^\\d+$", "maxLength": 3},
        {"type": "string", "pattern": "^(?=.*[A-Z])(?=.*\\d).{8,}$"},
        {"type": "string", "pattern": "^\\p{Lu}\\p{Ll}+$"},
        {"type": "string", "format": "email", "maxLength": 30},
        {"allOf": [{"pattern": "^a"}, {"pattern": "z$"}], "type": "string"},
        {"type": "string", "not": {"pattern": "e"}},
        {"type": "string", "not": {"enum": ["", "a"]}},
    ],
)
def test_texts_keep_lengths_patterns_and_formats(schema: Any) -> None:
    if schema["type"] == "string" and "\\p" in str(schema):
        assert all(each[0].isupper() for each in records(schema))
    else:
        assert valid(schema)
    assert records(schema, edge_cases=True)


def test_texts_of_a_pattern_differ() -> None:
    assert len(set(valid({"type": "string", "pattern": "^[a-f]{8}$"}))) > 35


def test_optional_properties_are_there_as_often_as_asked() -> None:
    schema = {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["b"]}
    found = valid(schema, count=400, presence=0.25)
    assert all("b" in each for each in found)
    assert 60 < sum("a" in each for each in found) < 140


def test_properties_stand_in_the_order_of_the_schema() -> None:
    schema = {
        "type": "object",
        "properties": {"z": {}, "a": {}, "m": {}},
        "required": ["a", "m", "z"],
    }
    assert [*valid(schema)[0]] == ["z", "a", "m"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
        {"type": "object", "patternProperties": {"^x-\\d$": {"const": 1}}, "minProperties": 2},
        {"type": "object", "propertyNames": {"pattern": "^[A-Z]{3}$"}, "minProperties": 4},
        {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "maxProperties": 1},
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
        {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "dependentSchemas": {"a": {"properties": {"b": {"const": 2}}, "required": ["b"]}},
        },
        {
            "type": "object",
            "properties": {"foo": {"minLength": 2}},
            "patternProperties": {"^f": {"type": "string"}, "o$": {"maxLength": 3}},
            "required": ["foo"],
        },
    ],
)
def test_objects_keep_their_keywords(schema: Any) -> None:
    assert valid(schema)
    assert valid(schema, edge_cases=True)


def test_dependent_properties_appear_both_ways() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {}, "b": {}},
        "dependentRequired": {"a": ["b"]},
    }
    shapes = {tuple(sorted(each)) for each in valid(schema, count=100)}
    assert {("a", "b"), ("b",)} <= shapes


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3},
        {"type": "array", "prefixItems": [{"const": 1}, {"const": 2}], "items": False},
        {"type": "array", "prefixItems": [{"const": 1}, False], "minItems": 1},
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 2},
        {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
        {"type": "array", "items": {"type": ["integer", "string"]}, "contains": {"const": 7}},
        {"type": "array", "contains": {"type": "null"}, "minContains": 2, "maxContains": 2},
        {"type": "array", "contains": {"const": 1}, "minContains": 0, "maxContains": 0},
        {
            "type": "array",
            "prefixItems": [{"type": "integer"}],
            "items": {"type": "string"},
            "contains": {"minLength": 3},
            "minItems": 3,
        },
        {"type": "array", "not": {"uniqueItems": True}, "items": {"type": "integer"}},
        {"type": "array", "prefixItems": [{}], "unevaluatedItems": False},
    ],
)
def test_arrays_keep_their_keywords(schema: Any) -> None:
    assert valid(schema)
    assert valid(schema, edge_cases=True)


def test_items_of_a_small_pool_come_in_all_lengths() -> None:
    schema = {"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}
    assert {len(each) for each in valid(schema, count=200)} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"type": "integer", "minimum": 5}, {"type": "integer", "maximum": 7}]},
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
        {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]},
        {"allOf": [{"minimum": 3}, {"maximum": 9}], "type": "integer"},
        {"not": {"type": ["string", "number", "object"]}},
        {"type": "integer", "not": {"multipleOf": 2}},
        {"type": "object", "not": {"required": ["a"]}, "properties": {"a": {}, "b": {}}},
        {
            "type": "object",
            "properties": {"kind": {"enum": ["a", "b"]}, "size": {"type": "integer"}},
            "required": ["kind"],
            "if": {"properties": {"kind": {"const": "a"}}},
            "then": {"required": ["size"]},
            "else": {"properties": {"size": False}},
        },
        {
            "type": "object",
            "allOf": [{"properties": {"a": {"type": "integer"}}}],
            "anyOf": [{"properties": {"b": {"const": 1}}, "required": ["b"]}, {"required": ["a"]}],
            "unevaluatedProperties": False,
        },
    ],
)
def test_combinations_hold(schema: Any) -> None:
    assert valid(schema)
    assert valid(schema, edge_cases=True)


def test_every_way_of_one_of_is_taken() -> None:
    schema = {
        "oneOf": [
            {"type": "object", "properties": {"kind": {"const": kind}}, "required": ["kind"]}
            for kind in "abc"
        ]
    }
    assert {each["kind"] for each in valid(schema)} == {"a", "b", "c"}


TREE = {
    "type": "object",
    "properties": {
        "value": {"type": "integer"},
        "children": {"type": "array", "items": {"$ref": "#"}},
    },
    "required": ["value", "children"],
}


def depth(tree: Any) -> int:
    return 1 + max((depth(each) for each in tree["children"]), default=0)


def test_recursion_goes_as_deep_as_asked() -> None:
    assert max(depth(each) for each in valid(TREE, depth=1)) == 3
    assert max(depth(each) for each in valid(TREE, depth=3)) == 5


def test_recursion_that_would_explode_is_cut_and_told() -> None:
    wide = {
        "type": "object",
        "properties": {name: {"$ref": "#"} for name in "abcdefghijklmnop"},
    }
    program = compile_schema(wide, SchemaOptions(depth=6))
    assert any("recursion" in notice for notice in program.notices)


def test_endless_recursion_has_no_value() -> None:
    endless = {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}
    assert refused(endless).slug == "schema-unsatisfiable"


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"not": {}},
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "string", "minLength": 3, "maxLength": 2},
        {"type": "object", "required": ["a"], "properties": {"a": False}},
        {"type": "array", "items": False, "minItems": 1},
        {"enum": [1, 2], "type": "string"},
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
        {"allOf": [{"const": 1}, {"const": 2}]},
    ],
)
def test_contradictions_are_told(schema: Any) -> None:
    assert refused(schema).slug == "schema-unsatisfiable"


def test_what_was_not_found_is_not_called_impossible() -> None:
    hard = {
        "type": "string",
        "allOf": [{"pattern": "^a{9}b"}, {"pattern": "c{9}$"}],
        "maxLength": 12,
    }
    assert refused(hard).slug == "schema-exhausted"


def test_a_schema_that_only_says_itself_is_refused() -> None:
    assert refused({"$ref": "#"}).slug == "schema-circular"


def test_too_much_is_refused() -> None:
    found = refused({"properties": {"a": {"type": "array", "minItems": 5000}}, "required": ["a"]})
    assert (found.slug, found.keyword) == ("schema-too-large", "minItems")
    assert found.pointer == "/properties/a"
    assert refused({"type": "string", "minLength": 100_000}).slug == "schema-too-large"
    assert refused({"type": "object", "minProperties": 5000}).slug == "schema-too-large"
    assert (
        refused({"type": "string", "pattern": "^((a{999}){999}){999}$"}).slug == "schema-too-large"
    )


def test_sizes_that_multiply_are_refused_without_being_tried() -> None:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(3):
        schema = {"type": "array", "minItems": 4000, "items": schema}
    assert "parts" in refused(schema).reason
    assert refused(schema).slug == "schema-too-large"
    text = {"type": "string", "minLength": 60_000}
    assert refused({"type": "array", "minItems": 4000, "items": text}).slug == "schema-too-large"


def test_parts_that_must_be_drawn_and_are_too_large_are_drawn_a_few_times_only() -> None:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(4):
        schema = {"type": "array", "minItems": 100, "items": schema, "not": {"const": []}}
    parts = {"type": "object", "properties": {f"p{number}": schema for number in range(2)}}
    assert refused({**parts, "required": ["p1"]}).slug in ("schema-too-large", "schema-exhausted")


@pytest.mark.parametrize("edge_cases", [False, True])
def test_the_longest_texts_can_be_made(edge_cases: bool) -> None:
    for size in (65_530, 65_535):
        found = valid({"type": "string", "minLength": size}, count=2, edge_cases=edge_cases)
        assert all(size <= len(each) <= 65_535 for each in found)


def test_a_multiple_beyond_doubles_leaves_zero() -> None:
    assert set(valid({"type": "integer", "multipleOf": 10**400}, count=5)) == {0}


def test_a_large_bound_that_is_left_out_is_no_value() -> None:
    for bound in (2**60, 2**60 + 1, 2**63, 10**20, -(2**60)):
        for found in (
            valid({"type": "number", "exclusiveMinimum": bound}, count=40),
            valid({"type": "number", "exclusiveMaximum": bound}, count=40),
            valid({"type": "number", "not": {"maximum": bound}}, count=40),
        ):
            assert bound not in found


def test_a_text_grows_at_the_side_that_a_pattern_leaves_open() -> None:
    for pattern in ("d$", "^d", "d"):
        found = valid({"type": "string", "minLength": 9, "pattern": pattern}, count=20)
        assert all(len(each) >= 9 for each in found)


def test_a_repetition_of_any_length_is_fitted() -> None:
    schema = {"type": "string", "minLength": 2_000, "pattern": "^[a-z]{1,10000000000}$"}
    assert all(re.fullmatch("[a-z]{2000,}", each) for each in records(schema, count=5))


def test_back_references_are_refused_by_name() -> None:
    found = refused({"properties": {"a": {"type": "string", "pattern": r"(a)\1"}}})
    assert (found.slug, found.keyword) == ("schema-pattern", "pattern")
    assert found.pointer == "/properties/a"


def test_checked_parts_are_told() -> None:
    program = compile_schema({"type": "string", "not": {"pattern": "e"}})
    assert any("checked" in notice for notice in program.notices)
    assert compile_schema({"type": "string"}).notices == ()


def test_edge_cases_hold_boundaries() -> None:
    schema = {"type": "integer", "minimum": -3, "maximum": 90}
    assert {-3, 90} <= set(valid(schema, edge_cases=True))
    texts = valid({"type": "string", "maxLength": 40}, count=200, edge_cases=True)
    assert "" in texts
    assert max(map(len, texts)) == 40
    dates = valid({"type": "string", "format": "date"}, count=200, edge_cases=True)
    assert "2024-02-29" in dates


def test_the_same_schema_gives_the_same_program() -> None:
    schema = {
        "anyOf": [{"properties": {"a": {}, "b": {}}}, {"type": "string"}],
        "not": {"const": 1},
    }
    assert compile_schema(schema) == compile_schema(schema)
