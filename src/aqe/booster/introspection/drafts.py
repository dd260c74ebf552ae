"""Tables while they are put together: columns with their schemas, merged with what checks add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aqe.booster.data_model import DataModel, ForeignKey, Table

__all__ = ["ColumnDraft", "Schema", "TableDraft", "finished", "merged", "nullable"]

Schema = dict[str, Any]

_LARGER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_SMALLER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")

_OF_TEXTS = ("minLength", "maxLength", "pattern")
_OF_NUMBERS = (
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
)


@dataclass(slots=True)
class ColumnDraft:
    """One column."""

    name: str
    schema: Schema
    is_nullable: bool = True
    has_default: bool = False
    default: object = None
    """Its default, where that is a literal of JSON."""

    def with_default(self) -> Schema:
        """The schema, which names the default where it is a value of the column."""
        default, listed = self.default, self.schema.get("enum")
        if default is None:
            return self.schema
        if isinstance(default, bool) and listed == [0, 1]:
            default = int(default)
        kind = self.schema.get("type")
        fits = default in listed if listed else isinstance(kind, str) and _is_of(default, kind)
        return {**self.schema, "default": default} if fits else self.schema


@dataclass(slots=True)
class TableDraft:
    """One table."""

    name: str
    columns: dict[str, ColumnDraft] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)

    def add_unique(self, columns: tuple[str, ...]) -> None:
        """Note columns that never repeat together, once."""
        if columns and columns != self.primary_key and columns not in self.unique:
            self.unique.append(columns)

    def constrain(self, column: str, facts: Mapping[str, Any]) -> bool:
        """Merge facts into a column; false where there is none, or its type knows no such facts."""
        known = self._column(column)
        if known is None or not _fit(known.schema.get("type"), facts):
            return False
        known.schema = merged(known.schema, facts)
        return True

    def forbid_null(self, column: str) -> bool:
        """Note that a column is never null; false where there is none."""
        known = self._column(column)
        if known is not None:
            known.is_nullable = False
        return known is not None

    def _column(self, name: str) -> ColumnDraft | None:
        if name in self.columns:
            return self.columns[name]
        alike = [each for key, each in self.columns.items() if key.lower() == name.lower()]
        return alike[0] if len(alike) == 1 else None

    def table(self) -> Table:
        """The finished table; no column may be left out of a row but those with a null or default."""
        for name in self.primary_key:
            if name in self.columns:
                self.columns[name].is_nullable = False
        properties = {
            each.name: nullable(each.with_default()) if each.is_nullable else each.with_default()
            for each in self.columns.values()
        }
        return Table(
            name=self.name,
            schema={
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            },
            primary_key=self.primary_key,
            unique=tuple(self.unique),
            foreign_keys=tuple(self.foreign_keys),
        )


def _fit(kind: Any, facts: Mapping[str, Any]) -> bool:
    """Whether facts say something of values of a type; JSON Schema passes over what does not."""
    if not isinstance(kind, str):
        return kind is None
    for key, value in facts.items():
        if key in _OF_TEXTS and kind != "string":
            return False
        if key in _OF_NUMBERS and kind not in ("integer", "number"):
            return False
        values = value if key == "enum" else [value] if key == "const" else []
        if not all(each is None or _is_of(each, kind) for each in values):
            return False
        inner = value if key == "anyOf" else [value] if key == "not" else []
        if not all(_fit(kind, each) for each in inner):
            return False
    return True


def _is_of(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, int | float):
        return kind == "number" or (kind == "integer" and value == int(value))
    return kind == "string" and isinstance(value, str)


def finished(drafts: Mapping[str, TableDraft], notices: list[str]) -> DataModel:
    """The model; keys into tables that are not there become notices."""
    for draft in drafts.values():
        for key in list(draft.foreign_keys):
            other = drafts.get(key.table)
            known = set() if other is None else set(other.columns)
            if not known.issuperset(key.referenced) or not set(draft.columns).issuperset(
                key.columns
            ):
                draft.foreign_keys.remove(key)
                notices.append(
                    f"{draft.name}: the foreign key ({', '.join(key.columns)}) points to"
                    f" {key.table}({', '.join(key.referenced)}), which is not there"
                )
    tables = tuple(each.table() for each in drafts.values())
    return DataModel(tables, tuple(dict.fromkeys(notices)))


def nullable(schema: Mapping[str, Any]) -> Schema:
    """The schema, with null allowed."""
    kind = schema.get("type")
    values = schema.get("enum")
    if isinstance(values, list):
        result = {**schema, "enum": values if None in values else [*values, None]}
        return result if kind is None else {**result, "type": _with_null(kind)}
    if kind is not None and "const" not in schema and "allOf" not in schema:
        return {**schema, "type": _with_null(kind)}
    if not set(schema) - {"$comment", "description", "title"}:
        return dict(schema)  # it allows everything
    comment = {"$comment": schema["$comment"]} if "$comment" in schema else {}
    rest = {key: each for key, each in schema.items() if key != "$comment"}
    return {**comment, "anyOf": [rest, {"type": "null"}]}


def _with_null(kind: Any) -> list[Any]:
    kinds = [kind] if isinstance(kind, str) else list(kind)
    return kinds if "null" in kinds else [*kinds, "null"]


def merged(schema: Mapping[str, Any], facts: Mapping[str, Any]) -> Schema:
    """A schema for what fits both; what cannot be said together is joined by ``allOf``."""
    result = dict(schema)
    apart: Schema = {}
    for key, value in facts.items():
        if key not in result or result[key] == value:
            result[key] = value
        elif key in _LARGER:
            result[key] = max(result[key], value)
        elif key in _SMALLER:
            result[key] = min(result[key], value)
        elif key == "enum":
            result[key] = [each for each in result[key] if each in value]
        elif key == "allOf":
            result[key] = [*result[key], *value]
        else:
            apart[key] = value
    if apart:
        result["allOf"] = [*result.get("allOf", []), apart]
    return result
