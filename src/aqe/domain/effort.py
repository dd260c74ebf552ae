"""What a search spent and where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

__all__ = ["Effort", "Phase", "Stopped"]


class Stopped(StrEnum):
    """Why a search came to its end."""

    ALL_REACHED = "all-reached"
    """Nothing was left."""
    TARGET = "target"
    """The coverage that was asked for was reached."""
    PATIENCE = "patience"
    """Nothing new for long."""
    NOTHING_TO_TRY = "nothing-to-try"
    """No execution that it had not made already."""
    EXECUTIONS = "executions"
    """The budget of executions was spent."""
    TIME = "time"
    """The budget of time was spent."""
    CANCELLED = "cancelled"
    """The user stopped it."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a generation."""

    json_properties: ClassVar[tuple[str, ...]] = ("executions_per_s",)
    name: str
    seconds: float
    executions: int = 0
    """Runs of candidates on the subject."""
    trials: int = 0
    """Runs of candidates on mutants of it."""

    @property
    def executions_per_s(self) -> float | None:
        """Both sorts of run each second; None where there were none."""
        total = self.executions + self.trials
        return round(total / self.seconds, 1) if total and self.seconds > 0 else None


@dataclass(frozen=True, slots=True)
class Effort:
    """What the generation of one suite spent."""

    stopped: Stopped
    """Why the search ended."""
    searched: int
    """Executions of the search until then."""
    last_new: int
    """Number of the execution that was the last to reach something new."""
    phases: tuple[Phase, ...] = ()
    """In their order; those of a search that was cut short are as long as they got."""
    peak_memory_bytes: int | None = None
    """Largest resident memory of a process that ran candidates; None where the system does not tell."""
