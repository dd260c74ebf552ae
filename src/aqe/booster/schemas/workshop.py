"""What makers of nodes share: the schema, the options, and whoever builds the parts of a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aqe.booster.schemas.checking import Checker
from aqe.booster.schemas.documents import Document
from aqe.booster.schemas.options import SchemaOptions
from aqe.booster.schemas.program import Node
from aqe.booster.schemas.sampling import Sampler
from aqe.booster.schemas.shapes import Demand

__all__ = ["Meanings", "Parts", "Workshop"]


class Meanings(Protocol):
    """Gives values to names that mean something."""

    def text(self, name: str) -> Node | None:
        """What stands between the quotes of a text called so."""

    def number(self, name: str, *, integral: bool) -> Node | None:
        """A number called so."""

    def has_long_tail(self, name: str) -> bool:
        """Whether most numbers called so are small and few of them large."""

    def words(self) -> Node:
        """A text that means nothing in particular."""


class Parts(Protocol):
    """Builds the parts of arrays and objects."""

    def build(self, demand: Demand, name: str = "") -> Node | None:
        """A node for values that meet a demand; none where there are no such values."""

    def names(self, wanted: str | Demand) -> Sequence[str]:
        """Some names of properties that match a pattern or meet a demand."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a maker needs."""

    document: Document
    options: SchemaOptions
    meanings: Meanings
    checker: Checker
    sampler: Sampler
    parts: Parts
