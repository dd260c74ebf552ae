"""What rewritten code calls while it runs: hits of lines and sides, operands of conditions.

The functions are handed to the subject as builtins, so that no name of the subject changes. A condition
with number ``n`` owns two goals: ``base + 2 * n`` (false) and ``base + 2 * n + 1`` (true); rewritten code
passes the first of them as `key`.
"""

import builtins
import enum
import operator
import re
import types
from collections import deque
from typing import Any, Callable, Deque, Dict, List, Optional, Tuple

from .ordering import Order

Operands = Tuple[Any, Any]

NAMES = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "is": operator.is_,
    "is_not": operator.is_not,
}
_KEPT = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    list,
    tuple,
    dict,
    set,
    frozenset,
    range,
    slice,
    type(Ellipsis),
    types.FunctionType,
    types.BuiltinFunctionType,
)
_IMMUTABLE_MODULES = ("datetime", "decimal", "fractions", "uuid", "re")
_BOUND = (
    types.MethodType,
    types.BuiltinMethodType,
    types.MethodWrapperType,
    type(re.compile("").match),  # a type of its own for methods that know their class (PEP 573)
)
_MISSING = object()


class TypeMark:
    """Stands for an operand that is not kept: only its type is known."""

    __slots__ = ("type",)

    def __init__(self, owner: type) -> None:
        self.type = owner


class Arguments:
    """The arguments of a call that decided a condition."""

    __slots__ = ("positional",)

    def __init__(self, positional: Tuple[Any, ...]) -> None:
        self.positional = positional


class Recorder:
    """Hits and operands of one subject."""

    def __init__(self, goals: int, base: int, kept_per_side: int = 6) -> None:
        self.hits = bytearray(goals)
        self.base = base
        self._zero = bytes(goals)
        self._touched: List[int] = []
        self.order = Order()
        self._watching: Dict[str, Any] = {}
        self._resting: Dict[str, Any] = {}
        self._rings: List[Deque[Operands]] = [
            deque(maxlen=kept_per_side) for _ in range(max(goals - base, 0))
        ]

    def reset(self) -> None:
        """Forget everything recorded so far."""
        self.hits[:] = self._zero
        self.drain()

    def drain(self) -> List[Tuple[int, List[Operands]]]:
        """Take out the recorded operands: (goal of the side, operands)."""
        drained = []
        for index in self._touched:
            drained.append((self.base + index, list(self._rings[index])))
            self._rings[index].clear()
        del self._touched[:]
        return drained

    def save(self) -> bytes:
        """The hits, to be put back by `restore`."""
        return bytes(self.hits)

    def restore(self, saved: bytes) -> None:
        """Undo what was hit since `save` and drop the operands recorded meanwhile."""
        self.hits[:] = saved
        self.drain()

    def install(self) -> None:
        """Make the probes visible to rewritten code."""
        self._watching = self.functions()
        self._resting = self._functions(_forgotten)
        builtins.__dict__.update(self._watching)

    def pause(self) -> None:
        """Keep no operands for now: the code that runs next runs for those who watch."""
        builtins.__dict__.update(self._resting)

    def resume(self) -> None:
        """Keep operands again."""
        builtins.__dict__.update(self._watching)

    def functions(self) -> Dict[str, Any]:
        """The probes by the names that rewritten code uses."""
        return self._functions(self._recording())

    def _functions(self, record: Callable[[int, Any, Any], None]) -> Dict[str, Any]:
        hits = self.hits
        found: Dict[str, Any] = {"__aqe_hits__": hits}
        for name, function in NAMES.items():
            found["__aqe_%s__" % name] = _comparison(hits, record, function)
        found["__aqe_in__"] = _membership(hits, record, False)
        found["__aqe_not_in__"] = _membership(hits, record, True)
        found["__aqe_truth__"] = _truth(hits, record)
        found["__aqe_value__"] = _value(hits, record)
        found["__aqe_call__"] = _call(hits, record, bool)
        found["__aqe_attempt__"] = _call(hits, record, _is_something)
        found["__aqe_at__"] = _at(hits)
        found["__aqe_order__"] = self.order.probe()
        found["__aqe_hash__"] = self.order.hash_probe()
        return found

    def _recording(self) -> Callable[[int, Any, Any], None]:
        rings = self._rings
        touch = self._touched.append
        base = self.base
        marks: Dict[type, Optional[TypeMark]] = dict.fromkeys(_KEPT)
        marks[Arguments] = None
        kept = frozenset(marks)

        def stand_in(value: Any) -> Any:
            kind = type(value)
            mark = marks.get(kind, _MISSING)
            if mark is _MISSING:
                mark = marks[kind] = _mark(kind)
            return value if mark is None else mark

        def record(side: int, left: Any, right: Any, _type: Any = type) -> None:
            try:
                if _type(left) not in kept:
                    left = stand_in(left)
                if _type(right) not in kept:
                    right = stand_in(right)
            except Exception:  # a metaclass may define a hash that fails
                left = right = TypeMark(object)
            ring = rings[side - base]
            if not ring:
                touch(side - base)
            ring.append((left, right))

        return record


def _forgotten(side: int, left: Any, right: Any) -> None:
    """Takes operands and keeps none."""


def _mark(kind: type) -> Optional[TypeMark]:
    """None for types whose values may be kept without harm: immutable and printable."""
    if issubclass(type(kind), enum.EnumMeta) or issubclass(kind, type):
        return None
    if kind.__module__ in _IMMUTABLE_MODULES:
        return None
    return TypeMark(kind)


def _comparison(
    hits: bytearray, record: Callable[[int, Any, Any], None], function: Callable[[Any, Any], Any]
) -> Callable[[int, Any, Any], Any]:
    def compare(key: int, left: Any, right: Any) -> Any:
        result = function(left, right)
        if result:
            key += 1
        hits[key] = 1
        record(key, left, right)
        return result

    return compare


def _membership(
    hits: bytearray, record: Callable[[int, Any, Any], None], negated: bool
) -> Callable[[int, Any, Any], Any]:
    def contains(key: int, left: Any, right: Any) -> Any:
        result = (left in right) is not negated
        if result:
            key += 1
        hits[key] = 1
        record(key, left, right)
        return result

    return contains


def _truth(hits: bytearray, record: Callable[[int, Any, Any], None]) -> Callable[[int, Any], bool]:
    def truth(key: int, value: Any) -> bool:
        if value:
            hits[key + 1] = 1
            record(key + 1, value, None)
            return True
        hits[key] = 1
        record(key, value, None)
        return False

    return truth


def _value(hits: bytearray, record: Callable[[int, Any, Any], None]) -> Callable[[int, Any], Any]:
    def truth_of_value(key: int, value: Any) -> Any:
        if value:
            key += 1
        hits[key] = 1
        record(key, value, None)
        return value

    return truth_of_value


def _is_something(value: Any) -> bool:
    """Whether a match was found; asks the value nothing."""
    return value is not None


def _call(
    hits: bytearray, record: Callable[[int, Any, Any], None], holds: Callable[[Any], bool]
) -> Callable[..., Any]:
    def call(key: int, function: Any, /, *arguments: Any, **keywords: Any) -> Any:
        result = function(*arguments, **keywords)
        if holds(result):
            key += 1
        hits[key] = 1
        owner = getattr(function, "__self__", None) if type(function) in _BOUND else None
        if owner is None or type(owner) is types.ModuleType:
            owner = function
        record(key, owner, Arguments(arguments))
        return result

    return call


def _at(hits: bytearray) -> Callable[[int, Any], Any]:
    def reached(key: int, value: Any) -> Any:
        hits[key] = 1
        return value

    return reached
