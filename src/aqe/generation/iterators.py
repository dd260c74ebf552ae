"""Iterators of the language, and classes of a subject whose objects are some: what they are for is what they
yield."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.subject import ClassSubject

__all__ = ["ENDLESS", "LANGUAGE_ITERATORS", "iterator_classes"]

ENDLESS = frozenset(f"itertools:{each}" for each in ("count", "cycle", "repeat"))
"""Iterators that mostly have no end, as runs tell their types."""
_BUILTIN = """
    bytearray_iterator bytes_iterator callable_iterator dict_itemiterator dict_keyiterator
    dict_reversekeyiterator dict_valueiterator enumerate filter list_iterator list_reverseiterator map
    range_iterator reversed set_iterator str_ascii_iterator str_iterator tuple_iterator zip
"""
_ITERTOOLS = """
    accumulate batched chain combinations combinations_with_replacement compress dropwhile filterfalse
    groupby islice pairwise permutations product starmap takewhile zip_longest
"""
LANGUAGE_ITERATORS = frozenset(
    (
        *(f"builtins:{each}" for each in _BUILTIN.split()),
        *(f"itertools:{each}" for each in _ITERTOOLS.split()),
        *ENDLESS,
    )
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
