from __future__ import annotations

import copy
from typing import Any

import pytest

from aqe.booster.introspection import DocumentFault, check_openapi

GOOD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/orders/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {"operationId": "read", "responses": {"200": {"description": "ok"}}},
            "delete": {"operationId": "drop", "responses": {"default": {"description": "ok"}}},
        }
    },
    "components": {
        "parameters": {
            "Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        },
        "schemas": {"Order": {"type": "object"}},
    },
}


def faults(change: Any = None, schema: Any = None) -> list[DocumentFault]:
    document = copy.deepcopy(GOOD)
    if change is not None:
        change(document)
    return check_openapi(document, lambda _: schema or [])


def test_a_good_document_has_no_faults() -> None:
    assert faults() == []


def set_at(*path: str, value: Any) -> Any:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        if value is ...:
            del document[path[-1]]
        else:
            document[path[-1]] = value

    return change


ITEM = ("paths", "/orders/{id}")


@pytest.mark.parametrize(
    ("change", "pointer", "told"),
    [
        (set_at("openapi", value="2.0"), "/openapi", "no version"),
        (set_at("info", value=...), "/info", "title and version"),
        (set_at("info", "title", value=3), "/info/title", "a text"),
        (set_at("paths", "orders", value={}), "/paths/orders", "begins with /"),
        (set_at("paths", "/orders/{key}", value={}), "/paths/~1orders~1{key}", "the same path"),
        (set_at(*ITEM, "delete", "operationId", value="read"), "/delete/operationId", "'read'"),
        (set_at(*ITEM, "get", "responses", value={}), "/get/responses", "a response"),
        (
            set_at(*ITEM, "get", "responses", value={"600": {"description": ""}}),
            "/get/responses/600",
            "no status code",
        ),
        (set_at(*ITEM, "get", "responses", "200", value={}), "/responses/200", "description"),
        (set_at(*ITEM, "parameters", value=[]), "/get", "{id}, but no such parameter"),
        (
            set_at("components", "parameters", "Id", "required", value=False),
            "/parameters/0",
            "is required",
        ),
        (
            set_at("components", "parameters", "Id", "in", value="body"),
            "/parameters/0/in",
            "one of",
        ),
        (
            set_at("components", "parameters", "Id", "schema", value=...),
            "/parameters/0",
            "a schema",
        ),
        (
            set_at(*ITEM, "parameters", value=[{"$ref": "#/components/parameters/Gone"}]),
            "/parameters/0/$ref",
            "points to nothing",
        ),
        (set_at("components", "schemas", "a b", value={}), "/components/schemas/a b", "letters"),
        (set_at("paths", value=[]), "/paths", "an object"),
        (set_at(*ITEM, "get", value=3), "/get", "an object"),
    ],
)
def test_faults_name_their_place(change: Any, pointer: str, told: str) -> None:
    found = faults(change)
    assert any(each.pointer.endswith(pointer) and told in each.message for each in found), found


def test_schemas_are_judged_by_whoever_can() -> None:
    (fault,) = faults(schema=[DocumentFault("/type", "wrong")])
    assert fault == DocumentFault("/components/schemas/Order/type", "wrong")


def test_a_document_needs_a_part() -> None:
    document = {"openapi": "3.0.0", "info": {"title": "", "version": ""}}
    assert check_openapi(document, lambda _: [])[0].message.startswith("one of")
