"""What the project remembers: runs, measures, mutants, suites, operations, artefacts."""

from aqe.store.artefacts import Artefact
from aqe.store.opening import StoreNotice
from aqe.store.operation_log import OperationRecord
from aqe.store.retention import PruneReport, StoreHealth
from aqe.store.store import Store

__all__ = [
    "Artefact",
    "OperationRecord",
    "PruneReport",
    "Store",
    "StoreHealth",
    "StoreNotice",
]
