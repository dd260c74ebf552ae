"""Names that mean something: a property called `email`, `city` or `price` gets such a value."""

from __future__ import annotations

from aqe.booster.schemas.program import Node
from aqe.booster.schemas.texts import letters

__all__ = ["Vocabulary"]


class Vocabulary:
    def text(self, name: str) -> Node | None:
        return None

    def number(self, name: str, *, integral: bool) -> Node | None:
        return None

    def words(self) -> Node:
        return letters("abcdefghijklmnopqrstuvwxyz", 3, 12)
