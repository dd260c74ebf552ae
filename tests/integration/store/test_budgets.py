"""Processes that share a budget, and processes that die while money is set aside for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from call_builders import PRICED

from aqe.domain.conversation import Asker, CallOutcome
from aqe.errors import RouterError
from aqe.store import Store
from aqe.telemetry import SystemClock

PRELUDE = """
import sys, time
from decimal import Decimal
from pathlib import Path
from call_builders import PRICED, Settling
from aqe.domain.conversation import Asker
from aqe.domain.model import TokenUsage
from aqe.errors import RouterError
from aqe.store import Store
from aqe.telemetry import SystemClock
root, name = Path(sys.argv[1]), sys.argv[2]
told = []
def begin(store, reserve, limit, run="shared"):
    return store.begin_call(
        PRICED, Asker(run, name), reserve, daily_limit_usd=limit, run_limit_usd=limit
    )
"""

SPENDER = (
    PRELUDE
    + """
limit, calls = Decimal(sys.argv[3]), int(sys.argv[4])
made = refused = 0
while not (root / "go").exists():
    time.sleep(0.01)
with Store.open(root, clock=SystemClock(), tell=told.append) as store:
    for number in range(calls):
        # Odd amounts of another size each time: a float would lose them.
        reserve = Decimal("0.010000000007") * (1 + (number * 7 + int(name)) % 5)
        try:
            id = begin(store, reserve, limit)
        except RouterError as error:
            assert error.slug == "budget-spent", error
            refused += 1
            continue
        assert store.spent_usd() <= limit
        store.settle_call(id, Settling(cost_usd=reserve, usage=TokenUsage(10, 1)))
        store.settle_call(id, Settling(cost_usd=Decimal(9)))
        made += 1
print(made, refused, len(told))
"""
)

ENDLESS = (
    PRELUDE
    + """
store = Store.open(root, clock=SystemClock())
id = begin(store, Decimal("0.03"), Decimal(1_000_000), run=name)
print("ready", flush=True)  # a call is there to be found, however soon the end comes
while True:
    store.settle_call(id, Settling(cost_usd=Decimal("0.01")))
    id = begin(store, Decimal("0.03"), Decimal(1_000_000), run=name)
"""
)

HOLDER = (
    PRELUDE
    + """
store = Store.open(root, clock=SystemClock())
print(begin(store, Decimal("0.4"), Decimal(1)), flush=True)
sys.stdin.readline()
"""
)


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def finished(process: subprocess.Popen[str]) -> list[int]:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return [int(each) for each in out.split()]


def spend(root: Path, processes: int, calls: int, limit: str) -> list[list[int]]:
    """Calls made, calls refused and alerts told by every process."""
    started = [start(SPENDER, root, number, limit, calls) for number in range(processes)]
    (root / "go").touch()
    return [finished(each) for each in started]


LARGEST = Decimal("0.050000000035")


@pytest.mark.parametrize(("processes", "calls", "limit"), [(8, 50, "4"), (10, 20, "2.5")])
def test_processes_together_keep_to_a_limit_and_use_it(
    tmp_path: Path, processes: int, calls: int, limit: str
) -> None:
    ends = spend(tmp_path, processes, calls, limit)
    made, refused, told = (sum(column) for column in zip(*ends, strict=True))
    assert made + refused == processes * calls
    assert min(made, refused) > 0
    with Store.open(tmp_path, clock=SystemClock()) as store:
        recorded = store.calls()
        assert len(recorded) == made
        assert {each.outcome for each in recorded} == {CallOutcome.ANSWERED}
        costs = [each.cost_usd for each in recorded if each.cost_usd is not None]
        assert Decimal(limit) - LARGEST < store.spent_usd() == sum(costs) <= Decimal(limit)
        assert store.check().problems == ()
    # Each of the two limits is told once, by one of the processes; midnight would add a day.
    assert told == 1 + len({each.started_at.date() for each in recorded})


def test_what_is_set_aside_by_others_counts(tmp_path: Path) -> None:
    holders = [start(HOLDER, tmp_path, number) for number in range(2)]
    ids = {each.stdout.readline().strip() for each in holders if each.stdout is not None}
    with Store.open(tmp_path, clock=SystemClock()) as store:
        assert {each.id: each.outcome for each in store.calls()} == dict.fromkeys(
            ids, CallOutcome.OPEN
        )
        with pytest.raises(RouterError, match=r"\$0\.8000 are spent or set aside"):
            store.begin_call(
                PRICED,
                Asker("shared"),
                Decimal("0.21"),
                daily_limit_usd=None,
                run_limit_usd=Decimal(1),
            )
    for each in holders:
        each.communicate("\n", timeout=120)
    # They left without settling: nobody knows what their calls cost.
    with Store.open(tmp_path, clock=SystemClock()) as store:
        assert Counter(each.outcome for each in store.calls()) == {CallOutcome.LOST: 2}
        assert store.spent_usd(run="shared") == Decimal("0.8")


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_kill_9_in_the_middle_of_a_call_leaves_it_lost_and_counted(tmp_path: Path) -> None:
    for attempt in range(4):
        process = start(ENDLESS, tmp_path, f"run-{attempt}")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.1 + attempt * 0.03)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=120)
        with Store.open(tmp_path, clock=SystemClock()) as store:
            assert store.notices == ()
            mine = [each for each in store.calls() if each.asker.run == f"run-{attempt}"]
            outcomes = [each.outcome for each in mine]
            assert set(outcomes[:-1]) <= {CallOutcome.ANSWERED}
            assert outcomes[-1] in (CallOutcome.ANSWERED, CallOutcome.LOST)
            gone = outcomes.count(CallOutcome.LOST)
            spent = (len(mine) - gone) * Decimal("0.01") + gone * Decimal("0.03")
            assert store.spent_usd(run=f"run-{attempt}") == spent
            assert store.check().problems == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_a_killed_process_does_not_give_its_money_back(tmp_path: Path) -> None:
    holder = start(HOLDER, tmp_path, "1")
    assert holder.stdout is not None
    id = holder.stdout.readline().strip()
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=120)
    with Store.open(tmp_path, clock=SystemClock()) as store:
        (call,) = store.calls()
        assert (call.id, call.outcome, call.cost_usd) == (id, CallOutcome.LOST, Decimal("0.4"))
        assert store.spent_usd(day=SystemClock().now()) == Decimal("0.4")
