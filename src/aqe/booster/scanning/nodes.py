"""The normal form of a text pattern: seven kinds of node, with flags and escapes resolved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from aqe.booster.scanning.code_points import Ranges

__all__ = [
    "Assertion",
    "Assertions",
    "Characters",
    "Choice",
    "Group",
    "Node",
    "Repeat",
    "Sequence",
    "can_be_empty",
]


class Assertion(IntEnum):
    """What may be asked of a place between two characters; the numbers are part of programs."""

    TEXT_START = 0
    TEXT_END = 1
    LINE_START = 2
    LINE_END = 3
    WORD_EDGE = 4
    NO_WORD_EDGE = 5


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Assertions:
    """A place; nothing is read."""

    kind: Assertion


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that leads to a match."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something several times in a row."""

    body: Node
    low: int
    high: int | None
    """None: without an upper bound."""
    is_greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What is told apart in a match."""

    number: int
    body: Node


Node = Characters | Assertions | Sequence | Choice | Repeat | Group


def can_be_empty(node: Node) -> bool:
    """Whether the node can match without reading anything."""
    match node:
        case Characters():
            return False
        case Assertions():
            return True
        case Sequence(items):
            return all(can_be_empty(each) for each in items)
        case Choice(branches):
            return any(can_be_empty(each) for each in branches)
        case Repeat(body, low, _, _):
            return low == 0 or can_be_empty(body)
        case Group(_, body):
            return can_be_empty(body)
