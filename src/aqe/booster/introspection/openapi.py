"""Components of OpenAPI 3.0 and 3.1 as JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aqe.booster.data_model import DataModel, Table
from aqe.booster.introspection.definitions import DEFINITIONS, wholes
from aqe.booster.introspection.drafts import Schema, merged, nullable
from aqe.booster.introspection.refusal import MAX_TABLES, IntrospectionRefused
from aqe.booster.introspection.sqlite_types import BASE64

__all__ = ["introspect_openapi", "is_openapi"]

_COMPONENTS = "#/components/schemas/"
_ANNOTATIONS = frozenset(("xml", "externalDocs", "example"))
"""Say nothing about which values are valid."""
_FORMATS: Mapping[str, Schema] = {
    "int32": {"minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"minimum": -(2**63), "maximum": 2**63 - 1},
    "byte": {"contentEncoding": "base64", "pattern": BASE64},
    "float": {},
    "double": {},
    "password": {},
    "binary": {},
}
_ONE = ("not", "if", "then", "else", "items", "contains", "propertyNames", "additionalProperties")
_ONE_MORE = ("unevaluatedProperties", "unevaluatedItems", "contentSchema")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")


def is_openapi(document: object) -> bool:
    """Whether a document says that it is one of OpenAPI."""
    return isinstance(document, dict) and ("openapi" in document or "swagger" in document)


def introspect_openapi(document: object) -> DataModel:
    """A table for each component.

    Raises:
        IntrospectionRefused: The document is of another version, or has no components.
    """
    assert isinstance(document, dict)
    version = str(document.get("openapi", document.get("swagger")))
    if not version.startswith(("3.0", "3.1", "3.2")):
        raise IntrospectionRefused(
            f"OpenAPI {version!r} is not read", hint="convert the document to OpenAPI 3.1"
        )
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if not isinstance(schemas, dict) or not schemas:
        raise IntrospectionRefused(
            "the document has no components/schemas",
            hint="name the schemas of its paths there",
        )
    if len(schemas) > MAX_TABLES:
        raise IntrospectionRefused(f"there are more than {MAX_TABLES} components")
    reader = _Reader(is_old=version.startswith("3.0"))
    translated = {
        str(name): reader.schema(schema, f"{_COMPONENTS}{name}") for name, schema in schemas.items()
    }
    tables = tuple(Table(*each) for each in wholes(translated, translated).items())
    return DataModel(tables, tuple(dict.fromkeys(reader.notices)))


class _Reader:
    def __init__(self, *, is_old: bool) -> None:
        self.notices: list[str] = []
        self._is_old = is_old

    def schema(self, schema: Any, place: str) -> Any:
        """A schema in the words of 2020-12; the document's depth is bounded where it is parsed."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            self.notices.append(f"{place}: {schema!r:.60} is no schema; anything is allowed")
            return {}
        if "$ref" in schema:
            return self._reference(schema, place)
        result = self._keywords(schema, place)
        if self._is_old:
            result = self._of_old(schema, result, place)
        return self._with_format(result)

    def _reference(self, schema: Mapping[str, Any], place: str) -> Any:
        target = schema["$ref"]
        if not isinstance(target, str) or not target.startswith("#"):
            self.notices.append(
                f"{place}: {target!r:.80} lies outside the document; anything is allowed"
            )
            return {}
        if not target.startswith(_COMPONENTS):
            self.notices.append(f"{place}: {target!r:.80} is no component; anything is allowed")
            return {}
        found = {"$ref": DEFINITIONS + target.removeprefix(_COMPONENTS)}
        others = {key: each for key, each in schema.items() if key != "$ref"}
        if not others:
            return found
        if self._is_old:  # what stands beside a reference says nothing in 3.0
            lost = sorted(set(others) - {"description", "summary"})
            if lost:
                self.notices.append(f"{place}: beside $ref, {', '.join(lost)} says nothing in 3.0")
            return found
        return {**self._keywords(others, place), **found}

    def _keywords(self, schema: Mapping[str, Any], place: str) -> Schema:
        result: Schema = {}
        for key, value in schema.items():
            inner = f"{place}/{key}"
            if key == "discriminator":
                self.notices.append(f"{place}: the discriminator is not in the schema")
            elif key in _ANNOTATIONS or str(key).startswith("x-"):
                continue
            elif key in _ONE or key in _ONE_MORE:
                result[key] = self.schema(value, inner)
            elif key in _MANY and isinstance(value, list):
                result[key] = [self.schema(each, f"{inner}/{at}") for at, each in enumerate(value)]
            elif key in _NAMED and isinstance(value, dict):
                result[key] = {
                    str(name): self.schema(each, f"{inner}/{name}") for name, each in value.items()
                }
            else:
                result[str(key)] = value
        return result

    def _of_old(self, schema: Mapping[str, Any], result: Schema, place: str) -> Schema:
        for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if isinstance(schema.get(word), bool):
                is_exclusive = result.pop(word)
                if is_exclusive and limit in result:
                    result[word] = result.pop(limit)
        may_be_null = result.pop("nullable", False) is True
        if may_be_null and "type" not in result and "enum" not in result:
            self.notices.append(
                f"{place}: nullable without a type; null is allowed beside the rest"
            )
        return nullable(result) if may_be_null else result

    def _with_format(self, schema: Schema) -> Schema:
        known = _FORMATS.get(str(schema.get("format")))
        if known is None:
            return schema
        rest = {key: each for key, each in schema.items() if key != "format"}
        return merged(
            rest,
            {key: each for key, each in known.items() if key != "pattern"}
            | (
                {"pattern": known["pattern"]}
                if "pattern" in known and "pattern" not in rest
                else {}
            ),
        )
