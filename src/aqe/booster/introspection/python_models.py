"""Classes of Python that describe data: pydantic models, dataclasses, TypedDict, NamedTuple, Enum.

They are read from source text. Nothing is imported, so nothing of the code under test runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aqe.booster.data_model import DataModel, Table
from aqe.booster.introspection.definitions import wholes
from aqe.booster.introspection.drafts import Schema, merged
from aqe.booster.introspection.python_names import Names, call_name, constant, names_of
from aqe.booster.introspection.python_types import TypeReader, facts_of
from aqe.booster.introspection.refusal import MAX_DEPTH, MAX_TABLES, IntrospectionRefused
from aqe.domain.syntax_trees import parsed_module

__all__ = ["introspect_python"]

_MODEL = frozenset("BaseModel RootModel SQLModel BaseSettings GenericModel".split())
_ENUMS = frozenset("Enum IntEnum StrEnum IntFlag Flag".split())
_VALIDATORS = frozenset(
    "validator field_validator model_validator root_validator validate_call".split()
)


@dataclass(slots=True)
class _Class:
    name: str
    node: ast.ClassDef
    names: Names
    kind: str = ""
    """``model``, ``dataclass``, ``typed``, ``tuple``, ``enum``; empty for others."""


@dataclass(slots=True)
class _Field:
    name: str
    schema: Schema
    is_required: bool = True


@dataclass(slots=True)
class _Fields:
    by_name: dict[str, _Field] = field(default_factory=dict)
    is_closed: bool = False


def introspect_python(sources: dict[Path, str]) -> DataModel:
    """The classes of some files that describe data.

    Raises:
        IntrospectionRefused: A file does not parse, or there is no such class.
    """
    notices: list[str] = []
    classes: dict[str, _Class] = {}
    for path, text in sources.items():
        for found in _classes(path, text):
            if found.name in classes:
                notices.append(f"{found.name} is defined twice; the first one is read")
            classes.setdefault(found.name, found)
    reader = _Reader(classes, notices)
    schemas = {name: reader.schema(each) for name, each in classes.items() if each.kind}
    tables = [name for name, each in classes.items() if each.kind not in ("", "enum")]
    if not tables:
        raise IntrospectionRefused(
            "there is no pydantic model, dataclass, TypedDict or NamedTuple",
            hint="give the file that defines them",
        )
    if len(tables) > MAX_TABLES:
        raise IntrospectionRefused(f"there are more than {MAX_TABLES} classes")
    return DataModel(
        tuple(Table(*each) for each in wholes(tables, schemas).items()),
        tuple(dict.fromkeys(notices)),
    )


def _classes(path: Path, text: str) -> Iterator[_Class]:
    try:
        tree = parsed_module(text)
    except SyntaxError as error:
        raise IntrospectionRefused(
            f"{str(path)!r}, line {error.lineno}: {error.msg}", hint="mend it, or leave it out"
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise IntrospectionRefused(f"{str(path)!r} does not parse: {error!r:.100}") from error
    names = names_of(tree)
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ClassDef):
            yield _Class(node.name, node, names)
            waiting.extend(each for each in reversed(node.body) if isinstance(each, ast.ClassDef))
        elif isinstance(node, ast.If | ast.Try):
            waiting.extend(reversed([*node.body, *node.orelse]))


class _Reader:
    def __init__(self, classes: dict[str, _Class], notices: list[str]) -> None:
        self._classes = classes
        self._notices = notices
        for each in classes.values():
            each.kind = self._kind(each, frozenset())

    def _kind(self, found: _Class, seen: frozenset[str]) -> str:
        if found.name in seen or len(seen) > MAX_DEPTH:
            return ""
        for decorator in found.node.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            if found.names.last(call) == "dataclass":
                return "dataclass"
        for base in found.node.bases:
            base = base.value if isinstance(base, ast.Subscript) else base
            name = found.names.last(base)
            if name in self._classes:
                kind = self._kind(self._classes[name], seen | {found.name})
                if kind and kind != "dataclass":
                    return kind
            elif name in _MODEL:
                return "model"
            elif name in _ENUMS:
                return "enum"
            elif name in ("TypedDict", "NamedTuple"):
                return "typed" if name == "TypedDict" else "tuple"
        return ""

    def schema(self, found: _Class) -> Schema:
        """The schema of a class."""
        if found.kind == "enum":
            return self._enum(found)
        if found.kind == "tuple":
            return self._named_tuple(found)
        fields = _Fields()
        self._collect(found, fields, frozenset())
        if found.kind == "model" and "root" in fields.by_name and len(fields.by_name) == 1:
            return fields.by_name["root"].schema
        result: Schema = {
            "type": "object",
            "properties": {name: each.schema for name, each in fields.by_name.items()},
        }
        required = [name for name, each in fields.by_name.items() if each.is_required]
        if required:
            result["required"] = required
        if fields.is_closed or found.kind == "dataclass":
            result["additionalProperties"] = False
        return result

    def _collect(self, found: _Class, fields: _Fields, seen: frozenset[str]) -> None:
        """Fields of the bases first, then the own ones."""
        if found.name in seen or len(seen) > MAX_DEPTH:
            return
        for base in reversed(found.node.bases):
            base = base.value if isinstance(base, ast.Subscript) else base
            name = found.names.last(base)
            if name in self._classes:
                self._collect(self._classes[name], fields, seen | {found.name})
            elif name not in _MODEL | _PLAIN_BASES:
                self._notices.append(f"{found.name}: its base {name or '?'} was not read")
        self._own(found, fields)

    def _own(self, found: _Class, fields: _Fields) -> None:
        is_total = not any(
            each.arg == "total" and constant(each.value) is False for each in found.node.keywords
        )
        for node in found.node.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self._field(found, node, fields, is_total)
            elif isinstance(node, ast.Assign) and _target(node) == "model_config":
                self._configure(node.value, found, fields)
            elif isinstance(node, ast.ClassDef) and node.name == "Config":
                for each in node.body:
                    if isinstance(each, ast.Assign):
                        self._option(_target(each), each.value, found, fields)
            elif isinstance(node, ast.FunctionDef):
                self._method(found, node)

    def _method(self, found: _Class, node: ast.FunctionDef) -> None:
        for each in node.decorator_list:
            call = each.func if isinstance(each, ast.Call) else each
            if found.names.last(call) in _VALIDATORS:
                self._notices.append(
                    f"{found.name}: the validator {node.name} is not in the schema"
                )
        if node.name == "__post_init__":
            self._notices.append(f"{found.name}: what __post_init__ checks is not in the schema")

    def _configure(self, node: ast.expr, found: _Class, fields: _Fields) -> None:
        if isinstance(node, ast.Call):
            for each in node.keywords:
                if each.arg:
                    self._option(each.arg, each.value, found, fields)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                name = constant(key)
                if isinstance(name, str):
                    self._option(name, value, found, fields)

    def _option(self, name: str, value: ast.expr, found: _Class, fields: _Fields) -> None:
        word = constant(value)
        if name == "extra":
            forbids = word == "forbid" or getattr(value, "attr", "") == "forbid"
            fields.is_closed = forbids
        elif name == "alias_generator":
            self._notices.append(f"{found.name}: the names of {name} are not in the schema")

    def _field(self, found: _Class, node: ast.AnnAssign, fields: _Fields, is_total: bool) -> None:
        assert isinstance(node.target, ast.Name)
        name = node.target.id
        marks = self._marks(found, node.annotation)
        if marks & {"ClassVar", "KW_ONLY"} or (found.kind == "model" and name.startswith("_")):
            return
        reader = TypeReader(found.names, self._is_known, self._notices, f"{found.name}.{name}")
        schema = reader.schema(node.annotation)
        call = node.value if isinstance(node.value, ast.Call) else None
        is_field = call is not None and call_name(call) in ("Field", "field")
        keywords = {each.arg: each.value for each in call.keywords if each.arg} if call else {}
        if is_field and constant(keywords.get("init")) is False:
            return
        is_required = node.value is None
        if call is not None and is_field:
            schema = merged(
                schema,
                facts_of(keywords, schema, found.names, self._notices, f"{found.name}.{name}"),
            )
            first = constant(call.args[0]) if call.args else constant(keywords.get("default"))
            given = bool(call.args) or "default" in keywords
            is_ellipsis = given and first is ... and _is_ellipsis(call.args, keywords)
            is_required = "default_factory" not in keywords and (not given or is_ellipsis)
        elif node.value is not None and _is_ellipsis([node.value], {}):
            is_required = True
        given_first = call.args[0] if is_field and call is not None and call.args else None
        written = (given_first or keywords.get("default")) if is_field else node.value
        default = self._default(found, written)
        if default is not None:
            schema = {**schema, "default": default}
        if found.kind == "typed":
            is_required = "Required" in marks or (is_total and "NotRequired" not in marks)
        shown = self._alias(keywords, name) if found.kind == "model" else name
        fields.by_name.pop(name, None)
        fields.by_name[shown] = _Field(shown, schema, is_required)

    def _default(self, found: _Class, node: ast.expr | None) -> str | int | float | bool | None:
        """A default that is a literal, or the value of a member of an enumeration."""
        value = found.names.number_or_text(node)
        if isinstance(node, ast.Attribute):
            owner = self._classes.get(found.names.last(node.value))
            if owner is not None and owner.kind == "enum":
                values = [
                    owner.names.number_or_text(each.value)
                    for each in owner.node.body
                    if isinstance(each, ast.Assign) and _target(each) == node.attr
                ]
                value = values[0] if values else None
        return value if isinstance(value, str | int | float | bool) else None

    def _alias(self, keywords: dict[str, ast.expr], name: str) -> str:
        for word in ("validation_alias", "alias"):
            value = constant(keywords.get(word))
            if isinstance(value, str):
                return value
        return name

    @staticmethod
    def _marks(found: _Class, node: ast.expr) -> set[str]:
        marks = set()
        for _ in range(5):
            base = node.value if isinstance(node, ast.Subscript) else node
            marks.add(found.names.last(base))
            if not isinstance(node, ast.Subscript):
                break
            inner = node.slice
            node = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
        return marks

    def _named_tuple(self, found: _Class) -> Schema:
        fields = _Fields()
        self._own(found, fields)
        items = [each.schema for each in fields.by_name.values()]
        least = sum(each.is_required for each in fields.by_name.values())
        return {
            "type": "array",
            "prefixItems": items,
            "items": False,
            "minItems": least,
            "maxItems": len(items),
        }

    def _enum(self, found: _Class) -> Schema:
        bases = {found.names.last(each) for each in found.node.bases}
        values: list[Any] = []
        number = 0
        for node in found.node.body:
            if not isinstance(node, ast.Assign) or _target(node).startswith("_"):
                continue
            value = found.names.number_or_text(node.value)
            if isinstance(node.value, ast.Call) and call_name(node.value) == "auto":
                number += 1
                is_text = "StrEnum" in bases
                value = _target(node).lower() if is_text else number
            if value is None or isinstance(value, str | int | float | bool):
                number = value if isinstance(value, int) else number
                if value not in values:
                    values.append(value)
            else:
                self._notices.append(
                    f"{found.name}.{_target(node)}: its value is no literal of JSON"
                )
        if not values:
            self._notices.append(f"{found.name}: no value could be read; anything is allowed")
            return {}
        return {"enum": values}

    def _is_known(self, name: str) -> bool:
        return name in self._classes and bool(self._classes[name].kind)


_PLAIN_BASES = frozenset("object Generic Protocol ABC TypedDict NamedTuple".split())


def _target(node: ast.Assign) -> str:
    first = node.targets[0]
    return first.id if isinstance(first, ast.Name) else ""


def _is_ellipsis(arguments: list[ast.expr], keywords: dict[str, ast.expr]) -> bool:
    node = arguments[0] if arguments else keywords.get("default")
    return isinstance(node, ast.Constant) and node.value is ...
