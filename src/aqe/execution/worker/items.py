"""What collections of the subject hold, where going through them leaves them as they are."""

import dis
import types
import weakref
from typing import Any, Iterator, List, Optional

ITEM_LIMIT = 50

_TAKING = frozenset(
    ("pop", "popleft", "popitem", "get_nowait", "remove", "discard", "clear", "heappop", "recv")
)
"""Names of what takes an item out of where it is kept."""
_DEPTH = 2
"""Methods that call methods that call methods are looked at."""
_lasting: "weakref.WeakKeyDictionary[type, bool]" = weakref.WeakKeyDictionary()
"""Classes -> whether their objects still hold what they held behind a loop."""


def items_of(value: Any) -> Optional[List[Any]]:
    """The items of a collection with a length; None where a loop takes them out, as from a queue.

    What the code of its `__iter__` mentions tells that beforehand, so that no item is lost; where it asks
    other objects for it, the first object of its class is emptied, and none after it.

    Raises:
        Exception: whatever going through it raises.
    """
    kind = type(value)
    length = len(value)
    if length and not _lasts(kind):
        return None
    items = list(bounded(value))
    if len(value) != length:
        _lasting[kind] = False
        return None
    return items if len(items) == length else None


def bounded(value: Any) -> Iterator[Any]:
    """The first items of a collection: one more than are told at most."""
    for position, item in enumerate(value):
        if position > ITEM_LIMIT:
            return
        yield item


def _lasts(kind: type) -> bool:
    known = _lasting.get(kind)
    if known is None:
        known = _lasting[kind] = not _takes_out(kind, "__iter__", _DEPTH)
    return known


def _takes_out(kind: type, name: str, depth: int) -> bool:
    """Whether a method of the subject takes items out of something, by what its code mentions, or that of the
    methods of the same class that it mentions."""
    defined = (each.__dict__.get(name) for each in kind.__mro__)
    method = next((each for each in defined if each is not None), None)
    if type(method) is not types.FunctionType:
        return False
    code = method.__code__
    if _TAKING.intersection(code.co_names):
        return True
    if any(each.opname == "DELETE_SUBSCR" for each in dis.get_instructions(code)):
        return True
    return depth > 0 and any(_takes_out(kind, each, depth - 1) for each in code.co_names)
