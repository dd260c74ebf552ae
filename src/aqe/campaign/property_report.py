"""What became of the laws of one subject: which are offered as tests, and why not more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["OfferedProperty", "PossibleFinding", "PropertyReport"]


@dataclass(frozen=True, slots=True)
class OfferedProperty:
    """A law that is delivered as a test."""

    test: str
    """Name of the test."""
    kind: str
    """``round-trip``, ``idempotence``, ``commutativity`` and so on."""
    law: str
    """What holds: ``unescape(escape(text)) == text``."""
    inputs: tuple[str, ...]
    """For which values: ``text: st.text()``."""
    kills: tuple[str, ...]
    """Mutants that it kills and no recorded test does, each named by the first law that does."""


@dataclass(frozen=True, slots=True)
class PossibleFinding:
    """A law that the names of callables promise and that fails on few inputs only."""

    law: str
    counterexample: tuple[str, ...]
    """Inputs on which it fails: ``text = "&"``."""
    held: int
    failed: int


@dataclass(frozen=True, slots=True)
class PropertyReport:
    """Laws of one subject."""

    json_properties: ClassVar[tuple[str, ...]] = ("kills",)
    status: str
    """``offered``, ``none`` (no law earned a test), ``unavailable``, ``no-time`` or ``off``."""
    reason: str = ""
    """Why nothing is offered, and what to do about it."""
    offered: tuple[OfferedProperty, ...] = ()
    conjectured: int = 0
    held: int = 0
    """Conjectures that held on every input tried."""
    possible_findings: tuple[PossibleFinding, ...] = ()
    text: str | None = None
    """The tests, for dry runs."""

    @property
    def kills(self) -> int:
        """Mutants that the recorded tests miss and these tests kill."""
        return len({kill for each in self.offered for kill in each.kills})

    @property
    def why_none(self) -> str:
        """Why no property is offered, in a sentence; empty where there is one or no reason is known."""
        if self.status == "offered" or not self.reason:
            return ""
        found = "no properties" if self.status == "none" else f"properties are {self.status}"
        return f"{found}: {self.reason}"
