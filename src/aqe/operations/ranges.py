"""The range of a number in a request, the same for every face: in its schema and when it is read."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from aqe.errors import UsageError

__all__ = ["JOBS", "SEEDS", "Range", "check_range", "range_schema", "within"]

_KEY = "aqe-range"


@dataclasses.dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most`, both inclusive; None for no end."""

    least: float
    most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a number lies inside; what is no number does not."""
        return self.least <= value < math.inf and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        if self.most is None:
            return f"a number of at least {self.least:g}"
        return f"a number from {self.least:.12g} to {self.most:.12g}"


SEEDS = Range(0, 2**32 - 1)
JOBS = Range(1, 256)


def within(least: float | Range, most: float | None = None) -> Mapping[str, Range]:
    """Metadata for the field of a request: ``field(default=1, metadata=within(1, 9))``."""
    return {_KEY: least if isinstance(least, Range) else Range(least, most)}


def check_range(field: dataclasses.Field[Any], value: object) -> None:
    """Check a value for a field.

    Raises:
        UsageError: It is a number outside the field's range.
    """
    limits: Range | None = field.metadata.get(_KEY)
    if limits is None or not isinstance(value, int | float) or limits.holds(value):
        return
    raise UsageError(f"{field.name}: expected {limits}, got {value!r}", slug="bad-argument")


def range_schema(field: dataclasses.Field[Any]) -> dict[str, float]:
    """The range of a field in the words of JSON Schema."""
    limits: Range | None = field.metadata.get(_KEY)
    if limits is None:
        return {}
    found = {"minimum": limits.least}
    return found if limits.most is None else found | {"maximum": limits.most}
