"""Performs an operation and keeps a record of the ones that change something while they run.

The record is what lets the next start say that an earlier one was killed.
"""

from __future__ import annotations

from typing import Any

from aqe.errors import StoreError
from aqe.execution.temporary import remove_abandoned
from aqe.operations.operation import Operation
from aqe.operations.serialise import to_json
from aqe.operations.services import Services
from aqe.store import Store

__all__ = ["conduct"]


def conduct(operation: Operation[Any, Any], request: Any, services: Services) -> Any:
    """Perform an operation.

    Raises:
        AqeError: It could not be done.
    """
    if not operation.changes:
        return operation.handler(request, services)
    store = services.store
    remove_abandoned(services.clock.now().timestamp())
    record = store.begin(operation.name, to_json(request, services.root))
    status = "failed"
    try:
        with services.open_log().span(operation.name, record=record):
            result = operation.handler(request, services)
        status = str(result.status)
    except KeyboardInterrupt:
        status = "interrupted"
        raise
    finally:
        _finish(store, record, status, services)
    return result


def _finish(store: Store, record: str, status: str, services: Services) -> None:
    """Note the end; where the state cannot take it, the result is still there to be told."""
    try:
        store.finish(record, status)
    except StoreError as error:
        services.notice(f"the end of this command could not be recorded: {error.message}")
