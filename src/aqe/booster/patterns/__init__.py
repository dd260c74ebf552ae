"""Patterns applied to tests: places are found, edits collected, conflicts told, results checked.

What a pattern is says `aqe.domain.pattern`; here is what happens with it.
"""

from __future__ import annotations

from aqe.booster.patterns.application import (
    Application,
    Conflict,
    Place,
    Withdrawal,
    apply_patterns,
)
from aqe.booster.patterns.library import Library, compile_library
from aqe.booster.patterns.text import TextScanner

__all__ = [
    "Application",
    "Conflict",
    "Library",
    "Place",
    "TextScanner",
    "Withdrawal",
    "apply_patterns",
    "compile_library",
]
