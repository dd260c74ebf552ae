"""What collections of the subject hold, where going through them leaves them as they are."""

import copy
import weakref
from typing import Any, Iterator, List, Optional

ITEM_LIMIT = 50

_lasting: "weakref.WeakKeyDictionary[type, bool]" = weakref.WeakKeyDictionary()
"""Classes whose objects were seen to hold as many items behind a loop as before it, or not."""


def items_of(value: Any) -> Optional[List[Any]]:
    """The items of a collection with a length; None where a loop takes them out, as from a queue.

    The first object of a class that holds anything is gone through as a copy. What cannot be copied is gone
    through itself: most collections keep what they hold.

    Raises:
        Exception: whatever going through it raises.
    """
    length = len(value)
    if length and not _is_lasting(value, length):
        return None
    items = list(bounded(value))
    return items if len(items) == length else None


def bounded(value: Any) -> Iterator[Any]:
    """The first items of a collection: one more than are told at most."""
    for position, item in enumerate(value):
        if position > ITEM_LIMIT:
            return
        yield item


def _is_lasting(value: Any, length: int) -> bool:
    kind = type(value)
    known = _lasting.get(kind)
    if known is None:
        known = _lasting[kind] = _lasts(value, length)
    return known


def _lasts(value: Any, length: int) -> bool:
    try:
        seen = copy.deepcopy(value)
    except Exception:  # no copy can be had
        return True
    if seen is value or type(seen) is not type(value) or len(seen) != length:
        return True
    for _ in bounded(seen):
        pass
    return len(seen) == length
