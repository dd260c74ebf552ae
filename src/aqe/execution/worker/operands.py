"""Operands of conditions as short source text."""

import types
from typing import Any, List

from .failures import type_name
from .probes import Arguments, TypeMark

_TEXT_LIMIT = 300
_ITEM_LIMIT = 12
_DEPTH_LIMIT = 3
_ATOMS = frozenset([type(None), bool, int, float, complex, str, bytes, type(Ellipsis)])
_SHOWN_BY_REPR = ("datetime", "decimal", "fractions", "uuid", "re")


def operand_source(value: Any) -> str:
    """Source of an atom or a small container, else its type in angle brackets."""
    try:
        text = _source(value, 0)
    except Exception:  # hostile values may fail to print
        text = ""
    if not text or len(text) > _TEXT_LIMIT:
        kind = value.type if type(value) is TypeMark else type(value)
        return "<%s>" % type_name(kind)
    return text


def _source(value: Any, depth: int) -> str:
    kind = type(value)
    if kind in _ATOMS:
        return _atom(value, kind)
    if kind is TypeMark:
        return "<%s>" % type_name(value.type)
    if kind is Arguments:
        return _sequence("(", list(value.positional), ",)", depth)
    if depth < _DEPTH_LIMIT:
        container = _container(value, kind, depth)
        if container:
            return container
    if isinstance(value, type):
        return "<class %s>" % type_name(value)
    if kind in (types.FunctionType, types.BuiltinFunctionType):
        return "<function %s:%s>" % (value.__module__, value.__qualname__)
    if kind is slice or kind is range or kind.__module__ in _SHOWN_BY_REPR:
        return repr(value)
    if hasattr(kind, "__members__"):
        return "<member %s.%s>" % (type_name(kind), value.name)
    return "<%s>" % type_name(kind)


def _atom(value: Any, kind: type) -> str:
    if kind in (str, bytes) and len(value) > _TEXT_LIMIT:
        return ""
    if kind is int and value.bit_length() > 1024:
        return ""
    text = repr(value)
    if kind is float and text[-1] in "nf":
        return "float(%r)" % text
    return text


def _container(value: Any, kind: type, depth: int) -> str:
    if kind is list:
        return _sequence("[", value, "]", depth)
    if kind is tuple:
        return _sequence("(", value, ",)" if len(value) == 1 else ")", depth)
    if kind is set or kind is frozenset:
        if not value:
            return "%s()" % kind.__name__
        items = _items(value, depth)
        text = "{%s}" % ", ".join(sorted(items)) if items else ""
        return text if kind is set or not text else "frozenset(%s)" % text
    if kind is dict:
        pairs = list(value.items())[:_ITEM_LIMIT]
        inner = [_source(k, depth + 1) + ": " + _held(v, depth + 1) for k, v in pairs]
        return "{%s}" % ", ".join(inner)
    return ""


def _held(value: Any, depth: int) -> str:
    """What a dictionary holds under a key: where that has no source, the key still counts."""
    text = _source(value, depth)
    return text if text and "<" not in text else "..."


def _items(values: Any, depth: int) -> List[str]:
    if len(values) > _ITEM_LIMIT:
        return []
    return [_source(each, depth + 1) for each in list(values)]


def _sequence(opening: str, values: Any, closing: str, depth: int) -> str:
    if len(values) > _ITEM_LIMIT:
        return ""
    if not values:
        return opening + closing[-1]
    inner = ", ".join(_items(values, depth))
    return opening + inner + (closing if len(values) == 1 else closing[-1])
