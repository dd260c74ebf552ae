"""Programs that the front ends write, with inputs: where tests of the engines start from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from aqe.booster.ports import Operation

__all__ = ["Sample", "samples"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A program and an input for it."""

    name: str
    operation: Operation
    program: bytes
    data: bytes


@cache
def samples() -> tuple[Sample, ...]:
    """At least two for each operation."""
    return ()
