from __future__ import annotations

from typing import Any

import pytest

from aqe.booster.schemas.documents import Document
from aqe.booster.schemas.options import SchemaRefused


def led(schema: Any, *path: str, keyword: str = "$ref") -> str:
    document = Document(schema)
    return document.referred(document.inner(document.start(), *path), keyword)[0]


def refused(schema: Any) -> SchemaRefused:
    with pytest.raises(SchemaRefused) as caught:
        Document(schema)
    return caught.value


def test_references_by_pointer_anchor_and_identifier() -> None:
    schema = {
        "$id": "https://example.com/root",
        "properties": {
            "pointer": {"$ref": "#/$defs/a~1b%25"},
            "anchor": {"$ref": "#here"},
            "identifier": {"$ref": "other"},
            "inside": {"$ref": "other#/properties/x"},
        },
        "$defs": {
            "a/b%": {"type": "string"},
            "anchored": {"$anchor": "here"},
            "other": {"$id": "other", "properties": {"x": {"type": "integer"}}},
        },
    }
    assert led(schema, "properties", "pointer") == "/$defs/a~1b%"
    assert led(schema, "properties", "anchor") == "/$defs/anchored"
    assert led(schema, "properties", "identifier") == "/$defs/other"
    assert led(schema, "properties", "inside") == "/$defs/other/properties/x"


def test_a_reference_out_of_the_document_is_refused_by_name() -> None:
    with pytest.raises(SchemaRefused) as caught:
        led({"properties": {"a": {"$ref": "https://example.com/x"}}}, "properties", "a")
    assert caught.value.slug == "schema-remote"
    assert caught.value.pointer == "/properties/a"
    assert "'https://example.com/x'" in str(caught.value)


def test_a_reference_to_nothing_is_refused() -> None:
    with pytest.raises(SchemaRefused, match="leads nowhere"):
        led({"properties": {"a": {"$ref": "#/$defs/missing"}}}, "properties", "a")


def test_dynamic_references_take_the_outermost_resource() -> None:
    schema = {
        "$id": "https://example.com/strict",
        "$ref": "list",
        "$defs": {
            "item": {"$dynamicAnchor": "item", "type": "string"},
            "list": {
                "$id": "list",
                "items": {"$dynamicRef": "#item"},
                "$defs": {"any": {"$dynamicAnchor": "item"}},
            },
        },
    }
    document = Document(schema)
    place = document.referred(document.start(), "$ref")
    assert document.referred(document.inner(place, "items"), "$dynamicRef")[0] == "/$defs/item"


@pytest.mark.parametrize("keyword", ["$ref", "$id"])
def test_what_is_no_address_is_refused_with_its_place(keyword: str) -> None:
    with pytest.raises(SchemaRefused, match="no address") as caught:
        led({"properties": {"a": {keyword: "http://[x", "$ref": "http://[x"}}}, "properties", "a")
    assert (caught.value.slug, caught.value.pointer) == ("schema-malformed", "/properties/a")


@pytest.mark.parametrize("step", ["²", "01", "-1", "\u0660", "1" * 5_000, "99"])
def test_a_step_that_is_no_index_leads_nowhere(step: str) -> None:
    with pytest.raises(SchemaRefused, match="leads nowhere"):
        led({"$ref": f"#/allOf/{step}", "allOf": [{}, {}]})


@pytest.mark.parametrize("keyword", ["minimum", "multipleOf", "const"])
def test_numbers_that_cannot_be_written_are_refused(keyword: str) -> None:
    found = refused({keyword: 10**4_300 - 1})
    assert found.slug == "schema-malformed"
    assert len(str(found)) < 500


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("type", "text"),
        ("type", []),
        ("enum", "a"),
        ("const", float("inf")),
        ("multipleOf", 0),
        ("minimum", "1"),
        ("maxLength", -1),
        ("minItems", 1.5),
        ("required", [1]),
        ("properties", []),
        ("allOf", {}),
        ("pattern", 3),
        ("uniqueItems", "yes"),
        ("dependentRequired", {"a": "b"}),
    ],
)
def test_malformed_keywords_are_named_with_their_place(keyword: str, value: object) -> None:
    found = refused({"properties": {"a/b": {keyword: value}}})
    assert (found.slug, found.keyword) == ("schema-malformed", keyword)
    assert found.pointer == "/properties/a~1b"


@pytest.mark.parametrize("keyword", ["dependencies", "additionalItems", "$recursiveRef", "id"])
def test_keywords_of_older_drafts_are_refused_with_what_replaces_them(keyword: str) -> None:
    found = refused({"items": {keyword: {}}})
    assert (found.keyword, found.pointer) == (keyword, "/items")
    assert found.hint


def test_another_dialect_is_refused() -> None:
    assert refused({"$schema": "http://json-schema.org/draft-07/schema#"}).keyword == "$schema"


def test_large_and_deep_schemas_are_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(80):
        deep = {"items": deep}
    assert refused(deep).slug == "schema-too-large"
    wide = {"properties": {str(number): {} for number in range(20_100)}}
    assert refused(wide).slug == "schema-too-large"


def test_what_is_no_schema_is_refused() -> None:
    assert "3" in str(refused(3))
