"""Text patterns in linear time: reads them, has an engine search for them, tells places.

The search itself is the engines' (`booster/reference/scan.py`, the crate's `scan.rs`).
"""

from aqe.booster.scanning.matching import (
    Match,
    ScanLimit,
    ScanProgram,
    TextPattern,
    compile_patterns,
    scan,
)
from aqe.booster.scanning.places import Lines
from aqe.booster.scanning.refusal import PatternRefused

__all__ = [
    "Lines",
    "Match",
    "PatternRefused",
    "ScanLimit",
    "ScanProgram",
    "TextPattern",
    "compile_patterns",
    "scan",
]
