"""OpenAPI documents held against their own rules: what the specification asks for beside the shape.

The numbers in messages are the sections of the OpenAPI Specification 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from aqe.booster.introspection.openapi import introspect_openapi

__all__ = ["DocumentFault", "check_openapi"]

_METHODS = frozenset("get put post delete options head patch trace".split())
_PLACES = frozenset("path query header cookie".split())
_CODE = re.compile(r"[1-5](?:\d\d|XX)\Z|default\Z")
_HOLE = re.compile(r"\{([^{}]*)\}")
_COMPONENT = re.compile(r"[A-Za-z0-9._-]+\Z")


class DocumentFault(NamedTuple):
    """What is wrong at a place of a document."""

    pointer: str
    """JSON Pointer (RFC 6901)."""
    message: str


def check_openapi(
    document: Mapping[str, Any], check_schema: Callable[[object], list[DocumentFault]]
) -> list[DocumentFault]:
    """What a document of OpenAPI 3.0 or 3.1 does wrong.

    Args:
        document: The parsed document.
        check_schema: Judges one JSON Schema of 2020-12.
    """
    return list(_Checker(document, check_schema).faults())


class _Checker:
    def __init__(
        self, document: Mapping[str, Any], check_schema: Callable[[object], list[DocumentFault]]
    ) -> None:
        self._document = document
        self._check_schema = check_schema
        self._ids: dict[str, str] = {}

    def faults(self) -> Iterator[DocumentFault]:
        version = self._document.get("openapi")
        if not isinstance(version, str) or not re.match(r"3\.[012]\.\d+", version):
            yield DocumentFault("/openapi", f"{version!r:.40} is no version 3.0 or 3.1 (4.8.1)")
            return
        yield from self._info()
        parts = ("paths",) if version.startswith("3.0") else ("paths", "components", "webhooks")
        if not any(each in self._document for each in parts):
            yield DocumentFault("", f"one of {', '.join(parts)} has to be there (4.8.1)")
        yield from self._references()
        yield from self._paths()
        yield from self._components(version.startswith("3.0"))

    def _info(self) -> Iterator[DocumentFault]:
        info = self._document.get("info")
        if not isinstance(info, dict):
            yield DocumentFault("/info", "has to be an object with title and version (4.8.2)")
            return
        for name in ("title", "version"):
            if not isinstance(info.get(name), str):
                yield DocumentFault(f"/info/{name}", "has to be a text (4.8.2)")

    def _references(self) -> Iterator[DocumentFault]:
        waiting: list[tuple[str, Any]] = [("", self._document)]
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, dict):
                target = value.get("$ref")
                is_local = isinstance(target, str) and target.startswith("#/")
                if is_local and not _is_there(self._document, str(target)[1:]):
                    told = f"{target!r} points to nothing (4.8.23)"
                    yield DocumentFault(f"{place}/$ref", told)
                waiting += [
                    (f"{place}/{_escaped(name)}", each)
                    for name, each in value.items()
                    if name not in ("example", "examples", "default", "enum", "const")
                ]
            elif isinstance(value, list):
                waiting += [(f"{place}/{at}", each) for at, each in enumerate(value)]

    def _paths(self) -> Iterator[DocumentFault]:
        paths = self._document.get("paths", {})
        if not isinstance(paths, dict):
            yield DocumentFault("/paths", "has to be an object (4.8.8)")
            return
        shapes: dict[str, str] = {}
        for path, item in paths.items():
            place = f"/paths/{_escaped(path)}"
            if str(path).startswith("x-"):
                continue
            if not str(path).startswith("/"):
                yield DocumentFault(place, "a path begins with / (4.8.8)")
            shape = _HOLE.sub("{}", str(path))
            if shape in shapes:
                yield DocumentFault(place, f"is the same path as {shapes[shape]!r} (4.8.8)")
            shapes.setdefault(shape, str(path))
            if not isinstance(item, dict):
                yield DocumentFault(place, "has to be an object (4.8.9)")
                continue
            for method, operation in item.items():
                if method in _METHODS:
                    yield from self._operation(str(path), item, operation, f"{place}/{method}")

    def _operation(
        self, path: str, item: Mapping[str, Any], operation: Any, place: str
    ) -> Iterator[DocumentFault]:
        if not isinstance(operation, dict):
            yield DocumentFault(place, "has to be an object (4.8.10)")
            return
        name = operation.get("operationId")
        if isinstance(name, str):
            if name in self._ids:
                told = f"{name!r} is the operationId of {self._ids[name]}, too (4.8.10)"
                yield DocumentFault(f"{place}/operationId", told)
            self._ids.setdefault(name, place)
        yield from self._responses(operation, place)
        yield from self._parameters(path, item, operation, place)

    def _responses(self, operation: Mapping[str, Any], place: str) -> Iterator[DocumentFault]:
        responses = operation.get("responses")
        is_old = str(self._document.get("openapi")).startswith("3.0")
        if responses is None and not is_old:
            return
        if not isinstance(responses, dict) or not responses:
            yield DocumentFault(f"{place}/responses", "has to name a response (4.8.16)")
            return
        for code, response in responses.items():
            inner = f"{place}/responses/{_escaped(code)}"
            if str(code).startswith("x-"):
                continue
            if not _CODE.match(str(code)):
                yield DocumentFault(inner, f"{code!r} is no status code (4.8.16)")
            found = self._resolved(response)
            if not isinstance(found, dict) or not isinstance(found.get("description"), str):
                yield DocumentFault(inner, "needs a description (4.8.17)")

    def _parameters(
        self, path: str, item: Mapping[str, Any], operation: Mapping[str, Any], place: str
    ) -> Iterator[DocumentFault]:
        declared: dict[tuple[str, str], str] = {}
        listed = [("", item.get("parameters")), (place, operation.get("parameters"))]
        for where, parameters in listed:
            seen: set[tuple[str, str]] = set()
            for at, each in enumerate(parameters if isinstance(parameters, list) else ()):
                inner = f"{where or place.rpartition('/')[0]}/parameters/{at}"
                found = self._resolved(each)
                if not isinstance(found, dict) or found.get("in") not in _PLACES:
                    yield DocumentFault(f"{inner}/in", f"is one of {sorted(_PLACES)} (4.8.12)")
                    continue
                key = (str(found.get("name")), str(found["in"]))
                if key in seen:
                    yield DocumentFault(inner, f"{key[0]!r} in {key[1]} is named twice (4.8.12)")
                seen.add(key)
                declared[key] = inner
                if key[1] == "path" and found.get("required") is not True:
                    yield DocumentFault(inner, "a parameter in the path is required (4.8.12)")
                if "schema" not in found and "content" not in found:
                    yield DocumentFault(inner, "needs a schema or a content (4.8.12)")
        holes = set(_HOLE.findall(path))
        in_path = {name for name, where in declared if where == "path"}
        for name in sorted(holes - in_path):
            yield DocumentFault(place, f"the path has {{{name}}}, but no such parameter (4.8.8)")
        for name in sorted(in_path - holes):
            yield DocumentFault(declared[name, "path"], f"the path has no {{{name}}} (4.8.8)")

    def _components(self, is_old: bool) -> Iterator[DocumentFault]:
        components = self._document.get("components", {})
        if not isinstance(components, dict):
            yield DocumentFault("/components", "has to be an object (4.8.7)")
            return
        for part, named in components.items():
            for name in named if isinstance(named, dict) else ():
                if not _COMPONENT.match(str(name)):
                    told = "a name has letters, digits, ., - and _ only (4.8.7)"
                    yield DocumentFault(f"/components/{part}/{_escaped(name)}", told)
        schemas = components.get("schemas")
        if not isinstance(schemas, dict) or not schemas:
            return
        translated = introspect_openapi(self._document) if is_old else None
        by_name = {each.name: each.schema for each in translated.tables} if translated else schemas
        for name in schemas:
            for fault in self._check_schema(by_name[str(name)]):
                place = f"/components/schemas/{_escaped(name)}"
                yield DocumentFault(place + fault.pointer, fault.message)

    def _resolved(self, value: Any) -> Any:
        for _ in range(20):
            target = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(target, str) or not target.startswith("#/"):
                return value
            value = _at(self._document, target[1:])
        return value


def _is_there(document: Any, pointer: str) -> bool:
    return _at(document, pointer) is not ...


def _at(document: Any, pointer: str) -> Any:
    value = document
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return ...
    return value


def _escaped(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
