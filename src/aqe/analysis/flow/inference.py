"""From how a value is used to the types that would do.

Builtin types are told apart by the methods they have (Mitchell and others call this structural
evidence); classes of the package by their members.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import io
import pathlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from aqe.analysis.flow.literals import type_of_literal
from aqe.analysis.flow.shapes import Shape, ShapeView, view
from aqe.analysis.parsing import parse_expression
from aqe.domain.types import TypeRef

__all__ = ["Inference", "type_of_source"]

MAX_DEPTH = 3
MAX_KEYS = 12
"""Keys of a record."""
_ANY = TypeRef("any")
_ARITHMETIC = frozenset({"sub", "truediv", "floordiv", "pow", "neg", "pos"})
_BITS = frozenset({"xor", "lshift", "rshift"})
_UNTELLING = frozenset(name for name in dir(object) if name not in ("__eq__", "__hash__")) | {
    "__class__",
    "__dict__",
    "__doc__",
    "__name__",
    "__module__",
}
_FUNCTION_ATTRIBUTES = frozenset(
    {"__name__", "__qualname__", "__code__", "__wrapped__", "__annotations__"}
)


@cache
def known_members() -> tuple[tuple[TypeRef, frozenset[str]], ...]:
    """Members of types that values are most often of, the likelier first."""
    types: tuple[tuple[str, type], ...] = (
        ("str", str),
        ("dict", dict),
        ("list", list),
        ("set", set),
        ("int", int),
        ("float", float),
        ("bytes", bytes),
        ("tuple", tuple),
        ("datetime:datetime", datetime.datetime),
        ("datetime:timedelta", datetime.timedelta),
        ("datetime:date", datetime.date),
        ("datetime:time", datetime.time),
        ("pathlib:Path", pathlib.Path),
        ("re:Match", re.Match),
        ("re:Pattern", re.Pattern),
        ("io:StringIO", io.StringIO),
        ("io:BytesIO", io.BytesIO),
        ("decimal:Decimal", decimal.Decimal),
        ("collections:deque", collections.deque),
        ("collections:OrderedDict", collections.OrderedDict),
        ("collections:Counter", collections.Counter),
        ("complex", complex),
    )
    members = [(TypeRef(name), frozenset(dir(each)) - _UNTELLING) for name, each in types]
    iterator = frozenset({"send", "throw", "close", "__next__", "__iter__"})
    return (*members, (TypeRef("iterator"), iterator))


def type_of_source(source: str) -> TypeRef | None:
    """The type of a literal given as source."""
    return type_of_literal(parse_expression(source))


class Inference:
    """Types that a use admits, given the classes that the package offers."""

    def __init__(
        self,
        classes: Mapping[str, frozenset[str]],
        elsewhere: Callable[[frozenset[str]], Sequence[str]] = lambda names: (),
    ) -> None:
        self.classes = classes
        """``module:qualname`` to the names of methods and fields."""
        self._elsewhere = elsewhere
        """Finds classes of the package that the module does not know by name, by their members."""
        self._best: dict[tuple[int, frozenset[int]], TypeRef] = {}

    def types(self, folded: ShapeView, depth: int = 0) -> list[TypeRef]:
        """Types that would do, the most telling first."""
        found: dict[TypeRef, None] = {}
        if depth <= MAX_DEPTH:
            for each in (
                *self._by_members(folded, depth),
                *folded.types,
                *self._by_structure(folded, depth),
                *self._by_operators(folded),
            ):
                found.setdefault(each)
        return list(found)[:6]

    def best(self, shapes: Iterable[Shape], depth: int) -> TypeRef:
        """The likeliest type of some parts."""
        shapes = tuple(shapes)
        key = (depth, frozenset(map(id, shapes)))
        if key not in self._best:
            self._best[key] = _ANY
            self._best[key] = self._likeliest(view(shapes), depth)
        return self._best[key]

    def _likeliest(self, folded: ShapeView, depth: int) -> TypeRef:
        for each in folded.isinstance_types:
            return each
        types = self.types(folded, depth)
        if types:
            return types[0]
        compared = [found for source in folded.compared if (found := type_of_source(source))]
        return compared[0] if compared else _ANY

    def _by_members(self, folded: ShapeView, depth: int) -> list[TypeRef]:
        names = {*folded.attributes, *folded.methods} - _UNTELLING
        if names == {"pop"} and not _has_text_argument(folded, "pop"):
            names = {"pop", "append"}
        if not names:
            if folded.attributes.keys() & _FUNCTION_ATTRIBUTES:
                return [TypeRef("callable")]
            return []
        takes_place = any(
            method == "pop" and _is_number(argument) for method, argument in folded.method_arguments
        )
        found = [
            self._filled(each, folded, depth)
            for each, members in known_members()
            if names <= members and not (takes_place and each.name in ("dict", "set"))
        ][:3]
        own = [name for name, members in self.classes.items() if names <= members]
        own.sort(key=lambda name: len(self.classes[name]))
        classes = [TypeRef(name) for name in own[:3]]
        if len(names) > 1 or not found:
            found = [*classes, *found]
        else:
            # One name says little; it is rather of the package than of a library.
            plain = [each for each in found if not each.is_class]
            found = [*plain, *classes, *(each for each in found if each.is_class)]
        if names & _FUNCTION_ATTRIBUTES and not classes:
            found.insert(0, TypeRef("callable"))
        if not found:
            found = [TypeRef(name) for name in self._elsewhere(frozenset(names))]
            found.append(self._duck(folded, sorted(names), depth))
        return found

    def _filled(self, base: TypeRef, folded: ShapeView, depth: int) -> TypeRef:
        """A container with what is known about its contents."""
        if base.name == "dict":
            return self._dict(folded, depth) or base if depth < MAX_DEPTH else base
        if base.name in ("list", "set", "collections:deque"):
            inner = self.best(folded.elements, depth + 1) if folded.elements else _ANY
            return TypeRef(base.name, (inner,)) if inner != _ANY else base
        return base

    def _duck(self, folded: ShapeView, names: list[str], depth: int) -> TypeRef:
        """Something with these attributes, and what is known about each."""
        arguments: list[TypeRef] = []
        for name in names:
            if name in folded.methods:
                arguments.append(
                    TypeRef(
                        "callable", (TypeRef("..."), self.best(folded.methods[name], depth + 1))
                    )
                )
            else:
                arguments.append(self.best(folded.attributes[name], depth + 1))
        return TypeRef("duck", tuple(arguments), tuple(names))

    def _by_structure(self, folded: ShapeView, depth: int) -> list[TypeRef]:
        found: list[TypeRef] = []
        if folded.called is not None:
            result = self.best(folded.results, depth + 1)
            parameters = (_ANY,) * folded.called
            found.append(TypeRef("callable", (*parameters, result)))
        if folded.awaited:
            found.append(TypeRef("awaitable"))
        if folded.entered:
            found.append(TypeRef("contextlib:AbstractContextManager"))
        if folded.spread == "**":
            found.append(TypeRef("dict", (TypeRef("str"), _ANY)))
        mapping = self._dict(folded, depth) if folded.items else None
        if mapping is not None:
            found.append(mapping)
        elif folded.items:
            found.append(self._sequence(folded, depth))
        if folded.parts:
            parts = [
                self.best([each[index] for each in folded.parts if len(each) > index], depth + 1)
                for index in range(len(folded.parts[0]))
            ]
            found.append(TypeRef("tuple", tuple(parts)))
        if folded.iterated and not found:
            name = "async_iterator" if "aiter" in folded.operators else "list"
            name = "iterator" if "next" in folded.operators and name == "list" else name
            inner = self.best(folded.elements, depth + 1)
            found.append(TypeRef(name, (inner,)))
        return found

    def _dict(self, folded: ShapeView, depth: int) -> TypeRef | None:
        """A dictionary, as a record where its keys are known strings."""
        keys = [key for key in folded.items if not _is_number(key)]
        if keys and len(keys) == len(folded.items):
            keys = keys[:MAX_KEYS]
            values = tuple(self.best(folded.items[key], depth + 1) for key in keys)
            return TypeRef("record", values, tuple(keys))
        if "items" in folded.methods:
            pair = view(
                [each for shape in view(folded.methods["items"]).elements for each in [shape]]
            )
            if pair.parts and len(pair.parts[0]) == 2:
                key, value = (
                    self.best([each[i] for each in pair.parts], depth + 1) for i in (0, 1)
                )
                key = TypeRef("str") if key.name in ("any", "list", "dict") else key
                return TypeRef("dict", (key, value))
        if "values" in folded.methods:
            inner = view(folded.methods["values"]).elements
            return TypeRef("dict", (TypeRef("str"), self.best(inner, depth + 1)))
        if keys:
            return TypeRef("dict", (TypeRef("str"), _ANY))
        return None

    def _sequence(self, folded: ShapeView, depth: int) -> TypeRef:
        """What integer subscripts are applied to."""
        shapes = [shape for inner in folded.items.values() for shape in inner]
        inner = self.best([*shapes, *folded.elements], depth + 1)
        return TypeRef("list", (inner,)) if inner != _ANY else TypeRef("list")

    @staticmethod
    def _by_operators(folded: ShapeView) -> list[TypeRef]:
        found: list[TypeRef] = []
        operators = folded.operators.keys()
        if operators & _BITS:
            found.append(TypeRef("int"))
        if operators & _ARITHMETIC:
            found.append(TypeRef("int"))
            found.append(TypeRef("float"))
        if operators & {"setitem", "delitem"}:
            found.append(TypeRef("dict"))
            found.append(TypeRef("list"))
        if operators & {"getitem", "slice"} and not found:
            found.extend(
                [TypeRef("str"), TypeRef("list")] if "slice" in operators else [TypeRef("list")]
            )
        if operators & {"len", "contains"} and not found:
            found.extend([TypeRef("str"), TypeRef("list")])
        if operators & {"lt", "gt", "le", "ge", "mod"} and not found and not folded.compared:
            found.append(TypeRef("int"))
        if not found and folded.truth_tested and operators <= {"not"}:
            found.append(TypeRef("bool"))
        return found


def _has_text_argument(folded: ShapeView, method: str) -> bool:
    """Whether a method is called with a literal text: ``pop("key")`` is for dictionaries."""
    arguments = (each for name, each in folded.method_arguments if name == method)
    return any(not _is_number(each) for each in arguments)


def _is_number(source: str) -> bool:
    return source.lstrip("-")[:1].isdigit()
