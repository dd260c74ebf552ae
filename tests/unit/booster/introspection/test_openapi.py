"""Components of OpenAPI: what they allow is what the schemas allow."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aqe.booster.introspection import IntrospectionRefused, introspect_openapi, parse_document
from aqe.booster.schemas.validation import Validator

OLD = """
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      discriminator: {propertyName: kind}
      properties:
        id: {type: integer, format: int32, minimum: 0, exclusiveMinimum: true}
        name: {type: string, nullable: true, example: Rex}
        owner: {$ref: '#/components/schemas/Owner', nullable: true}
        status: {type: string, enum: [new, sold], nullable: true}
        born: {type: string, format: date, default: 2020-01-01}
        far: {$ref: 'other.yaml#/Thing'}
        icon: {type: string, format: byte}
    Owner:
      type: object
      properties: {pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
    Size: {type: string, enum: [s, m]}
"""


def schemas(document: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    model = introspect_openapi(document)
    return {each.name: each.schema for each in model.tables}, model.notices


def test_a_document_of_3_0() -> None:
    found, notices = schemas(parse_document(OLD))
    pet = found["Pet"]
    assert pet["properties"]["id"] == {
        "type": "integer",
        "exclusiveMinimum": 0,
        "minimum": -(2**31),
        "maximum": 2**31 - 1,
    }
    assert pet["properties"]["name"] == {"type": ["string", "null"]}
    assert pet["properties"]["status"]["enum"] == ["new", "sold", None]
    assert pet["properties"]["born"]["default"] == "2020-01-01"
    assert pet["properties"]["owner"] == {"$ref": "#/$defs/Owner"}
    assert set(pet["$defs"]) == {"Pet", "Owner"}
    assert found["Size"] == {"type": "string", "enum": ["s", "m"]}
    told = "\n".join(notices)
    for word in ("discriminator", "'other.yaml#/Thing' lies outside", "beside $ref, nullable"):
        assert word in told


def test_instances_are_judged_as_the_document_means_it() -> None:
    found, _ = schemas(parse_document(OLD))
    judge = Validator(found["Owner"])
    good = {"id": 1, "name": None, "status": None, "owner": {"pets": []}, "icon": "AQI="}
    assert judge.valid({"pets": [good]})
    for bad in ({"id": 0}, {"id": 2**31}, {"name": 3}, {"status": "lost"}, {"icon": "%"}):
        assert not judge.valid({"pets": [{**good, **bad}]})


def test_a_document_of_3_1_keeps_its_words() -> None:
    document = {
        "openapi": "3.1.0",
        "components": {
            "schemas": {
                "A": {
                    "type": ["object", "null"],
                    "properties": {"b": {"$ref": "#/components/schemas/B", "minLength": 2}},
                    "patternProperties": {"^x": {"const": 1}},
                    "x-internal": True,
                },
                "B": {"type": "string"},
                "Never": False,
            }
        },
    }
    found, _ = schemas(document)
    assert found["A"]["properties"]["b"] == {"minLength": 2, "$ref": "#/$defs/B"}
    assert "x-internal" not in found["A"]
    judge = Validator(found["A"])
    assert judge.valid(None)
    assert judge.valid({"b": "xx", "x1": 1})
    assert not judge.valid({"b": "x"})
    assert not Validator(found["Never"]).valid(1)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"swagger": "2.0"}, "'2.0' is not read"),
        ({"openapi": "3.0.0"}, "no components"),
        ({"openapi": "3.1.0", "components": {"schemas": []}}, "no components"),
    ],
)
def test_refused(document: Any, told: str) -> None:
    with pytest.raises(IntrospectionRefused, match=told):
        introspect_openapi(document)


@pytest.mark.parametrize(
    "schema",
    [
        1,
        [],
        {"$ref": 3},
        {"properties": []},
        {"allOf": {}},
        {"enum": 3, "nullable": True},
        {"type": 3},
    ],
)
def test_strange_schemas_never_crash(schema: Any) -> None:
    document = {"openapi": "3.0.0", "components": {"schemas": {"A": schema}}}
    json.dumps(introspect_openapi(document).tables[0].schema)
