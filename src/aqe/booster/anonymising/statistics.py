"""What is counted of a column before and after, in bounded memory, and how the two compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from aqe.booster.anonymising.numbers import Sample, number_of

__all__ = ["ColumnCounts", "Comparison", "GroupCounts", "compared"]

_MOST_DISTINCT = 200_000
MEAN_TOLERANCE = 0.02
"""Of the standard deviation."""
QUANTILE_TOLERANCE = 0.25
"""Of the standard deviation."""
_QUANTILES = 20


class ColumnCounts:
    """Counts of one column."""

    def __init__(self) -> None:
        self.rows = 0
        self.nulls = 0
        self.characters = 0
        self.numbers = Sample()
        self._values: Counter[bytes] | None = Counter()

    def add(self, value: Any) -> None:
        """Take one value; only a hash of it is kept, and of numbers the number."""
        self.rows += 1
        if value is None:
            self.nulls += 1
            return
        number = number_of(value)
        if number is not None:
            self.numbers.add(float(number))
        if isinstance(value, str):
            self.characters += len(value)
        if self._values is not None:
            self._values[_hashed(value)] += 1
            if len(self._values) > _MOST_DISTINCT:
                self._values = None

    @property
    def distinct(self) -> int | None:
        """Different values; None where they were too many to count."""
        return None if self._values is None else len(self._values)

    @property
    def frequencies(self) -> list[int] | None:
        """How often values stand there, the most frequent first."""
        return None if self._values is None else sorted(self._values.values(), reverse=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One statement about a column before and after; `holds` is None where it could not be judged."""

    name: str
    holds: bool | None
    detail: str


def compared(method: str, before: ColumnCounts, after: ColumnCounts) -> tuple[Comparison, ...]:
    """What a method promises about a column, checked."""
    found = []
    if method != "remove":
        holds = before.nulls == after.nulls
        found.append(Comparison("null rate", holds, f"{before.nulls} and {after.nulls} nulls"))
    if method in ("pseudonym", "phone", "shuffle"):
        found += _one_to_one(before, after)
    if method in ("noise", "shuffle") and before.numbers.count:
        found += _numbers(before.numbers, after.numbers)
    return tuple(found)


def _one_to_one(before: ColumnCounts, after: ColumnCounts) -> Iterable[Comparison]:
    if before.distinct is None or after.distinct is None:
        told = f"more than {_MOST_DISTINCT} different values, not compared"
        yield Comparison("different values", None, told)
        return
    told = f"{before.distinct} and {after.distinct}"
    yield Comparison("different values", before.distinct == after.distinct, told)
    same = before.frequencies == after.frequencies
    yield Comparison("frequencies", same, "the same" if same else "not the same")


def _numbers(before: Sample, after: Sample) -> Iterable[Comparison]:
    unit = before.deviation or abs(before.mean) or 1.0
    mean = abs(after.mean - before.mean) / unit
    yield Comparison("mean", mean <= MEAN_TOLERANCE, f"moved by {mean:.4f} deviations")
    spread = abs(after.deviation - before.deviation) / unit
    yield Comparison("deviation", spread <= MEAN_TOLERANCE, f"changed by {spread:.2%}")
    pairs = zip(before.quantiles(_QUANTILES), after.quantiles(_QUANTILES), strict=False)
    largest = max((abs(one - other) / unit for one, other in pairs), default=0.0)
    holds = largest <= QUANTILE_TOLERANCE
    yield Comparison("quantiles", holds, f"moved by at most {largest:.4f} deviations")


class GroupCounts:
    """How many rows share the same values of some columns: k of k-anonymity (Sweeney, 2002)."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._groups: Counter[bytes] = Counter()

    def add(self, values: Iterable[Any]) -> None:
        """Take the values of one row."""
        self._groups[_hashed(tuple(values))] += 1

    @property
    def smallest(self) -> int:
        """Rows of the smallest group; 0 without rows."""
        return min(self._groups.values(), default=0)

    def below(self, size: int) -> int:
        """Rows in groups of fewer than `size`."""
        return sum(each for each in self._groups.values() if each < size)


def _hashed(value: Any) -> bytes:
    text = value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=10).digest()
