"""Prepares programs with the interpreter of their operation and keeps the prepared ones."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from aqe.booster.ports import EngineTrap, Limits, Operation
from aqe.booster.reference import expand, records, scan

__all__ = ["ReferenceEngine"]

Prepared = Callable[[bytes, Limits], bytes]
_KEPT = 64
_PREPARE: dict[Operation, Callable[[bytes], Prepared]] = {
    Operation.EXPAND: expand.prepare,
    Operation.SCAN: scan.prepare,
    Operation.RECORDS: records.prepare,
}


class ReferenceEngine:
    """Answers programs in Python; slower than the module, and the judge of what is right."""

    name = "reference"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        """What is prepared counts its steps, and its automata grow: one run at a time."""
        self._kept: OrderedDict[tuple[Operation, bytes], Prepared] = OrderedDict()

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        """See `Engine.run`."""
        with self._lock:
            try:
                return self._prepared(operation, program)(data, limits)
            except RecursionError as error:
                raise EngineTrap(
                    "the reference in Python broke off: its caller has left it too little stack",
                    hint="raise sys.setrecursionlimit(), or call from less deep",
                ) from error

    def _prepared(self, operation: Operation, program: bytes) -> Prepared:
        key = (operation, program)
        prepared = self._kept.get(key)
        if prepared is None:
            prepared = self._kept[key] = _PREPARE[operation](program)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return prepared
