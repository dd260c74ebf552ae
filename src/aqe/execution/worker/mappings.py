"""What mappings of the subject hold, as ``dict`` reads it, without changing them."""

import copy
from typing import Any, Callable, Dict, Optional

_WORKING = ("__getattr__", "__getattribute__")
"""Methods with which every look at an object, and so copying it, runs code that may change it."""


def pairs_of(value: Any, described: Callable[[Any], Any]) -> Optional[Dict[Any, Any]]:
    """``dict(value)`` of a mapping that reads the same however often it is looked at; else None.

    Looking a key up may count, reorder or create. So it is a copy that is looked at, and the copy has to
    look before and after as the mapping does: a test may then demand what it holds beside other parts.

    Args:
        value: a mapping that can be iterated again and again, of bounded length.
        described: what else a test can demand of it, in a form that can be compared.

    Raises:
        Exception: whatever copying it or reading it raises.
    """
    if _is_plain(type(value)):
        return dict(value)
    if not _is_mapping(type(value)):
        return None
    seen = copy.deepcopy(value)
    if seen is value or type(seen) is not type(value):
        return None
    before = described(value)
    length = len(value)
    if described(seen) != before:
        return None
    keys = []
    for key in seen.keys():  # noqa: SIM118  # it is what `dict` asks
        keys.append(key)
        if len(keys) > length:  # a key may occur again, and keys may have no end
            return None
    pairs = dict(seen)
    if len(pairs) != length or list(pairs) != keys:
        return None
    again = {key: seen[key] for key in keys}
    return pairs if again == pairs == dict(seen) and described(seen) == before else None


_READING = ("__iter__", "__len__", "__getitem__", "keys", "__getattribute__")
"""Methods by which ``dict`` reads a mapping, and what every look at an object runs."""


def _is_plain(kind: type) -> bool:
    """Whether objects of a class are dictionaries that ``dict`` copies without running code of the class."""
    return (
        issubclass(kind, dict)
        and kind is not dict
        and all(getattr(kind, name) is getattr(dict, name) for name in _READING)
    )


def _is_mapping(kind: type) -> bool:
    """Whether ``dict`` reads objects of a class by their keys."""
    own = [each for each in kind.__mro__ if each is not object]
    if any(name in each.__dict__ for each in own for name in _WORKING):
        return False
    return all(any(name in each.__dict__ for each in own) for name in ("keys", "__getitem__"))
