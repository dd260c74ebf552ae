"""Classes of a subject whose objects are iterators: what they are for is what they yield."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.subject import ClassSubject

__all__ = ["LANGUAGE_ITERATORS", "iterator_classes"]

LANGUAGE_ITERATORS = frozenset(
    f"builtins:{each}" for each in ("enumerate", "filter", "map", "reversed", "zip")
)
"""Iterators that the language makes, as runs tell their types."""
_NEXT = "__next__"


def iterator_classes(module: str, classes: Sequence[ClassSubject]) -> frozenset[str]:
    """Names of types, as runs tell them, of which each object is its own iterator.

    Args:
        module: of the subject.
        classes: of the module, and others that it refers to.
    """
    bases = {f"{each.module}:{each.qualname}": each.bases for each in classes}
    found = {f"{each.module}:{each.qualname}" for each in classes if _NEXT in each.methods}
    while True:
        more = {
            name
            for name, above in bases.items()
            if name not in found
            and any(base in found or f"{module}:{base}" in found for base in above)
        }
        if not more:
            return frozenset(found)
        found |= more
