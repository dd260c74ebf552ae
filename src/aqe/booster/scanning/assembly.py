"""Turns the normal form of patterns into a program: for each pattern a list of instructions.

The instructions are those of Thompson ("Regular Expression Search Algorithm", 1968) as Cox tells
them ("Regular Expression Matching: the Virtual Machine Approach", 2009): read a character of a
class, split with a preference, jump, save a place, ask for a place, end. An engine needs neither
the pattern nor its tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from aqe.booster.encoding import Writer
from aqe.booster.scanning.code_points import Ranges
from aqe.booster.scanning.literals import required_literals
from aqe.booster.scanning.nodes import (
    Assertions,
    Characters,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
)

__all__ = [
    "FORMAT",
    "MOST_INSTRUCTIONS",
    "MOST_RANGES",
    "Assembled",
    "Instruction",
    "TooLarge",
    "Written",
    "assemble",
    "write_pattern",
]

FORMAT = 1
"""The first byte of a program."""
MOST_INSTRUCTIONS = 2000
"""Of one pattern, with repetitions written out."""
MOST_RANGES = 512
"""Ranges of all classes of one pattern."""


class Instruction(IntEnum):
    """The numbers are part of programs."""

    CHARACTER = 0
    SPLIT = 1
    JUMP = 2
    SAVE = 3
    ASSERT = 4
    MATCH = 5


class TooLarge(Exception):
    """The pattern passes a limit, which the text names."""


@dataclass(slots=True)
class Assembled:
    """The instructions of a pattern under way."""

    classes: dict[Ranges, int] = field(default_factory=dict)
    code: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, *instruction: int) -> int:
        """Append an instruction; its number."""
        if len(self.code) >= MOST_INSTRUCTIONS:
            raise TooLarge(
                f"more than {MOST_INSTRUCTIONS} instructions with repetitions written out"
            )
        self.code.append(instruction)
        return len(self.code) - 1

    def emit(self, node: Node) -> None:
        """Append the instructions of a node; what comes next follows them."""
        match node:
            case Characters(ranges):
                number = self.classes.setdefault(ranges, len(self.classes))
                self.add(Instruction.CHARACTER, number)
            case Assertions(kind):
                self.add(Instruction.ASSERT, kind)
            case Sequence(items):
                for item in items:
                    self.emit(item)
            case Choice(branches):
                self._choice(branches)
            case Repeat(body, low, high, is_greedy):
                self._repeat(body, low, high, is_greedy)
            case Group(number, body):
                self.add(Instruction.SAVE, 2 * number - 2)
                self.emit(body)
                self.add(Instruction.SAVE, 2 * number - 1)

    def _choice(self, branches: tuple[Node, ...]) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self.add(Instruction.SPLIT, 0, 0)
            self.emit(branch)
            ends.append(self.add(Instruction.JUMP, 0))
            self.code[split] = (Instruction.SPLIT, split + 1, len(self.code))
        self.emit(branches[-1])
        for end in ends:
            self.code[end] = (Instruction.JUMP, len(self.code))

    def _repeat(self, body: Node, low: int, high: int | None, is_greedy: bool) -> None:
        for _ in range(low):
            start = len(self.code)
            self.emit(body)
        if high is None and low:
            self._split(self.add(Instruction.SPLIT, 0, 0), start, len(self.code), is_greedy)
        elif high is None:
            split = self.add(Instruction.SPLIT, 0, 0)
            self.emit(body)
            self.add(Instruction.JUMP, split)
            self._split(split, split + 1, len(self.code), is_greedy)
        else:
            splits = []
            for _ in range(high - low):
                splits.append(self.add(Instruction.SPLIT, 0, 0))
                self.emit(body)
            for split in splits:
                self._split(split, split + 1, len(self.code), is_greedy)

    def _split(self, at: int, inside: int, outside: int, is_greedy: bool) -> None:
        first, second = (inside, outside) if is_greedy else (outside, inside)
        self.code[at] = (Instruction.SPLIT, first, second)


def assemble(tree: Node) -> Assembled:
    """The instructions of a pattern.

    Raises:
        TooLarge: They pass a limit.
    """
    assembled = Assembled()
    assembled.emit(tree)
    assembled.add(Instruction.MATCH)
    if sum(map(len, assembled.classes)) > MOST_RANGES:
        raise TooLarge(f"more than {MOST_RANGES} ranges of characters in its classes")
    return assembled


class Written(NamedTuple):
    """What a pattern takes of a program."""

    instructions: int
    classes: int
    """Classes with their ranges."""
    literal_bytes: int


def write_pattern(writer: Writer, tree: Node, groups: int, most_literal_bytes: int) -> Written:
    """Append the pattern to a program; without its literals if they are longer than that together.

    Raises:
        TooLarge: It passes a limit.
    """
    assembled = assemble(tree)
    writer.number(groups).number(len(assembled.classes))
    for ranges in assembled.classes:
        writer.number(len(ranges))
        for low, high in ranges:
            writer.number(low).number(high)
    writer.number(len(assembled.code))
    for code, *operands in assembled.code:
        writer.byte(code)
        for operand in operands:
            writer.number(operand)
    literals = required_literals(tree)
    if sum(map(len, literals)) > most_literal_bytes:
        literals = ()
    writer.number(len(literals))
    for literal in literals:
        writer.block(literal)
    return Written(
        len(assembled.code),
        len(assembled.classes) + sum(map(len, assembled.classes)),
        sum(map(len, literals)),
    )
