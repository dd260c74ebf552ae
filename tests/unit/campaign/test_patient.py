"""A state that cannot be written costs a note, not the suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aqe.campaign.patient import PatientLedger
from aqe.errors import StoreError


class Full:
    """A ledger on a full disk."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def new_run_id(self) -> str:
        return "id"

    def __getattr__(self, name: str) -> Any:
        def refuse(*arguments: object, **named: object) -> None:
            self.asked.append(name)
            slug = "run-unknown" if name == "record_mutants" else "disk-full"
            raise StoreError(f"no space left ({slug})", slug=slug)

        return refuse


def test_every_record_is_tried_and_the_reason_told_once() -> None:
    full = Full()
    ledger = PatientLedger(full)

    run: Any = None
    ledger.record_run(run)
    ledger.record_run(run)
    ledger.record_measures(())
    ledger.record_mutants("id", ())
    ledger.record_suite_file(Path("t.py"), "d", "s", 0, "id")
    ledger.artefact(b"", "findings.json", run_id="id")

    assert full.asked == [
        "record_run",
        "record_run",
        "record_measures",
        "record_mutants",
        "record_suite_file",
        "artefact",
    ]
    assert ledger.notes == ("not everything could be recorded: no space left (disk-full)",)
    assert ledger.new_run_id() == "id"
