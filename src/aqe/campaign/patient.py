"""What campaigns record, and how they go on when the state cannot take it.

What was verified or measured is worth more than its record: a full disk must not lose it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.run import RecordedRun
from aqe.errors import StoreError

__all__ = ["Ledger", "PatientLedger"]


class Ledger(Protocol):
    """What campaigns need of the store."""

    def new_run_id(self) -> str:
        """A fresh id."""
        ...

    def record_run(self, run: RecordedRun) -> None:
        """Remember a run."""
        ...

    def record_measures(self, measures: Sequence[Measure]) -> None:
        """Remember numbers."""
        ...

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        """Remember what became of mutants."""
        ...

    def record_suite_file(
        self, path: Path, digest: str, subject: str, seed: int, run_id: str
    ) -> None:
        """Remember a file that was written."""
        ...

    def artefact(self, content: bytes, name: str, *, run_id: str | None = None) -> object:
        """Keep a file beside a run."""
        ...


class PatientLedger:
    """Passes everything on; what cannot be recorded becomes a note, told once.

    Args:
        ledger: Where things are recorded.
        tell: Is told each note at once.
    """

    def __init__(self, ledger: Ledger, tell: Callable[[str], None] = lambda note: None) -> None:
        self._ledger = ledger
        self._tell = tell
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Why something could not be recorded."""
        return tuple(self._notes)

    def new_run_id(self) -> str:
        """A fresh id."""
        return self._ledger.new_run_id()

    def record_run(self, run: RecordedRun) -> None:
        """Remember a run."""
        self._try(lambda: self._ledger.record_run(run))

    def record_measures(self, measures: Sequence[Measure]) -> None:
        """Remember numbers."""
        self._try(lambda: self._ledger.record_measures(measures))

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        """Remember what became of mutants."""
        self._try(lambda: self._ledger.record_mutants(run_id, results))

    def record_suite_file(
        self, path: Path, digest: str, subject: str, seed: int, run_id: str
    ) -> None:
        """Remember a file that was written."""
        self._try(lambda: self._ledger.record_suite_file(path, digest, subject, seed, run_id))

    def artefact(self, content: bytes, name: str, *, run_id: str | None = None) -> None:
        """Keep a file beside a run."""
        self._try(lambda: self._keep(content, name, run_id))

    def _keep(self, content: bytes, name: str, run_id: str | None) -> None:
        self._ledger.artefact(content, name, run_id=run_id)

    def _try(self, record: Callable[[], None]) -> None:
        try:
            record()
        except StoreError as error:
            if error.slug == "run-unknown":  # follows from a run that could not be recorded
                return
            note = f"not everything could be recorded: {error.message}"
            if note not in self._notes:
                self._notes[note] = None
                self._tell(note)
