"""A catalogue of editions: copies, wrapped functions, lazy results, items that collide, marks left open."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count, takewhile

_TAG = re.compile(r'<tag\s+name="([^"<>]*)"[^<>]*')
_CODE = re.compile(r"(?a:[a-z]+)-[0-9]+", re.IGNORECASE)


class Edition:
    """One edition of a book."""

    def __init__(self, title: str, year: int = 2000) -> None:
        self.title = title
        self.year = year

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Edition):
            return NotImplemented
        return (self.title, self.year) == (other.title, other.year)

    def __hash__(self) -> int:
        return hash((self.title, self.year))

    def at(self, level: str) -> "Edition":
        """A new edition, with as much of this one as a level says."""
        if level == "year":
            return Edition(self.title, self.year)
        return Edition(self.title)


class Sorted:
    """Items in the order of their keys, and of their arrival where these are equal."""

    def __init__(self, items: Iterable = (), key: Callable | None = None) -> None:
        self._key = key
        self._items = sorted(items, key=key)

    def update(self, more: Iterable) -> None:
        """Add items behind those with the same key."""
        self._items = sorted([*self._items, *more], key=self._key)

    def __iter__(self) -> Iterator:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def logged(function: Callable) -> Callable:
    """Prints the name of a function at each call."""

    @functools.wraps(function)
    def call(*args):
        print("call")
        return function(*args)

    return call


def sliced(text: str, size: int) -> Iterator[str]:
    """Parts of a text, each of a size."""
    return takewhile(len, (text[start : start + size] for start in count(0, size)))


def tag(text: str) -> str | None:
    """The name in a tag, closed or not.

    >>> tag('<tag name="a" new>')
    'a'
    """
    found = _TAG.search(text)
    return found[1] if found else None


def is_code(text: str) -> bool:
    """Whether a text is letters of the English alphabet and a number.

    >>> is_code("shelf-12")
    True
    """
    return _CODE.fullmatch(text) is not None
