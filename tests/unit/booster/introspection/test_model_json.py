from __future__ import annotations

import json
from typing import Any

import pytest

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.introspection import IntrospectionRefused, model_from_json, model_to_json

MODEL = DataModel(
    (
        Table("a", {"type": "object", "properties": {"id": {}, "x": {}}}, ("id",), (("x", "id"),)),
        Table("b", {"properties": {"a": {}}}, (), (), (ForeignKey(("a",), "a", ("id",)),)),
    ),
    ("told",),
)


def test_a_model_comes_back() -> None:
    assert model_from_json(json.loads(json.dumps(model_to_json(MODEL)))) == MODEL


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("aqe_data_model",), 9, "expected 1, got 9"),
        (("tables",), 3, "not in its form"),
        (("tables", 0, "name"), None, "not in its form"),
        (("tables", 0, "primary_key"), "id", "not in its form"),
        (("tables", 0, "primary_key"), ["gone"], "'gone' of 'a'"),
        (("tables", 1, "foreign_keys", 0, "referenced"), ["gone"], "'gone' of 'a'"),
        (("tables", 1, "foreign_keys", 0, "table"), "c", "of 'c'"),
        (("tables", 1, "foreign_keys", 0, "columns"), [], "another length"),
    ],
)
def test_a_broken_model_is_refused(path: tuple[Any, ...], value: Any, told: str) -> None:
    document = json.loads(json.dumps(model_to_json(MODEL)))
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(IntrospectionRefused, match=told):
        model_from_json(document)
