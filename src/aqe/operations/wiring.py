"""The services as the campaigns want them."""

from __future__ import annotations

import json
from typing import Any

from aqe.campaign.patient import PatientLedger
from aqe.campaign.project import Wiring
from aqe.errors import StoreError
from aqe.operations.services import Services

__all__ = ["keep_document", "patient_ledger", "wiring_of"]


def patient_ledger(services: Services) -> PatientLedger:
    """The project's state for long work: what it cannot take is told, and the work goes on."""
    return PatientLedger(services.store, services.notice)


def keep_document(services: Services, document: Any, name: str, run: str) -> None:
    """Keep something beside a run for later reports, where the run could be recorded."""
    try:
        services.store.artefact(json.dumps(document).encode(), name, run_id=run)
    except StoreError as error:
        if error.slug != "run-unknown":
            services.notice(f"later reports will not know everything: {error.message}")


def wiring_of(services: Services, ledger: PatientLedger) -> Wiring:
    """The wires of a campaign."""
    return Wiring(
        store=ledger,
        clock=services.clock.now,
        environ=services.environ,
        progress=services.progress,
        cancelled=services.cancelled,
    )
