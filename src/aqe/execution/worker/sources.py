"""Values as source text that evaluates to an equal value of the same type, deeply."""

import ast
import builtins
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import math
import pathlib
import re
import sys
import types
import uuid
from functools import lru_cache
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

from .interrupts import Interrupt
from .stability import Places, set_displays

TEXT_LIMIT = 400
_DEPTH_LIMIT = 12
_REPR_LIMIT = 2000
_INT_BITS = 4096
_DATETIME_NAME = re.compile(r"\bdatetime\.(\w+)")
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType)
_EVALUABLE = (
    ast.Expression,
    ast.Call,
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.keyword,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)

Symbols = Set[Tuple[str, str]]


def is_private_code(value: Any) -> bool:
    """Whether a value is a function or class that its module keeps to itself: no test may name it."""
    if not issubclass(type(value), (*_FUNCTIONS, type)):  # `isinstance` would ask the value
        return False
    name = value.__qualname__
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


class Unprintable(Exception):
    """The value has no source text that is short, stable and evaluates to an equal value."""


class Source:
    """The source text of a value."""

    __slots__ = ("approximate", "symbols", "text")

    def __init__(self, text: str, symbols: Symbols, approximate: bool) -> None:
        self.text = text
        self.symbols = sorted(symbols)
        self.approximate = approximate


class Sources:
    """Prints values.

    Args:
        places: What must not appear in a text.
        program_module: Module whose names belong to the program itself.
    """

    def __init__(self, places: Places, program_module: str) -> None:
        self._places = places
        self._program_module = program_module
        self._printers: Dict[type, Callable[[_Printing, Any], str]] = dict(_PRINTERS)
        self._blind: Dict[Tuple[str, int], Tuple[type, bool]] = {}
        """(text, identity of a class) -> the class, and whether what reads so equals all others of it."""

    def forget(self) -> None:
        """Forgets what was found out about classes: each program finds it out for itself, so that what it
        shows does not depend on those before it."""
        self._blind.clear()

    def source_of(self, value: Any) -> Source:
        """The source of a value.

        Raises:
            Unprintable: it has none.
        """
        printing = _Printing(self._printers, self._program_module, self._is_blind)
        try:
            text = printing.print(value)
            if len(text) > TEXT_LIMIT or self._places.tie(text):
                raise Unprintable
            if printing.symbols or printing.is_doubtful:
                self._check(text, value, printing.namespace)
        except (Unprintable, Interrupt):
            raise
        except BaseException as error:  # a hostile value may raise anything anywhere
            raise Unprintable from error
        return Source(text, printing.symbols, printing.approximate)

    def _check(self, text: str, value: Any, namespace: Dict[str, Any]) -> None:
        """Evaluates a text that calls something and compares the result with the value."""
        found = eval(_compiled(text), dict(namespace))
        if type(found) is not type(value) or not (value == found):  # as a test asks
            raise Unprintable
        if type(value) not in _BUILT_IN and self._is_blind(text, value, namespace):
            raise Unprintable

    def _is_blind(self, text: str, value: Any, namespace: Dict[str, Any]) -> bool:
        kind = type(value)
        key = text, id(kind)
        known = self._blind.get(key)
        if known is None:
            known = self._blind[key] = kind, _is_blind(text, value, namespace)
        return known[1]


class _Printing:
    """One value being printed."""

    def __init__(
        self,
        printers: Dict[type, Callable[["_Printing", Any], str]],
        program_module: str,
        is_blind: Callable[[str, Any, Dict[str, Any]], bool],
    ) -> None:
        self.symbols: Symbols = set()
        self.namespace: Dict[str, Any] = {}
        self.approximate = False
        self.is_doubtful = False
        self._printers = printers
        self._program_module = program_module
        self._is_blind = is_blind
        self._depth = 0
        self._room = 4 * TEXT_LIMIT

    def print(self, value: Any) -> str:
        """The text of a value; spends from the room that one snapshot has."""
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise Unprintable
        kind = type(value)
        printer = self._printers.get(kind)
        text = self._other(value, kind) if printer is None else printer(self, value)
        self._depth -= 1
        self._room -= len(text)
        if self._room < 0:
            raise Unprintable
        return text

    def items(self, values: Any) -> List[str]:
        """The texts of several values."""
        if len(values) > TEXT_LIMIT:
            raise Unprintable
        return [self.print(each) for each in values]

    def named(self, module: str, name: str, value: Any) -> str:
        """The name of something importable."""
        if not module or "<" in name or not all(part.isidentifier() for part in name.split(".")):
            raise Unprintable
        found: Any = sys.modules.get(module)
        for part in name.split("."):
            found = found.__dict__[part]
        if found is not value:
            raise Unprintable
        first = name.partition(".")[0]
        root = sys.modules[module].__dict__[first]
        if self.namespace.setdefault(first, root) is not root:
            raise Unprintable
        if module == "builtins":
            return name
        self.symbols.add(("" if module == self._program_module else module, name))
        return name

    def class_name(self, kind: type) -> str:
        """The name of a class."""
        return self.named(kind.__module__, kind.__qualname__, kind)

    def _other(self, value: Any, kind: type) -> str:
        if issubclass(type(kind), enum.EnumMeta):
            return _member(self, value)
        if issubclass(kind, type):
            if is_private_code(value):
                raise Unprintable
            return self.class_name(value)
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            pairs = list(zip(kind._fields, tuple(value)))
            return "%s(%s)" % (self.class_name(kind), self.keywords(pairs))
        if "__dataclass_fields__" in kind.__dict__ and kind.__dataclass_params__.eq:  # type: ignore[attr-defined]
            fields = [each for each in dataclasses.fields(value) if each.init]
            pairs = [(each.name, getattr(value, each.name)) for each in fields]
            return "%s(%s)" % (self.class_name(kind), self.keywords(pairs))
        return self._by_repr(value, kind)

    def keywords(self, pairs: List[Tuple[str, Any]]) -> str:
        """``name=value, ...``."""
        return ", ".join("%s=%s" % (name, self.print(value)) for name, value in pairs)

    def _by_repr(self, value: Any, kind: type) -> str:
        """The `repr` of an object whose class defines how to print and to compare it."""
        own: Any = kind
        if own.__repr__ is object.__repr__ or own.__eq__ is object.__eq__:
            raise Unprintable
        self.is_doubtful = True
        text = repr(value)
        if type(text) is not str or len(text) > _REPR_LIMIT:
            raise Unprintable
        read = _read(text)
        if read is None:
            raise Unprintable
        names, approximate = read
        for name in names:
            self._name(name, kind)
        self.approximate = self.approximate or approximate
        if self._depth > 1 and self._is_blind(text, value, self.namespace):
            raise Unprintable  # whole values are checked once they are printed
        return text

    def _name(self, name: str, kind: type) -> None:
        module = sys.modules.get(kind.__module__)
        if name == kind.__qualname__.partition(".")[0]:
            self.named(kind.__module__, name, getattr(module, name))
            return
        found = getattr(module, name, None) or getattr(builtins, name)
        self.named(found.__module__, found.__qualname__, found)


_MOST_OTHERS = 4
_TEXTS_KEPT = 2048
"""Texts of which it is remembered what they read as."""
_BUILT_IN = frozenset((list, tuple, dict, set, frozenset, str, bytes, int, float, bool))


def _is_blind(text: str, value: Any, namespace: Dict[str, Any]) -> bool:
    """Whether an object equals others of its class whatever they hold.

    A subclass of list that keeps its items elsewhere and inherits ``==`` does. An assertion of such an
    equality would pass for every result.
    """
    tried = False
    for other in _others(text):
        try:
            found = eval(_compiled(other), dict(namespace))
            if type(found) is not type(value):
                continue
            if not (found == value):  # noqa: SIM201  # it is `==` that a test asks
                return False
        except Interrupt:
            raise
        except BaseException:  # what it was changed to is not welcome
            continue
        tried = True
    return tried


@lru_cache(maxsize=_TEXTS_KEPT)
def _compiled(text: str) -> types.CodeType:
    """The code of an expression; a large object in a result is printed again for every program."""
    return compile(text, "<source>", "eval")


@lru_cache(maxsize=_TEXTS_KEPT)
def _read(text: str) -> Optional[Tuple[Tuple[str, ...], bool]]:
    """The names in a text, and whether a floating-point number is; None where it is no plain expression."""
    names = []
    approximate = False
    for node in ast.walk(ast.parse(text, mode="eval")):
        if not isinstance(node, _EVALUABLE):
            return None
        if isinstance(node, ast.Name):
            names.append(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            approximate = True
    return tuple(names), approximate


@lru_cache(maxsize=_TEXTS_KEPT)
def _others(text: str) -> Tuple[str, ...]:
    """The text with one of its first constants, or an empty display, replaced by another."""
    return tuple(_replaced(text))


def _replaced(text: str) -> Iterator[str]:
    tree = ast.parse(text, mode="eval")
    nodes = [
        each for each in ast.walk(tree) if isinstance(each, (ast.Constant, ast.List, ast.Tuple))
    ]
    lines = text.split("\n")
    if len(lines) > 1:
        return
    data = text.encode("utf-8")
    count = 0
    for node in nodes:
        other = _another(node)
        if other is not None and node.end_col_offset is not None:
            count += 1
            yield (data[: node.col_offset] + other + data[node.end_col_offset :]).decode("utf-8")
        if count >= _MOST_OTHERS:
            return


def _another(node: ast.expr) -> Optional[bytes]:
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool) or value is None:
            return b"False" if value else b"True"
        if isinstance(value, (int, float)):
            return repr(value + 1).encode("ascii")
        if isinstance(value, str):
            return repr(value + "x").encode("utf-8")
        return repr(value + b"x").encode("ascii") if isinstance(value, bytes) else None
    if isinstance(node, (ast.List, ast.Tuple)) and not node.elts:
        return b"[0]" if isinstance(node, ast.List) else b"(0,)"
    return None


def _float(printing: _Printing, value: float) -> str:
    if math.isnan(value):
        raise Unprintable
    if math.isinf(value):
        return "float(%r)" % repr(value)
    printing.approximate = True
    return repr(value)


def _int(printing: _Printing, value: int) -> str:
    if value.bit_length() > _INT_BITS:
        raise Unprintable
    return repr(value)


def _complex(printing: _Printing, value: complex) -> str:
    if not (math.isfinite(value.real) and math.isfinite(value.imag)):
        raise Unprintable
    printing.approximate = True
    return repr(value)


def _text(printing: _Printing, value: Any) -> str:
    if len(value) > TEXT_LIMIT or (isinstance(value, str) and set_displays(value)):
        raise Unprintable
    return repr(value)


def _tuple(printing: _Printing, value: Tuple[Any, ...]) -> str:
    items = printing.items(value)
    return "(%s,)" % items[0] if len(items) == 1 else "(%s)" % ", ".join(items)


def _dict(printing: _Printing, value: Dict[Any, Any]) -> str:
    keys = printing.items(list(value))
    values = printing.items(list(value.values()))
    return "{%s}" % ", ".join("%s: %s" % pair for pair in zip(keys, values))


def _set(printing: _Printing, value: Any) -> str:
    return "{%s}" % ", ".join(sorted(printing.items(value))) if value else "set()"


def _frozenset(printing: _Printing, value: Any) -> str:
    return "frozenset(%s)" % (_set(printing, value) if value else "")


def _slice(printing: _Printing, value: slice) -> str:
    return "slice(%s)" % ", ".join(printing.items((value.start, value.stop, value.step)))


def _member(printing: _Printing, value: Any) -> str:
    kind = type(value)
    owner = printing.class_name(kind)
    if kind.__members__.get(value.name) is value:
        return "%s.%s" % (owner, value.name)
    parts = [name for name, each in kind.__members__.items() if each in value and each.value]
    if not parts:
        return "%s(%s)" % (owner, printing.print(value.value))
    return " | ".join("%s.%s" % (owner, part) for part in parts)


def _function(printing: _Printing, value: Any) -> str:
    if is_private_code(value):
        raise Unprintable
    return printing.named(value.__module__, value.__qualname__, value)


def _bound(printing: _Printing, value: Any) -> str:
    """A method of an object that its module keeps to itself and gives away by name, as `random.choice`."""
    return printing.named(value.__module__, value.__name__, value)


def _datetime(printing: _Printing, value: Any) -> str:
    zone = getattr(value, "tzinfo", None)
    if zone is not None and type(zone) is not datetime.timezone:
        raise Unprintable
    text = repr(value)
    for name in set(_DATETIME_NAME.findall(text)):
        printing.named("datetime", name, getattr(datetime, name))
    return _DATETIME_NAME.sub(r"\1", text)


def _by_name(name: str, module: str) -> Callable[[_Printing, Any], str]:
    def print_by_repr(printing: _Printing, value: Any) -> str:
        printing.named(module, name, getattr(sys.modules[module], name))
        return repr(value)

    return print_by_repr


def _path(printing: _Printing, value: Any) -> str:
    name = "Path" if isinstance(value, pathlib.Path) else type(value).__name__
    printing.named("pathlib", name, getattr(pathlib, name))
    return "%s(%r)" % (name, value.as_posix())


def _ordered(printing: _Printing, value: Any) -> str:
    name = printing.named("collections", "OrderedDict", collections.OrderedDict)
    return "%s(%s)" % (name, _dict(printing, value) if value else "")


def _defaultdict(printing: _Printing, value: Any) -> str:
    name = printing.named("collections", "defaultdict", collections.defaultdict)
    factory = printing.print(value.default_factory)
    return "%s(%s, %s)" % (name, factory, _dict(printing, value))


def _counter(printing: _Printing, value: Any) -> str:
    name = printing.named("collections", "Counter", collections.Counter)
    return "%s(%s)" % (name, _dict(printing, value) if value else "")


def _deque(printing: _Printing, value: Any) -> str:
    name = printing.named("collections", "deque", collections.deque)
    limit = "" if value.maxlen is None else ", maxlen=%d" % value.maxlen
    return "%s([%s]%s)" % (name, ", ".join(printing.items(value)), limit)


def _namespace(printing: _Printing, value: Any) -> str:
    name = printing.named("types", "SimpleNamespace", types.SimpleNamespace)
    return "%s(%s)" % (name, printing.keywords(list(vars(value).items())))


def _pattern(printing: _Printing, value: Any) -> str:
    flags = value.flags & ~(re.UNICODE.value if isinstance(value.pattern, str) else 0)
    names = [each.name for each in re.RegexFlag if each.value & flags and each.name]
    printing.symbols.add(("re", ""))
    printing.namespace["re"] = re
    known = [name for name in names if name not in ("TEMPLATE", "DEBUG")]
    shown = ", " + " | ".join("re.%s" % name for name in known) if known else ""
    return "re.compile(%r%s)" % (value.pattern, shown)


_PRINTERS: Dict[type, Callable[[_Printing, Any], str]] = {
    type(None): lambda printing, value: "None",
    bool: lambda printing, value: repr(value),
    type(Ellipsis): lambda printing, value: "...",
    type(NotImplemented): lambda printing, value: "NotImplemented",
    int: _int,
    float: _float,
    complex: _complex,
    str: _text,
    bytes: _text,
    bytearray: _text,
    list: lambda printing, value: "[%s]" % ", ".join(printing.items(value)),
    tuple: _tuple,
    dict: _dict,
    set: _set,
    frozenset: _frozenset,
    range: lambda printing, value: repr(value),
    slice: _slice,
    types.FunctionType: _function,
    types.BuiltinFunctionType: _function,
    types.MethodType: _bound,
    decimal.Decimal: _by_name("Decimal", "decimal"),
    fractions.Fraction: _by_name("Fraction", "fractions"),
    uuid.UUID: _by_name("UUID", "uuid"),
    datetime.datetime: _datetime,
    datetime.date: _datetime,
    datetime.time: _datetime,
    datetime.timedelta: _datetime,
    datetime.timezone: _datetime,
    pathlib.PosixPath: _path,
    pathlib.WindowsPath: _path,
    pathlib.PurePosixPath: _path,
    pathlib.PureWindowsPath: _path,
    collections.OrderedDict: _ordered,
    collections.defaultdict: _defaultdict,
    collections.Counter: _counter,
    collections.deque: _deque,
    types.SimpleNamespace: _namespace,
    re.Pattern: _pattern,
}


def is_plain(kind: Optional[type]) -> bool:
    """Whether values of a type cannot change and hold nothing that can."""
    return kind in (type(None), bool, int, float, complex, str, bytes)
