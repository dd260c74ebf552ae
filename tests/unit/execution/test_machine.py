from __future__ import annotations

import os

from aqe.execution.machine import this_machine


def test_it_is_this_machine() -> None:
    found = this_machine()
    assert found.system
    assert found.processor
    assert found.cores is None or 1 <= found.cores <= (os.cpu_count() or 1)
    assert found.memory_bytes is None or found.memory_bytes > 100 * 1024 * 1024
