"""What the booster's own claims are checked with: speed beside other tools, and conformance."""

from aqe.booster.measuring.pattern_application import (
    PatternReport,
    PatternRow,
    Ratio,
    measure_patterns,
)
from aqe.booster.measuring.runaway import RunawayRow

__all__ = ["PatternReport", "PatternRow", "Ratio", "RunawayRow", "measure_patterns"]
