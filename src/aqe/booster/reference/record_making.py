"""One run over records: where it stands in its stream of numbers, and what it has written.

The same numbers, checks and steps as in the crate (`records/making.rs`).
"""

from __future__ import annotations

from collections.abc import Callable

from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.splitmix import GOLDEN, MASK, mixed, skewed, stream

__all__ = ["Making", "Node"]

_MOST_WALKS = 4096


class Making:
    """One run: where it stands in the stream of numbers, and what is written."""

    __slots__ = ("calls", "left", "most", "output", "row", "seed", "state")

    def __init__(self, seed: int, limits: Limits) -> None:
        self.seed = seed
        self.state = self.row = self.calls = 0
        self.left = limits.steps
        self.most = limits.output_bytes
        self.output = bytearray()

    def next(self) -> int:
        """The next 64 bits."""
        self.state = self.state + GOLDEN & MASK
        return mixed(self.state)

    def below(self, size: int) -> int:
        """A number from 0 to before the size."""
        if size <= 1 << 32:
            return (self.next() >> 32) * size >> 32
        return self.next() * size >> 64

    def skewed(self, size: int, power: int) -> int:
        """A number from 0 to before the size, the small ones more often."""
        return skewed(self.next(), size, power)

    def between(self, low: int, high: int) -> int:
        """A number from the one to the other."""
        return low + self.below(high - low + 1) if high > low else low

    def step(self, at: int) -> None:
        """Count one visit of a node; every node begins with this."""
        if not self.left:
            raise EngineFailure(FailureCode.STEP_LIMIT, at)
        self.left -= 1
        if len(self.output) > self.most:
            raise EngineFailure(FailureCode.OUTPUT_LIMIT, at)

    def spend(self, steps: int, at: int) -> None:
        """Count work within one node."""
        if self.left < steps:
            raise EngineFailure(FailureCode.STEP_LIMIT, at)
        self.left -= steps

    def permuted(self, salt: int, size: int, at: int) -> int:
        """A place for this row, none twice."""
        return self.scattered(self.row, salt, size, at)

    def scattered(self, place: int, salt: int, size: int, at: int) -> int:
        """Another place for each place: a Feistel network that walks its cycles."""
        if place >= size:
            raise EngineFailure(FailureCode.EXHAUSTED, at)
        half = (max((size - 1).bit_length(), 2) + 1) // 2
        mask = (1 << half) - 1
        key = stream(self.seed, salt, 0)
        value = place
        for _ in range(_MOST_WALKS):
            left, right = value >> half, value & mask
            for turn in range(4):
                drawn = mixed(key + ((right << 3 | turn) * GOLDEN) & MASK)
                left, right = right, left ^ (drawn & mask)
            value = left << half | right
            if value < size:
                return value
        raise EngineFailure(FailureCode.EXHAUSTED, at)

    def become(self, row: int, state: int) -> tuple[int, int]:
        """Go on as another row; gives what to come back to.

        Nodes call their children themselves: a frame more for each would not fit Python's stack.
        """
        kept = self.row, self.state
        self.row, self.state = row, state
        return kept

    def drawn_row(self, salt: int, size: int, power: int) -> int:
        """A row below `size` that depends on this row and the salt only, early ones more often."""
        kept = self.state
        self.state = stream(self.seed, salt, self.row)
        row = self.skewed(size, power)
        self.state = kept
        return row


Node = Callable[[Making], None]
"""Writes its part of a record."""
