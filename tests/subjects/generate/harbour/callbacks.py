"""Code that speaks of the functions and classes that it is given."""

from __future__ import annotations

from collections.abc import Callable


def moored(master, depth: int = 3) -> str:
    """Ask whoever is master, and tell what was asked."""
    answer = master.answer(depth=depth)
    if not answer:
        return f"{master.name} declines"
    return f"{master.name} agrees"


def title(handler: Callable[[int], int]) -> str:
    """What a handler is called, and what it makes of three."""
    return f"{handler.__qualname__}: {handler(3)}"


def refused(handler: Callable[[int], int]) -> int:
    """Only numbers are taken."""
    found = handler(3)
    if not isinstance(found, int):
        raise TypeError(f"{handler.__qualname__} made {type(found).__name__} of {type(handler)}")
    return found


def weighed(crate) -> int:
    """Only crates that weigh something are taken."""
    if not hasattr(crate, "weight"):
        raise TypeError(f"{type(crate)!r} weighs nothing")
    if crate.weight > 10:
        raise ValueError(f"{type(crate).__qualname__} of {type(crate).__module__} is too heavy")
    return crate.weight
