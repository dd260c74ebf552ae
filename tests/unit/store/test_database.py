"""One connection, many threads, no forks."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import InternalError, StoreError
from aqe.store import Store
from aqe.store.locks import held
from aqe.testing import ManualClock


def make_run(id: str) -> RecordedRun:
    return RecordedRun(id, RunKind.TEST, ("pytest",), "/p", "2030-01-01", 1.0, 0, "3.11")


def write_and_stop(store: Store) -> None:
    with store._database.writing() as connection:
        connection.execute("INSERT INTO notices VALUES (1, 'a', 'b', 'c')")
        raise KeyboardInterrupt


def test_threads_share_a_store(tmp_path: Path) -> None:
    with Store.open(tmp_path, clock=ManualClock()) as store:

        def write(name: str) -> None:
            for number in range(20):
                store.record_run(make_run(f"{name}-{number}"))
                assert store.last_run() is not None

        threads = [threading.Thread(target=write, args=(f"t{number}",)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({run.id for run in store.runs(limit=1000)}) == 120


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path, clock=ManualClock()) as store:
        with pytest.raises(InternalError, match="NaN"):
            store.record_run(
                RecordedRun("r", RunKind.TEST, (), "/", "2030", float("nan"), 0, "3.11")
            )
        with pytest.raises(KeyboardInterrupt):
            write_and_stop(store)
        assert store.runs() == ()
        assert store.past_notices() == ()
        store.record_run(make_run("after"))


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=ManualClock())
    store.close()
    store.close()
    with pytest.raises(InternalError, match="closed"):
        store.runs()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_must_open_its_own(tmp_path: Path) -> None:
    with Store.open(tmp_path, clock=ManualClock()) as store:
        child = os.fork()
        if child == 0:
            try:
                store.runs()
            except InternalError:
                os._exit(7)
            os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        assert store.runs() == ()


def test_waiting_for_another_opener_ends(tmp_path: Path) -> None:
    Store.open(tmp_path, clock=ManualClock()).close()
    lock = tmp_path / ".agentic-qe" / "aqe.lock"
    with held(lock, timeout_s=1), pytest.raises(StoreError, match="preparing") as caught:
        Store.open(tmp_path, clock=ManualClock(), busy_s=0.1)
    assert caught.value.slug == "database-locked"
    Store.open(tmp_path, clock=ManualClock(), busy_s=0.1).close()
