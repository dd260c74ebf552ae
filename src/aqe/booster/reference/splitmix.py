"""The generator of both engines: SplitMix64.

Steele, Lea and Flood: Fast splittable pseudorandom number generators, 2014.
"""

from __future__ import annotations

__all__ = ["GOLDEN", "MASK", "mixed", "skewed", "stream"]

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
"""From one state to the next one."""


def mixed(z: int) -> int:
    """The number that is drawn in a state."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def skewed(drawn: int, size: int, power: int) -> int:
    """A number from 0 to before the size, from 64 bits: `size * u ** power` for a u from 0 to 1.

    With a power of 1 all are as frequent. Above, a number is the less frequent the greater it is:
    the first tenth has a share of `0.1 ** (1 / power)`. Whole numbers only, so that every engine and
    every machine has the same ones.
    """
    bits = 32 if size <= 1 << 32 else 64
    unit = drawn >> 64 - bits
    value = unit
    for _ in range(power - 1):
        value = value * unit >> bits
    return value * size >> bits


def stream(seed: int, salt: int, row: int) -> int:
    """The first state of a record, or of a part of it with a salt of its own."""
    return mixed(mixed(seed + (salt + 1) * GOLDEN & MASK) + row * GOLDEN & MASK)
