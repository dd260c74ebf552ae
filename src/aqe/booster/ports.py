"""What an engine is: programs and inputs in, bytes or a numbered failure out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from aqe.errors import BoosterError

__all__ = ["Engine", "EngineFailure", "EngineTrap", "FailureCode", "Limits", "Operation"]


class Operation(IntEnum):
    """What a program is for; the numbers are part of the border to the WASM module."""

    EXPAND = 1
    """A template and bindings to text."""
    SCAN = 2
    """Patterns and texts to the places where they match."""
    RECORDS = 3
    """A schema's program, a seed and a range of numbers to lines of JSON."""


class FailureCode(IntEnum):
    """Why an operation gave no result; the same numbers as in the crate (`failure.rs`)."""

    MALFORMED_PROGRAM = 1
    MALFORMED_INPUT = 2
    OUTPUT_LIMIT = 3
    STEP_LIMIT = 4
    DEPTH_LIMIT = 5
    MISSING_VALUE = 6
    WRONG_VALUE = 7
    EXHAUSTED = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use; both engines count alike."""

    output_bytes: int = 64 * 1024 * 1024
    steps: int = 2_000_000_000
    """Steps as the operation counts them."""


class EngineFailure(BoosterError):
    """A program, or its input, that has no result: an answer, and the same from each engine."""

    slug = "booster-failure"

    def __init__(self, code: FailureCode, position: int) -> None:
        super().__init__(f"{code.name.lower().replace('_', ' ')} at {position}")
        self.code = code
        self.position = position
        """An offset or an index, as the operation says."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EngineFailure):
            return NotImplemented
        return (self.code, self.position) == (other.code, other.position)

    def __hash__(self) -> int:
        return hash((self.code, self.position))


class EngineTrap(BoosterError):
    """An engine broke off, out of time or memory: no answer, so that another engine is asked."""

    slug = "booster-trap"


class Engine(Protocol):
    """Answers programs. The same program and input give the same answer, always and everywhere."""

    @property
    def name(self) -> str:
        """What results say did the work: `wasm` or `reference`."""

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        """The output of a program on an input; prepared programs are kept for the next call.

        Raises:
            EngineFailure: The program or the input has no result.
            EngineTrap: The engine itself broke off.
        """
