"""Operands of conditions as short source text."""

import re
import types
from typing import Any, List

from .failures import type_name
from .probes import Arguments, TypeMark

_TEXT_LIMIT = 300
_PATTERN_LIMIT = 3000
"""A pattern is of use only as a whole, and those that tell formats apart are long."""
_ITEM_LIMIT = 12
_DEPTH_LIMIT = 3
_ATOMS = frozenset([type(None), bool, int, float, complex, str, bytes, type(Ellipsis)])
_SHOWN_BY_REPR = ("datetime", "decimal", "fractions", "uuid", "re")
_PATTERNS = (type(re.compile("")), type(re.match("", "")))
_FLAGS = (
    (re.ASCII, "a"),
    (re.IGNORECASE, "i"),
    (re.LOCALE, "L"),
    (re.MULTILINE, "m"),
    (re.DOTALL, "s"),
    (re.VERBOSE, "x"),
)
_LEADING_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")


def operand_source(value: Any) -> str:
    """Source of an atom or a small container, else its type in angle brackets."""
    try:
        text = _source(value, 0)
    except Exception:  # hostile values may fail to print
        text = ""
    limit = _PATTERN_LIMIT if isinstance(value, _PATTERNS) else _TEXT_LIMIT
    if not text or len(text) > limit:
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
    if kind is _PATTERNS[0]:
        return _pattern(value)
    if kind is _PATTERNS[1]:
        return "%s.search(%s)" % (_pattern(value.re), _source(value.string, depth + 1))
    if kind is slice or kind is range or kind.__module__ in _SHOWN_BY_REPR:
        return repr(value)
    if hasattr(kind, "__members__"):
        return "<member %s.%s>" % (type_name(kind), value.name)
    return "<%s>" % type_name(kind)


def _pattern(value: Any) -> str:
    """A compiled pattern as a whole, its flags written inside: its own `repr` cuts long ones off."""
    text = value.pattern
    is_text = isinstance(text, str)
    plain = text if is_text else text.decode("latin-1")
    flags = "".join(letter for flag, letter in _FLAGS if value.flags & flag)
    leading = _LEADING_FLAGS.match(plain)
    if flags:
        plain = "(?%s)%s" % (flags, plain[leading.end() :] if leading else plain)
    return "re.compile(%r)" % (plain if is_text else plain.encode("latin-1"))


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
