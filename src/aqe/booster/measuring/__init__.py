"""Measures the booster beside what people would use without it, on the same texts."""

from aqe.booster.measuring.pattern_application import (
    PatternReport,
    PatternRow,
    Ratio,
    measure_patterns,
)
from aqe.booster.measuring.runaway import RunawayRow

__all__ = ["PatternReport", "PatternRow", "Ratio", "RunawayRow", "measure_patterns"]
