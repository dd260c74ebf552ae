from __future__ import annotations

import json

from aqe.booster.schemas.validation import Validator
from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Symbol
from aqe.domain.subject import DataSchema
from aqe.generation.inputs.documents import Documents, recipe_of

SCHEMA = {
    "type": "object",
    "properties": {
        "zip": {"type": "string", "pattern": "^[0-9]{5}$"},
        "size": {"type": "integer", "minimum": 3, "maximum": 900},
        "kind": {"enum": ["a", "b", "c"]},
    },
    "required": ["zip", "size", "kind"],
    "additionalProperties": False,
}


def made(schema: object = SCHEMA, *, is_checking: bool = True, seed: int = 0) -> Documents:
    return Documents((DataSchema("shop:Box", json.dumps(schema), is_checking),), seed)


def test_documents_are_valid_several_and_the_same_for_a_seed() -> None:
    found = made().of("shop:Box")
    validator = Validator(SCHEMA)
    assert len(found) > 5
    assert all(map(validator.valid, found))
    assert found == made().of("shop:Box") != made(seed=1).of("shop:Box")
    sizes = {each["size"] for each in found if isinstance(each, dict)}
    assert {3, 900} & sizes, "edges"


def test_instances_are_calls_with_the_members_as_arguments() -> None:
    first = made().instances("shop:Box")[0]
    document = made().of("shop:Box")[0]
    assert isinstance(first, Call)
    assert isinstance(document, dict)
    assert first.callee == Symbol("shop", "Box")
    assert dict(first.keywords) == {key: Literal(value) for key, value in document.items()}


def test_what_cannot_be_an_argument_is_validated_as_a_whole() -> None:
    schema = {"properties": {"from": {"const": 1}}, "required": ["from"], "type": "object"}
    schema["additionalProperties"] = False
    (only,) = made(schema).instances("shop:Box")
    validate = Attribute(Symbol("shop", "Box"), "model_validate")
    assert only == Call(validate, (Mapping(((Literal("from"), Literal(1)),)),))


def test_a_class_that_checks_nothing_gets_documents_and_no_instances() -> None:
    documents = made(is_checking=False)
    assert documents.of("shop:Box")
    assert documents.instances("shop:Box") == []


def test_a_schema_without_values_gives_none() -> None:
    assert made(False).of("shop:Box") == ()
    assert made().of("shop:Other") == ()


def test_a_class_is_found_by_the_name_that_a_body_writes() -> None:
    documents = Documents(
        tuple(DataSchema(each, "{}", True) for each in ("shop:Box", "shop:Outer.Line", "b:Line"))
    )
    assert documents.named("Box") == "shop:Box"
    assert documents.named("Outer.Line") == "shop:Outer.Line"
    assert documents.named("Line") is None
    assert documents.named("ox") is None


def test_documents_are_displays() -> None:
    assert recipe_of({"a": [1, None]}) == Mapping(
        ((Literal("a"), Collection("list", (Literal(1), Literal(None)))),)
    )
