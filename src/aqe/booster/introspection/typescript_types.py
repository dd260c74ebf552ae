"""Types of TypeScript as JSON Schema, out of the nodes of tree-sitter's grammar."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aqe.booster.introspection.definitions import reference_to
from aqe.booster.introspection.drafts import Schema, nullable
from aqe.booster.introspection.refusal import MAX_DEPTH, MAX_STEPS, IntrospectionRefused

__all__ = ["TypescriptTypes", "enum_schema"]

_ABSENT: Schema = {"not": {}}
"""`undefined` and `never`: no value of JSON."""
_PLAIN = frozenset(("string", "number", "integer", "boolean"))
_PREDEFINED: Mapping[str, Schema] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "bigint": {"type": "integer"},
    "any": {},
    "unknown": {},
    "object": {"type": "object"},
    "never": _ABSENT,
    "undefined": _ABSENT,
    "void": _ABSENT,
    "null": {"type": "null"},
    "true": {"const": True},
    "false": {"const": False},
    "Date": {"type": "string", "format": "date-time"},
    "URL": {"type": "string", "format": "uri"},
    "String": {"type": "string"},
    "Number": {"type": "number"},
    "Boolean": {"type": "boolean"},
    "Object": {"type": "object"},
}
_LISTS = frozenset("Array ReadonlyArray Set ReadonlySet Iterable".split())
_RECORDS = frozenset("Record Map ReadonlyMap".split())
_SAME = frozenset("Readonly NonNullable Awaited Promise".split())
_NO_DATA = frozenset("function_type constructor_type".split())
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,17})?")

Bindings = Mapping[str, Schema]


class TypescriptTypes:
    """Reads the types of some files that know one another's names."""

    def __init__(
        self, declared: Mapping[str, list[Any]], enums: frozenset[str], notices: list[str]
    ) -> None:
        self._declared = declared
        self._enums = enums
        self._notices = notices
        self._place = ""
        self._steps = 0
        self._read: dict[str, Schema | None] = {}
        """By name; None while it is being read."""
        self.instances: dict[str, Schema] = {}
        """Types with arguments that contain themselves, by the names that references to them use."""
        self._open: dict[tuple[str, str], str] = {}
        """Types with arguments that are being read, and those names."""
        self._recursive: set[str] = set()

    def is_generic(self, name: str) -> bool:
        """Whether a declared type has parameters."""
        return any(each.field("type_parameters") is not None for each in self._declared[name])

    def declared(self, name: str) -> Schema:
        """The schema of a declared type."""
        if name not in self._read:
            self._read[name] = None
            before, self._place = self._place, name
            self._read[name] = self._declaration(name, {}, 0)
            self._place = before
        return self._read[name] or {}

    def _declaration(self, name: str, bound: Bindings, depth: int) -> Schema:
        nodes = self._declared[name]
        if nodes[0].kind() == "type_alias_declaration":
            return self.schema(nodes[0].field("value"), bound, depth + 1)
        result: Schema = {"type": "object", "properties": {}, "required": []}
        for node in nodes:
            for clause in node.children():
                if clause.kind() in ("extends_type_clause", "extends_clause"):
                    for base in _named(clause):
                        _join(result, self._extended(base, bound, depth))
            _join(result, self._members(node.field("body"), bound, depth))
        return _tidied(result)

    def _extended(self, node: Any, bound: Bindings, depth: int) -> Schema:
        found = self._resolved(self.schema(node, bound, depth + 1), depth)
        if found.get("type") != "object":
            self._notices.append(f"{self._place}: its base {_shown(node)} was not read")
            return {}
        return found

    def _resolved(self, schema: Schema, depth: int) -> Schema:
        """What a reference stands for, where it is an object."""
        target = str(schema.get("$ref", "")).rpartition("/")[2]
        if target not in self._declared or depth >= MAX_DEPTH:
            return schema
        if target in self._read and self._read[target] is None:
            self._notices.append(f"{self._place}: {target} is made of itself; anything is allowed")
            return {}
        return self._resolved(self.declared(target), depth + 1)

    def schema(self, node: Any, bound: Bindings, depth: int = 0) -> Schema:
        """The schema of a type; what has none allows everything and is told."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise IntrospectionRefused(
                f"{self._place}: the types unfold to more than {MAX_STEPS} parts",
                hint="leave out generic types that hold themselves",
            )
        if node is None or depth > MAX_DEPTH:
            return self._unknown(node)
        kind = node.kind()
        if kind in ("type_identifier", "predefined_type", "identifier"):
            return self._name(node, bound)
        if kind == "literal_type":
            return self._literal(node)
        if kind == "union_type":
            return self._union(_parts(node, kind), bound, depth)
        if kind == "intersection_type":
            return self._intersection(_parts(node, kind), bound, depth)
        if kind in ("parenthesized_type", "readonly_type", "optional_type", "type_annotation"):
            return self.schema(_first(node), bound, depth + 1)
        if kind in ("array_type", "rest_type"):
            inner = self.schema(_first(node), bound, depth + 1)
            return inner if kind == "rest_type" else {"type": "array", "items": inner}
        if kind == "tuple_type":
            return self._tuple(node, bound, depth)
        if kind == "object_type":
            return _tidied(self._members(node, bound, depth))
        if kind == "generic_type":
            return self._generic(node, bound, depth)
        if kind == "nested_type_identifier":
            return self._name(node.field("name") or node, bound)
        if kind == "template_literal_type":
            return self._template(node)
        if kind == "index_type_query":
            return self._keys(node, bound, depth)
        if kind == "lookup_type":
            return self._lookup(node, bound, depth)
        return self._unknown(node)

    def _name(self, node: Any, bound: Bindings) -> Schema:
        name = node.text()
        if name in bound:
            return dict(bound[name])
        if name in self._enums or (name in self._declared and not self.is_generic(name)):
            return reference_to(name)
        if name in self._declared:  # its parameters have defaults, or it is an error
            return self._unknown(node)
        if name in _PREDEFINED:
            return dict(_PREDEFINED[name])
        return self._unknown(node)

    def _literal(self, node: Any) -> Schema:
        text = node.text()
        if text in ("true", "false", "null", "undefined"):
            return dict(_PREDEFINED[text])
        if text[:1] in "\"'`":
            return {"const": _unquoted(text)}
        plain = text.replace("_", "")
        if _NUMBER.fullmatch(plain):
            return {"const": json.loads(plain)}
        return self._unknown(node)

    def _union(self, parts: list[Any], bound: Bindings, depth: int) -> Schema:
        options: list[Schema] = []
        seen: set[str] = set()
        for each in parts:
            found = self.schema(each, bound, depth + 1)
            text = json.dumps(found)  # True is 1 in Python
            if found != _ABSENT and text not in seen:
                options.append(found)
                seen.add(text)
        has_null = {"type": "null"} in options
        others = [each for each in options if each != {"type": "null"}]
        if others and all(set(each) == {"const"} for each in others):
            result: Schema = {"enum": [each["const"] for each in others]}
        elif len(others) == 1:
            result = others[0]
        elif not others:
            return {"type": "null"} if has_null else dict(_ABSENT)
        else:
            return {"anyOf": options}
        return nullable(result) if has_null else result

    def _intersection(self, parts: list[Any], bound: Bindings, depth: int) -> Schema:
        found = [self._resolved(self.schema(each, bound, depth + 1), depth) for each in parts]
        plain = [each for each in found if each.get("type") in _PLAIN]
        if len(plain) == 1 and all(
            each.get("type") == "object" for each in found if each not in plain
        ):
            self._notices.append(
                f"{self._place}: what marks its {plain[0]['type']} is not in the schema"
            )
            return plain[0]  # such as `string & { readonly brand: "Id" }`, which no JSON can be
        if not all(each.get("type") == "object" and "anyOf" not in each for each in found):
            return {"allOf": found}
        result: Schema = {"type": "object", "properties": {}, "required": []}
        for each in found:
            _join(result, each)
        return _tidied(result)

    def _tuple(self, node: Any, bound: Bindings, depth: int) -> Schema:
        items: list[Schema] = []
        least = 0
        rest: Any = False
        for each in _named(node):
            kind = each.kind()
            if kind == "rest_type":
                rest = self.schema(_first(each), bound, depth + 1).get("items", {})
                continue
            is_optional = kind in ("optional_type", "optional_parameter")
            inner = each.field("type") if kind.endswith("_parameter") else each
            items.append(self.schema(inner, bound, depth + 1))
            least = len(items) if not is_optional else least
        result: Schema = {"type": "array", "minItems": least, "items": rest}
        if rest is False:
            result["maxItems"] = len(items)
        return {**result, "prefixItems": items} if items else result

    def _members(self, body: Any, bound: Bindings, depth: int) -> Schema:
        result: Schema = {"type": "object", "properties": {}, "required": []}
        for each in _named(body) if body is not None else ():
            kind = each.kind()
            if kind == "property_signature":
                self._property(each, result, bound, depth)
            elif kind == "index_signature":
                annotation = next(
                    (n for n in each.children() if n.kind() == "type_annotation"), None
                )
                result["additionalProperties"] = self.schema(annotation, bound, depth + 1)
            elif kind == "method_signature":
                self._notices.append(f"{self._place}: {_shown(each)} is a method and was left out")
            elif kind != "comment":
                self._notices.append(f"{self._place}: {_shown(each)} was left out")
        return result

    def _property(self, node: Any, result: Schema, bound: Bindings, depth: int) -> None:
        name_node = node.field("name")
        name = name_node.text()
        if name[:1] in "\"'":
            name = _unquoted(name)
        elif name_node.kind() == "computed_property_name":
            self._notices.append(f"{self._place}: {_shown(node)} has a computed name")
            return
        annotation = node.field("type")
        inner = _first(annotation) if annotation is not None else None
        if inner is not None and inner.kind() in _NO_DATA:
            self._notices.append(f"{self._place}: {name} is a function and was left out")
            return
        schema = self.schema(inner, bound, depth + 1)
        parts = _parts(inner, "union_type") if inner is not None else []
        may_be_absent = any(each.text() in ("undefined", "void") for each in parts)
        if schema == _ABSENT:
            result["properties"][name] = False
            return
        result["properties"][name] = schema
        is_optional = any(each.kind() == "?" for each in node.children()) or may_be_absent
        if name in result["required"]:
            result["required"].remove(name)
        if not is_optional:
            result["required"].append(name)

    def _generic(self, node: Any, bound: Bindings, depth: int) -> Schema:
        name_node = node.field("name") or _first(node)
        name = name_node.text().rpartition(".")[2]
        arguments = next((n for n in node.children() if n.kind() == "type_arguments"), None)
        parts = list(_named(arguments)) if arguments is not None else []
        if name in self._declared and self.is_generic(name):
            return self._instance(name, parts, bound, depth)
        if name in _LISTS and len(parts) == 1:
            items = {"type": "array", "items": self.schema(parts[0], bound, depth + 1)}
            return {**items, "uniqueItems": True} if "Set" in name else items
        if name in _RECORDS and len(parts) == 2:
            return self._record(parts, bound, depth)
        if name in _SAME and len(parts) == 1:
            return self.schema(parts[0], bound, depth + 1)
        if name in ("Partial", "Required", "Pick", "Omit") and parts:
            return self._derived(name, parts, bound, depth)
        if name in ("Exclude", "Extract") and len(parts) == 2:
            return self._filtered(name, parts, bound, depth)
        return self._unknown(node)

    def _instance(self, name: str, parts: list[Any], bound: Bindings, depth: int) -> Schema:
        parameters = list(_named(self._declared[name][0].field("type_parameters")))
        inner: dict[str, Schema] = {}
        for index, parameter in enumerate(parameters):
            label = parameter.field("name").text()
            if index < len(parts):
                inner[label] = self.schema(parts[index], bound, depth + 1)
            else:
                default = next(
                    (n for n in parameter.children() if n.kind() == "default_type"), None
                )
                inner[label] = self.schema(_first(default), inner, depth + 1) if default else {}
        key = (name, json.dumps(inner, sort_keys=True))
        if key in self._open:
            self._recursive.add(self._open[key])
            return reference_to(self._open[key])
        label = f"{name}.{len(self.instances) + len(self._open) + 1}"
        self._open[key] = label
        schema = self._declaration(name, inner, depth + 5)
        del self._open[key]
        if label in self._recursive:
            self.instances[label] = schema
        return schema

    def _record(self, parts: list[Any], bound: Bindings, depth: int) -> Schema:
        keys = self._resolved(self.schema(parts[0], bound, depth + 1), depth)
        values = self.schema(parts[1], bound, depth + 1)
        names = [keys["const"]] if "const" in keys else keys.get("enum")
        if names is not None:
            named = [str(each) for each in names]
            return {
                "type": "object",
                "properties": {each: dict(values) for each in named},
                "required": named,
            }
        result: Schema = {"type": "object", "additionalProperties": values}
        if keys.get("type") == "number":
            result["propertyNames"] = {"pattern": "^[0-9]{1,9}$"}
        return result

    def _derived(self, name: str, parts: list[Any], bound: Bindings, depth: int) -> Schema:
        base = self._resolved(self.schema(parts[0], bound, depth + 1), depth)
        properties = base.get("properties")
        if not isinstance(properties, dict):
            return self._unknown(parts[0])
        if name == "Partial":
            return {key: each for key, each in base.items() if key != "required"}
        if name == "Required":
            return {**base, "required": list(properties)}
        keys = self.schema(parts[1], bound, depth + 1) if len(parts) > 1 else {}
        chosen = keys.get("enum", [keys["const"]] if "const" in keys else None)
        if chosen is None:
            return self._unknown(parts[1] if len(parts) > 1 else None)
        kept = [each for each in properties if (each in chosen) == (name == "Pick")]
        result = {**base, "properties": {each: properties[each] for each in kept}}
        result["required"] = [each for each in base.get("required", ()) if each in kept]
        return _tidied(result)

    def _filtered(self, name: str, parts: list[Any], bound: Bindings, depth: int) -> Schema:
        one, other = (self._resolved(self.schema(each, bound, depth + 1), depth) for each in parts)
        values = one.get("enum")
        chosen = other.get("enum", [other["const"]] if "const" in other else None)
        if values is None or chosen is None:
            return self._unknown(parts[0])
        return {"enum": [each for each in values if (each in chosen) == (name == "Extract")]}

    def _keys(self, node: Any, bound: Bindings, depth: int) -> Schema:
        base = self._resolved(self.schema(_first(node), bound, depth + 1), depth)
        properties = base.get("properties")
        return {"enum": list(properties)} if properties else self._unknown(node)

    def _lookup(self, node: Any, bound: Bindings, depth: int) -> Schema:
        parts = list(_named(node))
        base = self._resolved(self.schema(parts[0], bound, depth + 1), depth)
        key = self.schema(parts[1], bound, depth + 1) if len(parts) > 1 else {}
        properties = base.get("properties", {})
        if key == {"type": "number"} and isinstance(base.get("items"), dict):
            return dict(base["items"])
        if key.get("const") in properties:
            return dict(properties[key["const"]])
        return self._unknown(node)

    def _template(self, node: Any) -> Schema:
        pattern = ""
        for each in node.children():
            kind = each.kind()
            if kind == "string_fragment":
                pattern += re.sub(r"[\\^$.|?*+()\[\]{}/]", lambda m: "\\" + m[0], each.text())
            elif kind == "template_type":
                inner = _first(each)
                known = {"string": ".*", "number": r"-?\d+", "boolean": "(true|false)"}
                if inner is None or inner.text() not in known:
                    return self._unknown(node)
                pattern += known[inner.text()]
            elif kind not in ("`",):
                return self._unknown(node)
        return {"type": "string", "pattern": f"^{pattern}$"}

    def _unknown(self, node: Any) -> Schema:
        shown = "a property without a type" if node is None else _shown(node)
        self._notices.append(f"{self._place}: {shown} has no schema; anything is allowed")
        return {}


def enum_schema(node: Any, name: str, notices: list[str]) -> Schema:
    """The values of an enum; those without one count on from the one before (from 0)."""
    values: list[Any] = []
    following: int | None = 0
    for each in _named(node.field("body")):
        value: Any = following
        if each.kind() == "enum_assignment":
            text = each.field("value").text()
            if text[:1] in "\"'`":
                value = _unquoted(text)
            elif _NUMBER.fullmatch(text.replace("_", "")):
                value = json.loads(text.replace("_", ""))
            else:
                value = None
        if each.kind() == "comment":
            continue
        if value is None:
            notices.append(f"{name}: the value of {_shown(each)} is not known")
        else:
            values.append(value)
        following = value + 1 if isinstance(value, int) else None
    return {"enum": values} if values else {}


def _named(node: Any) -> Iterator[Any]:
    for each in node.children():
        if each.is_named():
            yield each


def _first(node: Any) -> Any:
    return next(_named(node), None)


def _parts(node: Any, kind: str) -> list[Any]:
    """The parts of a chain of ``|`` or ``&``, which the grammar nests to the left."""
    parts: list[Any] = []
    while node is not None and node.kind() == kind:
        inner = list(_named(node))
        parts.extend(reversed(inner[1:]))
        node = inner[0] if inner else None
    if node is not None:
        parts.append(node)
    return parts[::-1]


def _join(result: Schema, other: Schema) -> None:
    """Add the properties of another object type; those that come later win."""
    for name, schema in other.get("properties", {}).items():
        result["properties"][name] = schema
        if name in result["required"]:
            result["required"].remove(name)
    result["required"].extend(other.get("required", ()))
    if "additionalProperties" in other:
        result["additionalProperties"] = other["additionalProperties"]


def _tidied(schema: Schema) -> Schema:
    return {key: each for key, each in schema.items() if key != "required" or each}


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    if "\\" not in inner:
        return inner
    return re.sub(
        r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)",
        lambda each: (
            chr(int(each[1][1:], 16))
            if len(each[1]) > 1
            else {"n": "\n", "t": "\t", "r": "\r"}.get(each[1], each[1])
        ),
        inner,
    )


def _shown(node: Any) -> str:
    text = " ".join(node.text().split())
    return repr(text if len(text) <= 60 else text[:57] + "...")
