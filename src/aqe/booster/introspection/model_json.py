"""A data model as a JSON document and back, so that it can be kept, edited and given again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.introspection.refusal import IntrospectionRefused

__all__ = ["MODEL_VERSION", "is_model", "model_from_json", "model_of_schema", "model_to_json"]

MODEL_VERSION = 1
_MARK = "aqe_data_model"


def model_to_json(model: DataModel) -> dict[str, Any]:
    """The model in plain values."""
    return {
        _MARK: MODEL_VERSION,
        "tables": [
            {
                "name": table.name,
                "schema": dict(table.schema),
                "primary_key": list(table.primary_key),
                "unique": [list(each) for each in table.unique],
                "foreign_keys": [
                    {
                        "columns": list(key.columns),
                        "table": key.table,
                        "referenced": list(key.referenced),
                    }
                    for key in table.foreign_keys
                ],
            }
            for table in model.tables
        ],
        "notices": list(model.notices),
    }


def is_model(document: object) -> bool:
    """Whether a document says that it is a data model."""
    return isinstance(document, dict) and _MARK in document


def model_from_json(document: object) -> DataModel:
    """The model of a document.

    Raises:
        IntrospectionRefused: Something in it is of another shape, or a key points to nothing.
    """
    try:
        assert isinstance(document, dict)
        if document[_MARK] != MODEL_VERSION:
            raise IntrospectionRefused(
                f"{_MARK}: expected {MODEL_VERSION}, got {document[_MARK]!r}",
                hint="introspect the source again",
            )
        tables = tuple(map(_table, document["tables"]))
        model = DataModel(tables, _names(document.get("notices", ())))
    except (AssertionError, KeyError, TypeError, AttributeError) as error:
        raise IntrospectionRefused(
            f"the data model is not in its form: {error!r}", hint="introspect the source again"
        ) from error
    _check(model)
    return model


def model_of_schema(name: str, schema: Mapping[str, object]) -> DataModel:
    """A model of one table, from the schema of its rows."""
    return DataModel((Table(name, schema),))


def _table(value: Any) -> Table:
    if not isinstance(value["name"], str) or not isinstance(value["schema"], dict):
        raise TypeError("a table needs a name and a schema")
    keys = tuple(
        ForeignKey(_names(key["columns"]), str(key["table"]), _names(key["referenced"]))
        for key in value.get("foreign_keys", ())
    )
    unique = tuple(map(_names, value.get("unique", ())))
    return Table(value["name"], value["schema"], _names(value.get("primary_key", ())), unique, keys)


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not all(isinstance(each, str) for each in value):
        raise TypeError(f"expected a list of names, got {value!r:.60}")
    return tuple(value)


def _check(model: DataModel) -> None:
    columns = {
        each.name: set(properties)
        for each in model.tables
        if isinstance(properties := each.schema.get("properties", {}), dict)
    }
    for table in model.tables:
        used = [(table.name, each) for each in (*table.primary_key, *sum(table.unique, ()))]
        for key in table.foreign_keys:
            used += [(table.name, each) for each in key.columns]
            used += [(key.table, each) for each in key.referenced]
            if len(key.columns) != len(key.referenced):
                raise IntrospectionRefused(
                    f"{table.name!r}: the key {key.columns!r} has another length than what it"
                    f" points to, {key.referenced!r}"
                )
        for name, column in used:
            if column not in columns.get(name, ()):
                raise IntrospectionRefused(
                    f"a key of {table.name!r} names {column!r} of {name!r}, which is not there",
                    hint="correct the name in the data model",
                )
