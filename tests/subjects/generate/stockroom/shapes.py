"""Single dispatch, dataclasses, enumerations, class methods and operators."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import singledispatch, total_ordering


class Kind(Enum):
    ROUND = "round"
    FLAT = "flat"

    def opposite(self) -> Kind:
        if self is Kind.ROUND:
            return Kind.FLAT
        return Kind.ROUND


@total_ordering
@dataclass
class Box:
    width: int
    height: int = 1
    kind: Kind = Kind.FLAT
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.width < 0:
            raise ValueError("width is negative")

    def __lt__(self, other: Box) -> bool:
        return self.area < other.area

    def __add__(self, other: Box) -> Box:
        if not isinstance(other, Box):
            return NotImplemented
        return Box(self.width + other.width, max(self.height, other.height))

    @property
    def area(self) -> int:
        return self.width * self.height

    @classmethod
    def square(cls, side: int) -> Box:
        return cls(side, side)

    @staticmethod
    def fits(one: Box, other: Box) -> bool:
        return one.width <= other.width and one.height <= other.height

    def tag(self, word: str) -> list[str]:
        if word not in self.tags:
            self.tags.append(word)
        return self.tags


@singledispatch
def describe(value: object) -> str:
    return "something"


@describe.register
def _(value: int) -> str:
    return "large number" if value > 99 else "number"


@describe.register(Box)
def _box(value: Box) -> str:
    if value.kind is Kind.ROUND:
        return "round box"
    return "box"


@describe.register
def _(value: list) -> str:
    return ", ".join(describe(each) for each in value) or "nothing"
