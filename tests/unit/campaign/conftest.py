"""Wires for campaigns: a clock that stands still and a store in memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from memory_ledger import MemoryLedger

from aqe.campaign.project import Wiring
from aqe.campaign.verifying.checking import Wires
from aqe.domain.progress import Progress
from aqe.execution.interpreter import find_interpreter


@dataclass
class Bench:
    """A wiring with what it recorded."""

    store: MemoryLedger
    progress: list[Progress]
    environ: dict[str, str]

    def wiring(self, *, stop_after: int | None = None) -> Wiring:
        return Wiring(
            store=self.store,
            clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
            environ=self.environ,
            progress=self.progress.append,
            cancelled=lambda: stop_after is not None and len(self.store.runs) >= stop_after,
        )

    def wires(self, root: Path) -> Wires:
        """What the campaign of a subject is connected to."""
        return Wires(
            interpreter=find_interpreter(root, None, {}),
            store=self.store,
            progress=self.progress.append,
            cancelled=lambda: False,
            clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
            command="aqe test generate thing.py",
        )


@pytest.fixture
def bench() -> Bench:
    return Bench(MemoryLedger(), [], {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
