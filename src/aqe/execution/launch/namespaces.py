"""What modules hold: what their names and those of their classes stand for, and what is in their tables.

Of the module under test all of it is looked at, some way down; of the modules of tools, whether their code is
what it was; of all others, names and tables of the module and of its classes. Everything is compared by
identity: what an object says of itself does not count. What a module changes by its own doing (see
`own_doing`) may change, unless the test put its hand to it, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

from .own_doing import OwnDoing, changes_by_text, own_doing_of, text_of

__all__ = ["Modules"]

_DEPTH = 4
_MOST_ITEMS = 20_000
"""Elements of tables of one module that are looked at."""
_LARGE = 100
"""Elements from which a table of another module is looked at by its length alone: most hold constants."""
_ABSENT = object()
_CODE = (FunctionType, type, staticmethod, classmethod, property)
_HELD = (list, dict, set, deque, bytearray)
_PLAIN = (int, float, complex, str, bytes, bool, type(None))
_OFTEN = {
    "sys": frozenset(
        "stdin stdout stderr last_type last_value last_traceback last_exc modules"
        " path_importer_cache".split()
    )
}
"""Changed by pytest and by imports; streams and modules are looked at elsewhere."""
_OF_ENUMERATIONS = frozenset({"_value2member_map_", "_unhashable_values_"})
"""Tables in which `enum` keeps what is made of flags when they are joined."""

_BETWEEN = ("warnings", "_pytest.assertion.util")


class _Kept:
    """A namespace or a table, and what it held."""

    __slots__ = ("is_large", "is_space", "items", "keys", "name", "owner", "value")

    def __init__(self, name: str, owner: Any, value: Any) -> None:
        self.name = name
        self.owner = owner
        """What has the namespace; None for a table."""
        self.value = value
        self.is_space = owner is not None
        self.is_large = False
        self.keys: list[Any] = []
        self.items: list[Any] = []
        self.take()

    def take(self) -> None:
        """What it holds now."""
        if isinstance(self.value, (list, deque, bytearray)):
            self.keys, self.items = [], list(self.value)
        elif isinstance(self.value, set):
            self.keys, self.items = [], sorted(self.value, key=id)
        else:
            self.keys, self.items = list(self.value), list(self.value.values())

    def is_as_before(self) -> bool:
        """Whether it holds the very same in the same order."""
        value = self.value
        if len(value) != len(self.items):
            return False
        if self.is_large:
            return True
        if self.is_space:
            # Of two names for one value nobody asks which is which.
            return all(map(is_, value.values(), self.items))
        if isinstance(value, dict):
            return all(map(is_, value, self.keys)) and all(map(is_, value.values(), self.items))
        now = sorted(value, key=id) if isinstance(value, set) else value
        return all(map(is_, now, self.items))

    def differing(self) -> list[tuple[Any, Any, Any]]:
        """(key, what it was, what it is) for all that differs in a namespace or a dictionary."""
        old = dict(zip(self.keys, self.items))
        now = dict(self.value)
        return [
            (key, old.get(key, _ABSENT), now.get(key, _ABSENT))
            for key in dict.fromkeys([*old, *now])
            if not _is_same(old.get(key, _ABSENT), now.get(key, _ABSENT))
        ]

    def put_back(self) -> None:
        """Make a table hold what it held."""
        if isinstance(self.value, dict):
            self.value.clear()
            self.value.update(zip(self.keys, self.items))
        elif isinstance(self.value, set):
            self.value.clear()
            self.value.update(self.items)
        elif isinstance(self.value, deque):
            self.value.clear()
            self.value.extend(self.items)
        else:
            self.value[:] = self.items


class _Module:
    """One module as it was.

    Args:
        module: To be kept.
        depth: How far down: 0 for names and tables of the module and of its classes.
        only_code: Whether what is not code may change.
    """

    def __init__(self, module: ModuleType, depth: int, only_code: bool) -> None:
        self._module = module
        self._name = module.__name__
        self._depth = depth
        self._only_code = only_code
        self._own: OwnDoing | None = None
        self._seen: set[int] = set()
        self._left = _MOST_ITEMS
        self._kept: list[_Kept] = []
        self._keep_space(self._name, module, 0)

    def refresh(self) -> None:
        """What is now, is what is expected."""
        for each in self._kept:
            if not each.is_as_before():
                each.take()

    def changed(self, touched: frozenset[str]) -> Iterator[str]:
        """What counts as changed; it is put back, where that can be."""
        for each in self._kept:
            try:
                is_same = each.is_as_before()
            except RuntimeError:  # a thread is at it
                continue
            if is_same:
                continue
            if each.owner is None:
                yield from self._changed_table(each, touched)
            else:
                yield from self._changed_names(each, touched)
            each.take()

    def _changed_names(self, space: _Kept, touched: frozenset[str]) -> Iterator[str]:
        for key, old, new in space.differing():
            if isinstance(key, str) and self._counts(space, key, old, new, touched):
                yield "%s.%s" % (space.name, key)
                _put_back(space.owner, key, old)

    def _changed_table(self, table: _Kept, touched: frozenset[str]) -> Iterator[str]:
        is_dictionary = isinstance(table.value, dict)
        if is_dictionary and not table.differing():  # only the order
            return
        last = table.name.rpartition(".")[2]
        if last in _OFTEN.get(self._name, ()) or (last not in touched and self._changes(last)):
            return
        yield table.name
        table.put_back()

    def _counts(self, space: _Kept, key: str, old: Any, new: Any, touched: frozenset[str]) -> bool:
        is_code = isinstance(old, _CODE) or isinstance(new, _CODE)
        if (key.startswith("__") and key.endswith("__")) or self._only_code:
            return is_code
        if old is _ABSENT and isinstance(new, ModuleType):  # a part of a package that was imported
            return False
        if key in _OFTEN.get(self._name, ()):
            return False
        if space.owner is self._module:
            is_late = old is _ABSENT and "__getattr__" in space.keys  # made when it is asked for
            return not is_late and key not in self._doing().names
        return is_code or key not in self._doing().attributes

    def _changes(self, table: str) -> bool:
        """Whether the code of the module changes a table itself."""
        if not self._depth and self._own is None:
            # The many modules beside the subject are not worth a reading of their grammar.
            return changes_by_text(text_of(self._module), table)
        return table in self._doing().tables

    def _doing(self) -> OwnDoing:
        if self._own is None:
            self._own = own_doing_of(self._module)
        return self._own

    # -- keeping ---------------------------------------------------------------------------------

    def _keep_space(self, name: str, owner: Any, depth: int) -> None:
        self._seen.add(id(owner))
        space = _Kept(name, owner, vars(owner))
        self._kept.append(space)
        is_class = isinstance(owner, type)
        for key, value in zip(space.keys, space.items):
            if not isinstance(key, str) or (key.startswith("__") and key.endswith("__")):
                continue
            if not is_class or key not in _OF_ENUMERATIONS:
                self._keep("%s.%s" % (name, key), value, depth + 1, in_class=is_class)

    def _keep(self, name: str, value: Any, depth: int, *, in_class: bool = False) -> None:
        if id(value) in self._seen:
            return
        kind = type(value)
        if isinstance(value, type):
            if vars(value).get("__module__") == self._name and depth <= max(self._depth, 3):
                self._keep_space(name, value, depth)
        elif self._only_code or (depth > max(self._depth, 1) and not in_class):
            return
        elif kind in _HELD:
            self._keep_table(name, value, depth)
        elif self._depth and kind is not FunctionType:
            is_own = getattr(kind, "__module__", None) == self._name
            if is_own and type(getattr(value, "__dict__", None)) is dict:
                self._keep_space(name, value, depth)

    def _keep_table(self, name: str, value: Any, depth: int) -> None:
        if len(value) > self._left:
            return
        self._seen.add(id(value))
        table = _Kept(name, None, value)
        table.is_large = not self._depth and len(table.items) > _LARGE
        self._left -= len(table.items)
        self._kept.append(table)
        if self._depth and not isinstance(value, bytearray):
            for each in table.items:
                self._keep(name, each, depth + 1)


class Modules:
    """All modules that there are.

    Args:
        subject: The module under test.
        tools: Names of modules and packages of which only the code counts.
        is_left_out: Whether a module is none of its business, such as one of the tests.
    """

    def __init__(
        self,
        subject: ModuleType,
        tools: tuple[str, ...],
        is_left_out: Callable[[str, ModuleType], bool],
    ) -> None:
        self._subject = subject
        self._tools = tools
        self._is_left_out = is_left_out
        self._known: dict[str, _Module] = {}
        self._names: dict[str, Any] = {}

    def refresh(self, loaded: dict[str, Any]) -> None:
        """What is now, is what is expected.

        Args:
            loaded: The modules that are imported, by name.
        """
        for each in self._known.values():
            each.refresh()
        self._take(loaded)

    def changed_in_subject(self, touched: frozenset[str]) -> list[str]:
        """Of it, what is in the module under test; quickly told.

        Args:
            touched: Names that the test changes by its own hand.
        """
        subject = self._known.get(self._subject.__name__)
        return [] if subject is None else list(subject.changed(touched))

    def begin(self) -> None:
        """What pytest exchanges between two tests counts for neither."""
        for name in _BETWEEN:
            if name in self._known:
                self._known[name].refresh()

    def changed(self, loaded: dict[str, Any], touched: frozenset[str]) -> list[str]:
        """What a test changed; it is put back, where that can be.

        Args:
            loaded: The modules that are imported, by name.
            touched: Names that the test changes by its own hand.
        """
        found = self._exchanged(loaded)
        for each in list(self._known.values()):
            found += each.changed(touched)
        self._take(loaded)
        return found

    def _exchanged(self, loaded: dict[str, Any]) -> list[str]:
        """Modules that others stand for, that are gone, or that nothing was imported for."""
        found = []
        for name, module in self._names.items():
            if loaded.get(name) is not module:
                found.append("sys.modules[%r]" % name)
                loaded[name] = module
        new = {name: each for name, each in list(loaded.items()) if name not in self._names}
        made_up = [
            name
            for name, each in new.items()
            if getattr(each, "__spec__", None) is None and not self._is_left_out(name, each)
        ]
        if len(made_up) == len(new):  # what is imported may bring such along
            for name in made_up:
                found.append("sys.modules[%r]" % name)
                del loaded[name]
        return found

    def _take(self, loaded: dict[str, Any]) -> None:
        for name, module in list(loaded.items()):
            if name in self._names:
                continue
            self._names[name] = module
            if not isinstance(module, ModuleType) or self._is_left_out(name, module):
                continue
            if module.__name__ == name and name not in self._known:
                is_subject = module is self._subject
                is_tool = not is_subject and name.partition(".")[0] in self._tools
                self._known[name] = _Module(module, _DEPTH if is_subject else 0, is_tool)


def _is_same(old: Any, new: Any) -> bool:
    """Whether it is the same object, or a plain value that nothing tells from it."""
    if old is new:
        return True
    kind = type(old)
    if kind is not type(new):
        return False
    if kind is tuple:
        return len(old) == len(new) and all(map(_is_same, old, new))
    return kind in _PLAIN and bool(old == new)


def _put_back(owner: Any, key: str, old: Any) -> None:
    try:
        if old is _ABSENT:
            delattr(owner, key)
        else:
            setattr(owner, key, old)
    except Exception:  # it defends itself; the test is refused all the same
        return
