"""What generating runs keep about their search."""

from __future__ import annotations

from aqe.campaign.explanation.record import RECORD_NAME, SearchRecord, record_of
from aqe.domain.run import RecordedRun
from aqe.store import Store

__all__ = ["search_record"]


def search_record(store: Store, run: RecordedRun) -> SearchRecord | None:
    """The record of the search of a generating run, if it keeps one.

    Raises:
        EvidenceError: It cannot be read.
        StoreError: Its file is gone or was changed.
    """
    for artefact in store.artefacts(run.id):
        if artefact.name == RECORD_NAME:
            return record_of(store.read_artefact(artefact).decode("utf-8"))
    return None
