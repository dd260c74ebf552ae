"""What a run of code under test may use. Every limit is on by default."""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["Limits"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one worker and on each candidate that it runs."""

    cpu_s_per_call: float = 0.5
    """Processor time of one candidate."""
    wall_s_per_call: float = 2.0
    """Elapsed time of one candidate, for code that sleeps or waits."""
    memory_bytes: int = 1024 * _MIB
    """Address space of a process."""
    file_bytes: int = 16 * _MIB
    """Size of one written file."""
    processes: int = 64
    """Processes and threads at one time."""
    output_bytes: int = 64 * 1024
    """Kept of what a candidate prints; the rest is dropped."""
    import_s: float = 20.0
    """Elapsed time of the import of the subject."""
    grace_s: float = 1.0
    """How long a process may go on after a limit before it is killed."""

    def as_message(self) -> dict[str, float | int]:
        """The limits as plain data for the worker."""
        return asdict(self)
