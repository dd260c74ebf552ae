"""What a program leaves changed: in the subject tables, attributes of classes, what functions keep; and the
arguments of the process, which whatever runs behind it reads."""

import sys
from collections import deque
from itertools import repeat
from operator import is_
from types import FunctionType, GetSetDescriptorType, ModuleType
from typing import Any, Iterator, List, NamedTuple, Optional, Set

_MOST_HOLDERS = 2_000
_MOST_ITEMS = 20_000
"""Elements that are looked at; tables beyond that are compared by their length."""
_DEPTH = 3
_WRAPPERS = (staticmethod, classmethod)
_HELD = (list, dict, set, deque, bytearray)
_MISSING = object()
_NAMESPACE: Any = type.__dict__["__dict__"].__get__
_MRO: Any = type.__dict__["__mro__"].__get__
"""What a class holds and inherits from, whatever its metaclass says."""


class _Holder(NamedTuple):
    name: str
    """Where it is found, such as ``PLURALS`` or ``Parser.handlers``."""
    value: Any
    names: Optional[List[str]]
    """Of attributes, where it is a namespace whose special names do not count."""
    items: List[Any]
    """What it held; held here too, so that no new object takes the identity of an old one."""


class Lasting:
    """The state of a module as it is when this is made.

    Args:
        count_additions: Whether what is only added to a table, or takes the place of None, counts as a
            change, too; caches do both.
    """

    def __init__(self, module: ModuleType, count_additions: bool = False) -> None:
        self._count_additions = count_additions
        self._seen: Set[int] = set()
        self._left = _MOST_ITEMS
        self._holders: List[_Holder] = []
        self._module = module.__name__
        self._keep_namespace("", module.__dict__, 0)
        self._arguments = sys.argv
        self._words = list(sys.argv)

    def changed(self) -> List[str]:
        """Names of what is no longer as it was."""
        found = set()
        for holder in self._holders:
            try:
                found.update(_changes(holder, self._count_additions))
            except Exception:  # it changed while another thread was at it, or defines what fails
                found.add(holder.name)
        if sys.argv is not self._arguments or sys.argv != self._words:
            found.add("sys.argv")
        return sorted(found)

    def _keep_namespace(self, prefix: str, namespace: Any, depth: int) -> None:
        names = _plain_names(namespace)
        values = [namespace[name] for name in names]
        self._holders.append(_Holder(prefix, namespace, names, [*names, *values]))
        for name, value in zip(names, values):
            self._keep(prefix + name, value, depth + 1)

    def _keep_function(self, name: str, function: FunctionType, depth: int) -> None:
        for value in _held_by(function):
            self._keep(name, value, depth + 1)

    def _keep(self, name: str, value: Any, depth: int) -> None:
        if depth > _DEPTH or len(self._holders) >= _MOST_HOLDERS or id(value) in self._seen:
            return
        kind = type(value)
        if kind in _HELD:
            self._seen.add(id(value))
            if len(value) > self._left:
                return
            items = _items(value)
            self._left -= len(items)
            self._holders.append(_Holder(name, value, None, items))
            if kind is not bytearray:
                for each in value.values() if kind is dict else value:
                    self._keep(name, each, depth + 1)
        elif kind in _WRAPPERS:
            self._keep(name, value.__func__, depth)
        elif kind is FunctionType:
            if value.__module__ == self._module:
                self._seen.add(id(value))
                self._keep_function(name, value, depth)
        elif issubclass(kind, type):
            namespace = _NAMESPACE(value)
            if namespace.get("__module__") == self._module:
                self._seen.add(id(value))
                self._keep_namespace(name + ".", namespace, depth)
        elif _NAMESPACE(kind).get("__module__") == self._module:
            attributes = _attributes_of(value)
            if type(attributes) is dict:
                self._seen.add(id(value))
                self._keep_namespace(name + ".", attributes, depth)


def _attributes_of(value: Any) -> Any:
    """The attributes of an object; none of its own code runs, since that may do anything."""
    for owner in _MRO(type(value)):
        descriptor = _NAMESPACE(owner).get("__dict__")
        if descriptor is not None:
            if type(descriptor) is not GetSetDescriptorType:
                return None
            try:
                return descriptor.__get__(value)
            except TypeError:  # it is another class's
                return None
    return None


def _held_by(function: FunctionType) -> Iterator[Any]:
    """Where functions remember: defaults, variables of the function around them, attributes."""
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    yield function.__dict__
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # it is empty
            continue


def _changes(holder: _Holder, count_additions: bool) -> List[str]:
    value, before = holder.value, holder.items
    if holder.names is not None or type(value) is dict:
        names = holder.names if holder.names is not None else before[: len(before) // 2]
        old = before[len(names) :]
        if count_additions:
            now = list(value) if holder.names is None else _plain_names(value)
            if len(now) != len(names):
                return [holder.name]
        if all(map(is_, map(value.get, names, repeat(_MISSING)), old)):
            return []
        changed = [
            name
            for name, each in zip(names, old)
            if (name not in value or value[name] is not each)
            and (each is not None or count_additions)
        ]
        if holder.names is not None:
            return [holder.name + name for name in changed]
        return [holder.name] if changed else []
    now = _items(value)
    is_same = len(before) == len(now) and all(map(is_, before, now))
    return [] if is_same else [holder.name]


def _items(value: Any) -> List[Any]:
    if type(value) is dict:
        return [*value, *value.values()]
    if type(value) is set:
        return sorted(value, key=id)
    return list(value)


def _plain_names(namespace: Any) -> List[str]:
    """Names of attributes: such as are text, and none of the language's own."""
    return [name for name in namespace if type(name) is str and not _is_special(name)]


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
