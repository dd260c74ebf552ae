"""Findings: what we tell the user about the subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """SARIF levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, with its place."""

    rule: str
    severity: Severity
    message: str
    path: str
    line: int | None = None
    run: str | None = None
