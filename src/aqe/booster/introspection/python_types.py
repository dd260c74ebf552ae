"""Annotations of Python as JSON Schema."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from aqe.booster.introspection.definitions import reference_to
from aqe.booster.introspection.drafts import Schema, merged, nullable
from aqe.booster.introspection.python_names import Names, constant
from aqe.booster.introspection.refusal import MAX_DEPTH, MAX_STEPS, IntrospectionRefused
from aqe.booster.introspection.sqlite_types import BASE64
from aqe.domain.syntax_trees import parsed_expression

__all__ = ["TypeReader", "facts_of"]

_TEXT: Schema = {"type": "string"}
_BYTES: Schema = {
    "type": "string",
    "contentEncoding": "base64",
    "pattern": BASE64,
}


def _text(name: str) -> Schema:
    return {"type": "string", "format": name}


_SIMPLE: Mapping[str, Schema] = {
    "str": _TEXT,
    "AnyStr": _TEXT,
    "LiteralString": _TEXT,
    "StrictStr": _TEXT,
    "SecretStr": _TEXT,
    "Path": _TEXT,
    "PurePath": _TEXT,
    "FilePath": _TEXT,
    "DirectoryPath": _TEXT,
    "bytes": _BYTES,
    "bytearray": _BYTES,
    "StrictBytes": _BYTES,
    "SecretBytes": _BYTES,
    "int": {"type": "integer"},
    "StrictInt": {"type": "integer"},
    "PositiveInt": {"type": "integer", "exclusiveMinimum": 0},
    "NonNegativeInt": {"type": "integer", "minimum": 0},
    "NegativeInt": {"type": "integer", "exclusiveMaximum": 0},
    "NonPositiveInt": {"type": "integer", "maximum": 0},
    "float": {"type": "number"},
    "Decimal": {"type": "number"},
    "StrictFloat": {"type": "number"},
    "FiniteFloat": {"type": "number"},
    "PositiveFloat": {"type": "number", "exclusiveMinimum": 0},
    "NonNegativeFloat": {"type": "number", "minimum": 0},
    "NegativeFloat": {"type": "number", "exclusiveMaximum": 0},
    "NonPositiveFloat": {"type": "number", "maximum": 0},
    "bool": {"type": "boolean"},
    "StrictBool": {"type": "boolean"},
    "None": {"type": "null"},
    "NoneType": {"type": "null"},
    "Any": {},
    "object": {},
    "datetime": _text("date-time"),
    "AwareDatetime": _text("date-time"),
    "NaiveDatetime": {
        "type": "string",
        "pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}$",
    },
    "date": _text("date"),
    "time": _text("time"),
    "timedelta": _text("duration"),
    "UUID": _text("uuid"),
    "UUID1": _text("uuid"),
    "UUID3": _text("uuid"),
    "UUID4": _text("uuid"),
    "UUID5": _text("uuid"),
    "EmailStr": _text("email"),
    "AnyUrl": _text("uri"),
    "AnyHttpUrl": _text("uri"),
    "HttpUrl": _text("uri"),
    "AnyWebsocketUrl": _text("uri"),
    "IPv4Address": _text("ipv4"),
    "IPv6Address": _text("ipv6"),
    "IPvAnyAddress": {"anyOf": [_text("ipv4"), _text("ipv6")]},
}
_NARROWER = frozenset(("NaiveDatetime",))
_LISTS = frozenset(
    "list List Sequence MutableSequence Iterable Collection deque Deque conlist".split()
)
_SETS = frozenset("set frozenset Set FrozenSet AbstractSet MutableSet conset confrozenset".split())
_MAPPINGS = frozenset(
    "dict Dict Mapping MutableMapping OrderedDict defaultdict DefaultDict".split()
)
_TRANSPARENT = frozenset("Final Required NotRequired ReadOnly InitVar".split())
_CONSTRAINED: Mapping[str, Schema] = {
    "conint": {"type": "integer"},
    "confloat": {"type": "number"},
    "condecimal": {"type": "number"},
    "constr": _TEXT,
    "conbytes": _BYTES,
    "condate": _text("date"),
}
_NUMBERS = {
    "gt": "exclusiveMinimum",
    "ge": "minimum",
    "lt": "exclusiveMaximum",
    "le": "maximum",
    "multiple_of": "multipleOf",
}
_SHORT = {"Gt": "gt", "Ge": "ge", "Lt": "lt", "Le": "le", "MultipleOf": "multiple_of"}
_SHORT |= {"MinLen": "min_length", "MaxLen": "max_length"}
_LENGTHS = {
    "min_length": ("minLength", "minItems", "minProperties"),
    "max_length": ("maxLength", "maxItems", "maxProperties"),
    "min_items": ("minItems", "minItems", "minItems"),
    "max_items": ("maxItems", "maxItems", "maxItems"),
}
_LOCAL_PATTERN = ("(?P", "(?i", "(?m", "(?s", "(?x", "(?<", "\\A", "\\Z", "\\z", "(?#", "(?(")


class TypeReader:
    """Reads the annotations of one file; `known` says what the names of classes stand for."""

    def __init__(
        self, names: Names, known: Callable[[str], bool], notices: list[str], place: str
    ) -> None:
        self._names = names
        self._known = known
        self._notices = notices
        self._place = place

    def schema(self, node: ast.expr | None, depth: int = 0) -> Schema:
        """The schema of an annotation; what has none allows everything and is told."""
        self._names.steps += 1
        if self._names.steps > MAX_STEPS:
            raise IntrospectionRefused(
                f"{self._place}: the types unfold to more than {MAX_STEPS} parts",
                hint="leave out names that stand for one another",
            )
        if depth > MAX_DEPTH or node is None:
            return self._unknown(node)
        if isinstance(node, ast.Constant):
            return self._of_constant(node, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._union(_operands(node), depth)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        return self._name(node, depth)

    def _of_constant(self, node: ast.Constant, depth: int) -> Schema:
        if node.value is None:
            return {"type": "null"}
        if isinstance(node.value, str) and len(node.value) < 10_000:
            try:  # a name that is bound further below
                return self.schema(parsed_expression(node.value), depth + 1)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return self._unknown(node)
        return self._unknown(node)

    def _name(self, node: ast.expr, depth: int) -> Schema:
        name = self._names.last(node)
        if isinstance(node, ast.Name) and self._known(node.id):
            return reference_to(node.id)
        if self._known(name):
            return reference_to(name)
        if isinstance(node, ast.Name) and node.id in self._names.values:
            return self.schema(self._names.values[node.id], depth + 1)
        if name in _SIMPLE:
            if name in _NARROWER:
                self._notices.append(f"{self._place}: the schema is narrower than {name}")
            return dict(_SIMPLE[name])
        if name in _LISTS or name == "tuple" or name == "Tuple":
            return {"type": "array"}
        if name in _SETS:
            return {"type": "array", "uniqueItems": True}
        if name in _MAPPINGS:
            return {"type": "object"}
        return self._unknown(node)

    def _subscript(self, node: ast.Subscript, depth: int) -> Schema:
        name = self._names.last(node.value)
        parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Literal":
            return self._literal(parts)
        if name == "Optional":
            return nullable(self.schema(parts[0], depth + 1))
        if name == "Union":
            return self._union(parts, depth)
        if name == "Annotated":
            return self._annotated(parts, depth)
        if name in _TRANSPARENT:
            return self.schema(parts[0], depth + 1)
        if name in _LISTS:
            return {"type": "array", "items": self.schema(parts[0], depth + 1)}
        if name in _SETS:
            items = self.schema(parts[0], depth + 1)
            return {"type": "array", "items": items, "uniqueItems": True}
        if name in ("tuple", "Tuple"):
            return self._tuple(parts, depth)
        if name in _MAPPINGS and len(parts) == 2:
            return self._mapping(parts, depth)
        if self._known(name):
            self._notices.append(f"{self._place}: the arguments of {name} are not in the schema")
            return reference_to(name)
        return self._unknown(node)

    def _mapping(self, parts: list[ast.expr], depth: int) -> Schema:
        keys, values = (self.schema(each, depth + 1) for each in parts)
        result: Schema = {"type": "object", "additionalProperties": values}
        if keys not in ({"type": "string"}, {}):
            is_number = keys.get("type") == "integer"
            result["propertyNames"] = {"pattern": "^-?[0-9]{1,9}$"} if is_number else keys
        return result

    def _tuple(self, parts: list[ast.expr], depth: int) -> Schema:
        if len(parts) == 2 and constant(parts[1]) is ... and isinstance(parts[1], ast.Constant):
            return {"type": "array", "items": self.schema(parts[0], depth + 1)}
        if len(parts) == 1 and isinstance(parts[0], ast.Tuple):
            parts = []
        items = [self.schema(each, depth + 1) for each in parts]
        count = len(items)
        result: Schema = {"type": "array", "minItems": count, "maxItems": count}
        return {**result, "prefixItems": items, "items": False} if items else result

    def _union(self, parts: list[ast.expr], depth: int) -> Schema:
        options = []
        for each in parts:
            found = self.schema(each, depth + 1)
            if found not in options:
                options.append(found)
        others = [each for each in options if each != {"type": "null"}]
        if len(others) == 1:
            return nullable(others[0]) if len(options) > 1 else others[0]
        return {"anyOf": options}

    def _literal(self, parts: list[ast.expr]) -> Schema:
        values = []
        for each in parts:
            value = self._names.number_or_text(each)
            if value is None or isinstance(value, str | int | bool):
                values.append(value)
            else:
                self._notices.append(f"{self._place}: {_shown(each)} is no literal of JSON")
        return {"enum": values} if values else {}

    def _annotated(self, parts: list[ast.expr], depth: int) -> Schema:
        schema = self.schema(parts[0], depth + 1)
        for each in parts[1:]:
            schema = self.constrained(schema, each)
        return schema

    def constrained(self, schema: Schema, node: ast.expr) -> Schema:
        """A schema narrowed by what stands in ``Annotated`` or as default: ``Field(ge=0)``."""
        if not isinstance(node, ast.Call):
            if not isinstance(node, ast.Constant):
                self._notices.append(f"{self._place}: {_shown(node)} is not in the schema")
            return schema
        name = self._names.last(node.func)
        keywords = {each.arg: each.value for each in node.keywords if each.arg}
        if name in _SHORT and node.args:
            keywords[_SHORT[name]] = node.args[0]
        elif name == "Interval" or name in ("Field", "StringConstraints", "Query", "Body", "Path"):
            pass
        elif name == "Len" and node.args:
            keywords |= dict(zip(("min_length", "max_length"), node.args, strict=False))
        elif name not in ("Discriminator", "Tag", "Meta", "Doc"):
            self._notices.append(f"{self._place}: {_shown(node)} is not in the schema")
            return schema
        return merged(schema, facts_of(keywords, schema, self._names, self._notices, self._place))

    def _call(self, node: ast.Call, depth: int) -> Schema:
        name = self._names.last(node.func)
        keywords = {each.arg: each.value for each in node.keywords if each.arg}
        if name == "NewType" and len(node.args) == 2:
            return self.schema(node.args[1], depth + 1)
        if name in _CONSTRAINED:
            base = dict(_CONSTRAINED[name])
        elif name in _LISTS | _SETS:
            base = {"type": "array"}
            if node.args:
                base["items"] = self.schema(node.args[0], depth + 1)
            if name in _SETS:
                base["uniqueItems"] = True
        elif name == "TypeVar":
            return self._unknown(node)
        else:
            return self._unknown(node)
        return merged(base, facts_of(keywords, base, self._names, self._notices, self._place))

    def _unknown(self, node: ast.expr | None) -> Schema:
        shown = "no annotation" if node is None else _shown(node)
        self._notices.append(f"{self._place}: {shown} has no schema; anything is allowed")
        return {}


def facts_of(
    keywords: Mapping[str, ast.expr],
    schema: Schema,
    names: Names,
    notices: list[str],
    place: str,
) -> Schema:
    """What the arguments of ``Field`` and its kin say of a value."""
    facts: Schema = {}
    for key, node in keywords.items():
        value: Any = names.number_or_text(node)
        if key in _NUMBERS or key in _LENGTHS:
            if isinstance(value, int | float) and not isinstance(value, bool):
                word = _NUMBERS[key] if key in _NUMBERS else _LENGTHS[key][_length_of(schema)]
                facts[word] = value
            elif value is not None:
                notices.append(f"{place}: {key}={_shown(node)} is not in the schema")
        elif key in ("pattern", "regex") and value is not None:
            if isinstance(value, str) and not any(each in value for each in _LOCAL_PATTERN):
                facts["pattern"] = value
            else:
                notices.append(f"{place}: {key}={_shown(node)} is not in the schema")
        elif key == "decimal_places" and isinstance(value, int) and 0 <= value < 19:
            facts["multipleOf"] = float(f"1e-{value}") if value else 1
        elif key == "max_digits" and isinstance(value, int) and 0 < value < 19:
            places = names.number_or_text(keywords.get("decimal_places"))
            limit = 10 ** max(0, value - (places if isinstance(places, int) else 0))
            facts = merged({"exclusiveMinimum": -limit, "exclusiveMaximum": limit}, facts)
        elif key == "discriminator" and isinstance(value, str):
            facts["required"] = [value]  # also where the tag has a default, pydantic asks for it
        elif key in ("description", "title") and isinstance(value, str):
            facts[key] = value
    return facts


def _length_of(schema: Schema) -> int:
    """Which of the words for a length fits: of texts, of lists, of objects."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return 1 if "array" in kinds else 2 if "object" in kinds else 0


def _operands(node: ast.expr) -> list[ast.expr]:
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def _shown(node: ast.AST) -> str:
    try:
        text = ast.unparse(node)
    except (RecursionError, ValueError):
        return "an expression"
    return text if len(text) <= 80 else text[:77] + "..."
