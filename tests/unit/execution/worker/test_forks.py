"""How a fork ended is told, however long it takes to leave; forks are made in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are not to be had")

INSIDE = """
import os, sys, time
from aqe.execution.worker.forks import Forks

def work(tell):
    os.close(tell.args[0])  # as the kernel does on the way out
    time.sleep(0.3)
    os._exit(int(sys.argv[1]))

results, lost = Forks([]).run(work, 1, 60.0)
print(results, lost.outcome, lost.detail)
"""


@pytest.mark.parametrize(
    ("status", "told"),
    [(124, "[] timeout interrupts ignored"), (3, "[] crashed exited with status 3")],
)
def test_a_fork_that_is_slow_to_leave_is_not_killed_before_it_tells_how(
    status: int, told: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, str(status)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == told
