"""Every construct that decides something, once."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 3; NAMES = ["a", "b"]
TABLE = {
    "one": 1,
    "two": 2 if LIMIT else 3,
}


def branches(x):
    """Ifs."""
    if x == 1:
        result = "one"
    elif x > 1 and x < 10:
        result = "some"
    else:
        result = (
            "none"
        )
    if not x:
        return result
    if x < 0: return None
    if __debug__:
        result += "!"
    if 0:
        result += "?"
    while True:
        if x:
            break
    if x == 77:  # pragma: no cover
        raise ValueError(
            x
        )
    return result


def loops(items):
    total = 0
    for item in items:
        if item == 2:
            continue
        if item == 5: break
        total += item
    else:
        total = -1
    while total < 3:
        total += 1
        if total == 100:
            break
    else:
        total += 10
    for _ in items: pass
    for item in items:
        total += item
    return total


def matching(value):
    match value:
        case 0:
            return "zero"
        case [first, *rest] if first:
            result = rest
        case {"k": inner}:
            result = inner
        case str() | bytes():
            result = "text"
        case _:
            result = None
    match value:
        case 5:
            result = 5
        case 6 | 7:
            result = 6
    return result


def handlers(value):
    try:
        1 / value
    except ZeroDivisionError:
        result = "zero"
    except (
        TypeError,
        ValueError,
    ) as error:
        result = type(error).__name__
    else:
        result = "fine"
    finally:
        value = None
    try:
        raise KeyError
    except:
        pass
    with contextlib.suppress(ValueError):
        raise ValueError
    return result


async def asynchronous(count):
    async def numbers():
        for number in range(count):
            yield number

    total = 0
    async for number in numbers():
        if number:
            total += number
    return [n async for n in numbers() if n]


def expressions(a, b):
    c = a if b is None else b
    d = a and b or c
    e = [x for x in range(5) if x % 2 if x != a]
    if (n := len(e)) > 1 or b in ("a", "b"):
        c = n
    assert c is not d or c, "message"
    if isinstance(b, str) and b.startswith("a"):
        return lambda: a or b
    if 0 < n < 10 <= 20:
        return {k: v for k, v in TABLE.items() if v}
    return not (a and b)


def one_liners(x):
    if x: y = 1
    if x: y = 2; z = 3
    else: y = 4
    for i in range(3):
        if i == 1: continue
        x += i
    if y: return y
    return x


def contexts(x):
    with contextlib.nullcontext() as n, contextlib.nullcontext():
        if x:
            return n
    return x


def plain(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@plain
@functools.lru_cache(
    maxsize=None,
)
def decorated(x):
    global LIMIT
    LIMIT = x
    return x


class Shape:
    """A class."""

    side = 2 if LIMIT else 3
    if side > 5:
        other = 1

    @property
    def area(self):
        "One."
        return self.side ** 2 if self.side else None

    def abstract(self): ...


def generator(count):
    sent = None
    while count:
        sent = yield count
        if sent:
            return
        count -= 1


class Failed(Exception): pass


def nothing(): pass


def always(x): return x


def finishing(x):
    try:
        return 1 / x
    finally:
        if x != 1:
            LIMIT
