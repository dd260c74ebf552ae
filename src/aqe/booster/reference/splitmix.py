"""The generator of both engines: SplitMix64.

Steele, Lea and Flood: Fast splittable pseudorandom number generators, 2014.
"""

from __future__ import annotations

__all__ = ["GOLDEN", "MASK", "mixed", "stream"]

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
"""From one state to the next one."""


def mixed(z: int) -> int:
    """The number that is drawn in a state."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def stream(seed: int, salt: int, row: int) -> int:
    """The first state of a record, or of a part of it with a salt of its own."""
    return mixed(mixed(seed + (salt + 1) * GOLDEN & MASK) + row * GOLDEN & MASK)
