"""What it takes to read one schema as ways: its subschemas as needs, and whoever expands those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from aqe.booster.schemas.documents import Document, Place
from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.regexes import ExpressionError
from aqe.booster.schemas.searching import search
from aqe.booster.schemas.shapes import Demand, Need, Shape

__all__ = ["MOST", "Owner", "Reading", "just", "matches"]

MOST = 48
"""Ways that are kept, unless one list of the schema has more."""


class Owner(Protocol):
    """Expands needs of the document."""

    incomplete: bool
    """Whether some ways were left out."""

    def of(self, demand: Demand) -> list[Shape]:
        """The shapes that meet all needs of a demand."""

    def product(self, left: list[Shape], right: list[Shape]) -> list[Shape]:
        """What meets one of each."""

    def few(self, ways: list[Shape], most: int = 0) -> list[Shape]:
        """At most so many ways, or as many as there may always be."""

    def apart(self, one: Need, other: Need) -> bool:
        """Whether it is plain that no value meets two needs."""

    def fresh(self, names: Iterable[str], patterns: Iterable[str], place: Place) -> str | None:
        """A name that is none of some and matches none of the patterns."""

    def named(self, wanted: str | Demand) -> Sequence[str]:
        """Some names that match a pattern or meet a demand."""


def just(kind: str, **fields: Any) -> Shape:
    """A shape of one type."""
    return Shape(kinds=frozenset((kind,)), **fields)


def matches(pattern: str, name: str, place: Place) -> bool:
    """Whether a name matches a pattern of the schema."""
    try:
        return search(pattern, name)
    except ExpressionError as error:
        raise SchemaRefused(f"{error}", pointer=place[0], keyword="patternProperties") from error


class Reading:
    """One schema at its place."""

    def __init__(self, owner: Owner, document: Document, place: Place, schema: Any) -> None:
        self.owner = owner
        self.document = document
        self.place = place
        self.schema = schema

    def inner(self, *steps: str, wanted: bool = True) -> Need:
        return wanted, self.document.inner(self.place, *steps)

    def every(self, keyword: str, *, wanted: bool = True) -> list[Need]:
        return [
            self.inner(keyword, str(index), wanted=wanted)
            for index in range(len(self.schema.get(keyword, ())))
        ]

    def expand(self, *needs: Need) -> list[Shape]:
        return self.owner.of(frozenset(needs))

    def size(self, keyword: str) -> int | None:
        value = self.schema.get(keyword)
        return None if value is None else int(value)

    @property
    def fixed(self) -> int:
        return len(self.schema.get("prefixItems", ()))
