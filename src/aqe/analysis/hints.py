"""Annotations, and type expressions in documentation, as neutral type references."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from aqe.analysis.parsing import parse_expression
from aqe.analysis.scopes import ModuleScope, Package, dotted_name
from aqe.domain.types import TypeRef

__all__ = ["ANY", "HintReader", "TypeWords", "read_words", "type_words", "union_of"]

ANY = TypeRef("any")
_NONE = TypeRef("none")
_MAX_DEPTH = 12
_TYPING = frozenset({"typing", "typing_extensions", "collections.abc", "_collections_abc"})
_WRAPPERS = frozenset(
    {
        *("Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "Unpack"),
        *("TypeGuard", "InitVar"),
    }
)


@dataclass(frozen=True, slots=True)
class TypeWords:
    """The tables of ``types.toml``."""

    plain: dict[str, str]
    classes: dict[str, str]
    words: dict[str, str]


@cache
def type_words() -> TypeWords:
    """The tables of names that annotations and docstrings use."""
    text = resources.files(__package__).joinpath("types.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return TypeWords(data["plain"], data["classes"], data["words"])


def union_of(types: list[TypeRef]) -> TypeRef:
    """The union of some types, flat and without repetition."""
    flat: dict[TypeRef, None] = {}
    for each in types:
        for part in each.arguments if each.name == "union" else (each,):
            flat[part] = None
    members = tuple(flat)
    return members[0] if len(members) == 1 else TypeRef("union", members)


@dataclass(frozen=True, slots=True)
class HintReader:
    """Reads annotations as seen in one module."""

    package: Package
    scope: ModuleScope
    owner: str = ""
    """Qualified name of the class around the annotation, if any."""
    parameters: frozenset[str] = field(default=frozenset())
    """Type parameters of the definition (PEP 695)."""

    def read(self, node: ast.expr | None, depth: int = 0) -> TypeRef | None:
        """The type an annotation declares, or None where it says nothing that is understood."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if isinstance(node, ast.Constant):
            return self._constant(node.value, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = [self.read(side, depth + 1) or ANY for side in (node.left, node.right)]
            return union_of(sides)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, depth)
        if isinstance(node, ast.Name | ast.Attribute):
            name = dotted_name(node)
            return self._name(name, depth) if name else None
        if isinstance(node, ast.List):
            return TypeRef("list", tuple(self.read(item, depth + 1) or ANY for item in node.elts))
        if isinstance(node, ast.Starred):
            return self.read(node.value, depth + 1)
        return None

    def _constant(self, value: object, depth: int) -> TypeRef | None:
        if value is None:
            return _NONE
        if value is Ellipsis:
            return TypeRef("...")
        if isinstance(value, str):
            return self.read(parse_expression(value), depth + 1)
        return None

    def _name(self, name: str, depth: int) -> TypeRef | None:
        if name in self.parameters:
            return ANY
        resolved = self.package.resolve(self.scope, name, self.owner)
        if resolved is None:
            return None
        module, _, qualname = resolved.partition(":")
        if module in _TYPING:
            return self._typing_name(qualname)
        if resolved == "typing:AnyStr":
            return union_of([TypeRef("str"), TypeRef("bytes")])
        known = _known(resolved)
        if known is not None:
            return known
        value = self.package.value_node(resolved)
        if value is not None:
            return self._alias(module, qualname, value, depth)
        if not qualname or self._is_missing(resolved):
            return None
        return TypeRef(resolved)

    def _is_missing(self, resolved: str) -> bool:
        """Whether a module of the package is known not to define such a class."""
        module, _, qualname = resolved.partition(":")
        if self.package.scope(module) is None:
            return False
        return self.package.class_node(resolved) is None and "." in qualname

    def _typing_name(self, name: str) -> TypeRef | None:
        if name == "Self" and self.owner:
            return TypeRef(f"{self.scope.module}:{self.owner}")
        if name == "AnyStr":
            return union_of([TypeRef("str"), TypeRef("bytes")])
        if name in ("NamedTuple",):
            return TypeRef("tuple")
        if name in ("TypedDict",):
            return TypeRef("dict")
        return _known(f"typing:{name}") or ANY

    def _alias(self, module: str, name: str, value: ast.expr, depth: int) -> TypeRef | None:
        """A module-level name that is assigned: a type variable, new type, factory or alias."""
        scope = self.package.scope(module)
        if scope is None or depth > _MAX_DEPTH:
            return None
        reader = HintReader(self.package, scope)
        if isinstance(value, ast.Call):
            factory = (dotted_name(value.func) or "").rpartition(".")[2]
            if factory == "TypeVar":
                return _type_variable(value, lambda node: reader.read(node, depth + 1))
            if factory == "NewType" and len(value.args) == 2:
                return reader.read(value.args[1], depth + 1)
            if factory in ("ParamSpec", "TypeVarTuple"):
                return ANY
            return TypeRef(f"{module}:{name}")
        return reader.read(value, depth + 1)

    def _subscript(self, node: ast.Subscript, depth: int) -> TypeRef | None:
        name = dotted_name(node.value)
        if name is None:
            return None
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        head = self._head(name)
        if head in _WRAPPERS:
            inner = self.read(items[0], depth + 1)
            return TypeRef("bool") if head == "TypeGuard" else inner
        if head == "Literal":
            return self._literal(items)
        if head == "Optional":
            return union_of([self.read(items[0], depth + 1) or ANY, _NONE])
        if head == "Union":
            return union_of([self.read(item, depth + 1) or ANY for item in items])
        if head == "Callable":
            return self._callable(items, depth)
        base = self._name(name, depth)
        if base is None:
            return None
        if base == TypeRef("io:StringIO") and self.read(items[0], depth + 1) == TypeRef("bytes"):
            return TypeRef("io:BytesIO")
        return self._generic(base, items, depth)

    def _generic(self, base: TypeRef, items: list[ast.expr], depth: int) -> TypeRef:
        if base.arguments or base.name in ("any", "literal", "union", "bool", "int", "str"):
            return base
        arguments = tuple(self.read(item, depth + 1) or ANY for item in items)
        if base.name in ("iterator", "async_iterator"):
            arguments = arguments[:1]
        elif base.name == "awaitable":
            arguments = arguments[-1:]
        return TypeRef(base.name, arguments)

    def _head(self, name: str) -> str:
        resolved = self.package.resolve(self.scope, name, self.owner) or ""
        module, _, qualname = resolved.partition(":")
        if module in _TYPING or resolved in ("dataclasses:InitVar",):
            return qualname
        last = name.rpartition(".")[2]
        return last if not resolved and last in ("Optional", "Union", "Literal", "Callable") else ""

    def _callable(self, items: list[ast.expr], depth: int) -> TypeRef:
        if len(items) != 2:
            return TypeRef("callable")
        result = self.read(items[1], depth + 1) or ANY
        if isinstance(items[0], ast.List):
            parameters = [self.read(item, depth + 1) or ANY for item in items[0].elts]
            return TypeRef("callable", (*parameters, result))
        return TypeRef("callable", (TypeRef("..."), result))

    def _literal(self, items: list[ast.expr]) -> TypeRef:
        sources: list[str] = []
        for item in items:
            if isinstance(item, ast.Name):
                resolved = self.package.resolve(self.scope, item.id) or ""
                value = self.package.value_node(resolved)
                if isinstance(value, ast.Subscript):
                    inner = self.read(value)
                    sources.extend(inner.literals if inner else ())
                continue
            sources.append(ast.unparse(item))
        return TypeRef("literal", (), tuple(dict.fromkeys(sources)))


def _known(resolved: str) -> TypeRef | None:
    words = type_words()
    if resolved == "numbers:Number":
        return union_of([TypeRef("int"), TypeRef("float")])
    if resolved in words.plain:
        return TypeRef(words.plain[resolved])
    if resolved in words.classes:
        return TypeRef(words.classes[resolved])
    return None


def _type_variable(call: ast.Call, read: Callable[[ast.expr], TypeRef | None]) -> TypeRef | None:
    for keyword in call.keywords:
        if keyword.arg == "bound":
            return read(keyword.value)
    constraints = [read(node) or ANY for node in call.args[1:]]
    return union_of(constraints) if constraints else ANY


_OF = re.compile(r"^(\w[\w-]*)\s+of\s+(?:\w+\s+of\s+)?(.+)$", re.IGNORECASE)
_NOISE = re.compile(
    r"\b(optional|required|default(s)?(\s+(is|to|=))?.*|a|an|the|non-empty|positive|instance|object)\b"
    r"|:class:|:obj:|:py:class:|:func:|[`'\"~]",
    re.IGNORECASE,
)


def read_words(text: str, read: Callable[[ast.expr], TypeRef | None]) -> TypeRef | None:
    """The type that documentation names: an annotation, or words such as ``list of str or None``."""
    text = text.strip().rstrip(".")
    if not text or len(text) > 120:
        return None
    if text.startswith("{") and text.endswith("}"):
        node = parse_expression(text)
        if isinstance(node, ast.Set) and all(isinstance(item, ast.Constant) for item in node.elts):
            return TypeRef("literal", (), tuple(ast.unparse(item) for item in node.elts))
    text = " ".join(_NOISE.sub(" ", text).strip(" ,;.").split()).strip(" ,;")
    parts = [
        part for part in re.split(r"\s+or\s+|\s*\|\s*|\s*,\s*(?![^\[(]*[\])])|/", text) if part
    ]
    types = [found for part in parts if (found := _word(part.strip(), read))]
    return union_of(types) if types else None


def _word(text: str, read: Callable[[ast.expr], TypeRef | None]) -> TypeRef | None:
    words = type_words().words
    text = text.removeprefix("or ").strip(" ,")
    known = words.get(text.lower())
    if known:
        return TypeRef(known)
    matched = _OF.match(text)
    if matched:
        outer, inner = words.get(matched[1].lower()), _word(matched[2], read)
        if outer in ("list", "set", "frozenset", "iterator", "tuple") and inner:
            more = (TypeRef("..."),) if outer == "tuple" else ()
            return TypeRef(outer, (inner, *more))
        return TypeRef(outer) if outer else None
    node = parse_expression(text)
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        found = read(node)
        return None if found == ANY else found
    return None
