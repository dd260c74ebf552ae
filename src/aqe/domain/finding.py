"""Findings: what we tell the user about the subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Confidence", "Finding", "Oddity", "Severity"]


class Severity(StrEnum):
    """SARIF levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Confidence(StrEnum):
    """How sure we are that the subject does wrong, and not its caller."""

    HIGH = "high"
    """It can hardly be meant: whatever the arguments are, the code contradicts itself."""
    MEDIUM = "medium"
    """It contradicts what signature and documentation say, as far as they can be read."""


class Oddity(StrEnum):
    """What a search may meet that no test should nail down; also the rules of such findings."""

    RECURSION = "endless-recursion"
    ASSERTION = "failed-assertion"
    INTERPRETER = "interpreter-error"
    CRASH = "interpreter-crash"
    UNBOUND = "unbound-name"
    UNPROMISED = "unpromised-exception"
    EQUALITY = "broken-equality"
    HASH = "broken-hash"
    REPRESENTATION = "broken-representation"
    SERIALISATION = "unstable-serialisation"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, with its place."""

    rule: str
    severity: Severity
    message: str
    path: str
    line: int | None = None
    run: str | None = None
    subject: str | None = None
    """Qualified name of the callable or class that it is about, where it is about one."""
    confidence: Confidence | None = None
    """Where there is room for doubt."""
    test: str | None = None
    """What reproduces it: a file, ``::`` and the name of a test that fails for as long as it is so."""
    reproduction: str | None = None
    """Source of that test."""
