"""Language-neutral descriptions of the type of a value, and the evidence for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EvidenceSource", "TypeEvidence", "TypeRef"]


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type as far as it is known.

    `name` is one of the neutral names ``none bool int float complex str bytes list tuple dict set
    frozenset callable iterator async_iterator awaitable type any literal union duck record``, or
    ``module:qualname`` for a class. ``literal`` keeps its members, as source text, in `literals`;
    ``duck`` keeps the attribute names that a value needs in `literals`; its `arguments`, where given,
    are the types of those attributes in the same order (``callable`` for methods).
    ``record`` is a dict with known keys: their source in `literals`, the types of their values in
    `arguments`. ``callable`` has the types of its parameters and then that of its result.
    A variable-length tuple is ``tuple`` with the arguments ``(T, TypeRef("..."))``.
    """

    name: str
    arguments: tuple[TypeRef, ...] = ()
    literals: tuple[str, ...] = ()

    @property
    def is_class(self) -> bool:
        """Whether the type names a class of some module."""
        return ":" in self.name

    def classes(self) -> Iterator[str]:
        """``module:qualname`` of the classes that it names, itself or in its arguments."""
        if self.is_class:
            yield self.name
        for each in self.arguments:
            yield from each.classes()


class EvidenceSource(StrEnum):
    """Where a belief about a type comes from, strongest first by default."""

    HINT = "hint"
    STUB = "stub"
    OBSERVED = "observed"
    CALL_SITE = "call-site"
    DEFAULT = "default"
    ISINSTANCE = "isinstance"
    DOCSTRING = "docstring"
    USAGE = "usage"
    COMPARISON = "comparison"
    NAMESAKE = "namesake"
    """Another parameter of the same name in the module declares it."""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class TypeEvidence:
    """One reason to believe that a value has a type."""

    type: TypeRef
    source: EvidenceSource
    weight: float
    """Relative trust, from 0 (none) to 1 (declared)."""
