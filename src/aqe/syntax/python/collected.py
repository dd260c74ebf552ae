"""Which names of a subject pytest would take for tests, whatever they are called in the test module."""

from __future__ import annotations

from collections.abc import Iterable

from aqe.domain.recipe import Symbol
from aqe.domain.subject import Subject

__all__ = ["collected_roots"]

_CASE = "TestCase"
"""How ``unittest`` and everything built upon it name the classes that pytest collects by their type."""


def collected_roots(subject: Subject, symbols: Iterable[Symbol]) -> frozenset[tuple[str, str]]:
    """(module, first part of the name) of the symbols that are test cases.

    Args:
        subject: where the classes and their bases are known from.
        symbols: what a test module is about to import.
    """
    bases = {
        (each.module, each.qualname): each.bases
        for each in (*subject.known_classes, *subject.classes)
    }
    meanings = dict(subject.names)
    roots = {(each.module, each.name.partition(".")[0]) for each in symbols if each.name}
    return frozenset(
        root for root in roots if _is_case(root, bases, meanings, subject.module, frozenset())
    )


def _is_case(
    place: tuple[str, str],
    bases: dict[tuple[str, str], tuple[str, ...]],
    meanings: dict[str, str],
    module: str,
    above: frozenset[tuple[str, str]],
) -> bool:
    if place in above:
        return False
    if place[1].rpartition(".")[2].endswith(_CASE):
        return True
    found = bases.get(place)
    if found is None and place[0] == module and place[1] in meanings:
        found = (meanings[place[1]],)
    return any(
        _is_case(_place_of(each, place[0]), bases, meanings, module, above | {place})
        for each in found or ()
    )


def _place_of(text: str, module: str) -> tuple[str, str]:
    """The place that ``module:qualname`` names; a bare name belongs to the module itself."""
    owner, _, name = text.rpartition(":")
    return owner or module, name
