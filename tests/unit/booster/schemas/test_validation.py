from __future__ import annotations

import sys

import pytest

from aqe.booster.schemas import SchemaRefused, Validator
from aqe.errors import BoosterError


def test_errors_say_where_and_why() -> None:
    schema = {"properties": {"a/b": {"items": {"type": "integer"}}}, "required": ["id"]}
    found = Validator(schema).errors({"a/b": [1, "x"]})
    assert sorted(pointer for pointer, _ in found) == ["", "/a~1b/1"]
    messages = dict(found)
    assert '"id"' in messages[""]
    assert "integer" in messages["/a~1b/1"]
    assert Validator(schema).errors({"a/b": [1], "id": 0}) == []


def test_formats_are_asserted() -> None:
    assert not Validator({"format": "uuid"}).valid("x")
    assert Validator({"format": "uuid"}).valid("123e4567-e89b-42d3-a456-426614174000")


@pytest.mark.parametrize(
    "schema", [{"type": "text"}, {"$ref": "https://example.invalid/x"}, {"pattern": "("}, 3]
)
def test_schemas_that_cannot_be_used_are_refused(schema: object) -> None:
    with pytest.raises(SchemaRefused) as caught:
        Validator(schema)
    assert caught.value.slug == "schema-malformed"


def test_long_messages_are_cut() -> None:
    ((_, message),) = Validator({"type": "null"}).errors("x" * 5000)
    assert len(message) <= 300


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    with pytest.raises(BoosterError) as caught:
        Validator({})
    assert caught.value.slug == "data-library"
    assert "agentic-qe[data]" in (caught.value.hint or "")
