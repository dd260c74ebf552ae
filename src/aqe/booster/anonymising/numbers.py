"""Numbers that are changed and keep their order, their mean, their deviation and their quantiles.

The range of a column is cut at its quantiles; every cut moves by a fraction of the way to the next one
that the key decides, and what lies between two cuts moves with them. A last stretch and shift bring
mean and deviation back.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from aqe.booster.anonymising.keys import Key

__all__ = ["Noise", "Sample", "number_of"]

_CUTS = 40
_SHARE_OF_GAP = 0.4
_SHARE_OF_DEVIATION = 0.1
"""No cut moves further than this share of the standard deviation."""
_KEPT = 262_144
_MOST_PLACES = 6
"""A binary fraction with more decimals was not written by somebody."""


class Sample:
    """Numbers of a column in bounded memory: all of them, later every second, fourth, ..."""

    def __init__(self, limit: int = _KEPT) -> None:
        self.count = 0
        self.values = array("d")
        self._limit = limit
        self._stride = 1
        self._mean = 0.0
        self._squares = 0.0

    def add(self, number: float) -> None:
        """Take one number; mean and deviation are of all of them (Welford, 1962)."""
        if self.count % self._stride == 0:
            self.values.append(number)
            if len(self.values) >= self._limit:
                self.values = self.values[::2]
                self._stride *= 2
        self.count += 1
        step = number - self._mean
        self._mean += step / self.count
        self._squares += step * (number - self._mean)

    @property
    def mean(self) -> float:
        """Of all numbers."""
        return self._mean

    @property
    def deviation(self) -> float:
        """Standard deviation of all numbers."""
        return math.sqrt(max(0.0, self._squares) / self.count) if self.count else 0.0

    def quantiles(self, parts: int) -> list[float]:
        """Least, the cuts between `parts` equal parts, and largest."""
        ordered = sorted(self.values)
        last = len(ordered) - 1
        return [ordered[round(last * part / parts)] for part in range(parts + 1)] if ordered else []


class Noise:
    """A growing function on the numbers of one column."""

    def __init__(self, key: Key, column: str, sample: Sample) -> None:
        self._cuts = sorted(set(sample.quantiles(_CUTS)))
        self._moved = list(self._cuts)
        self._stretch, self._shift = 1.0, 0.0
        self._floor = 0.0 if self._cuts and self._cuts[0] >= 0 else -math.inf
        self._ceiling = math.inf
        largest = _SHARE_OF_DEVIATION * sample.deviation
        for index, cut in enumerate(self._cuts):
            gaps = [
                abs(cut - self._cuts[other])
                for other in (index - 1, index + 1)
                if 0 <= other < len(self._cuts)
            ]
            reach = min([_SHARE_OF_GAP * each for each in gaps] + [largest])
            part = key.fraction(b"noise", column.encode(), str(index).encode())
            self._moved[index] = cut + reach * (
                part if abs(part) > 0.25 else math.copysign(0.25, part)
            )
        self._adjust(sample)

    def _adjust(self, sample: Sample) -> None:
        after = Sample()
        for each in sample.values:
            after.add(self._between(each))
        before = Sample()
        for each in sample.values:
            before.add(each)
        if after.deviation > 0:
            self._stretch = before.deviation / after.deviation
        self._shift = before.mean - self._stretch * after.mean

    def value(self, value: Any) -> Any:
        """The changed number, with as many decimals; null where it is no number."""
        number = number_of(value)
        if number is None:
            return None
        moved = self._stretch * self._between(float(number)) + self._shift
        moved = min(max(moved, self._floor), self._ceiling)
        exponent = number.as_tuple().exponent
        places = max(-exponent, 0) if isinstance(exponent, int) else 0
        if isinstance(value, float):
            return round(moved, places) if places <= _MOST_PLACES else moved
        rounded = Decimal(repr(moved)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        if isinstance(value, int):
            return int(rounded)
        return f"{rounded:f}" if isinstance(value, str) else rounded

    def _between(self, number: float) -> float:
        cuts, moved = self._cuts, self._moved
        index = bisect_right(cuts, number)
        if index == 0:
            return number + moved[0] - cuts[0]
        if index == len(cuts):
            return number + moved[-1] - cuts[-1]
        share = (number - cuts[index - 1]) / (cuts[index] - cuts[index - 1])
        return moved[index - 1] + share * (moved[index] - moved[index - 1])


def number_of(value: Any) -> Decimal | None:
    """A value as a number, where it is one of reasonable size."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str) and not value[:1].lstrip("+-").isdigit() and not value[1:2].isdigit():
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 100 else None
