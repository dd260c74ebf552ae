"""What lies outside a package: names of other modules that the subject looks up while it runs."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.domain.recipe import Recipe

__all__ = ["Boundary"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A function or class of another distribution that callables of the subject look up."""

    name: str
    """Dotted name where it is defined: ``urllib.request.urlopen``."""
    place: str
    """Dotted path at which the subject looks it up: ``shop.rates.urlopen``."""
    users: tuple[str, ...]
    """Qualified names of the callables whose bodies mention it."""
    keywords: tuple[str, ...] = ()
    """Names of the keyword arguments that it is called with."""
    payload: Recipe | None = None
    """A document of the shape that the subject reads out of what it answers, where it reads one."""
