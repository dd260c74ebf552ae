"""What was begun and killed is told once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.errors import StoreError
from aqe.store import Store, operation_log
from aqe.store.processes import Process, current_process, is_alive
from aqe.testing import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    with Store.open(tmp_path, clock=clock) as opened:
        yield opened


def test_work_in_this_process_is_not_interrupted(store: Store) -> None:
    id = store.begin("test.generate", {"paths": ["a.py"], "seed": 3})
    assert store.interrupted() == ()
    (record,) = store.running()
    assert (record.id, record.name, record.status) == (id, "test.generate", "running")
    assert record.arguments == {"paths": "['a.py']", "seed": "3"}
    assert record.pid == os.getpid()


def test_finished_work_is_not_interrupted(store: Store) -> None:
    store.finish(store.begin("gate", {}), "ok")
    assert store.running() == ()
    assert operation_log.interrupted(store._database, ManualClock(), lambda process: False) == ()


def test_killed_work_is_told_once(store: Store, clock: ManualClock) -> None:
    first = store.begin("test.generate", {})
    second = store.begin("mutate", {})
    told = operation_log.interrupted(store._database, clock, lambda process: False)
    assert [(each.id, each.status) for each in told] == [
        (first, "interrupted"),
        (second, "interrupted"),
    ]
    assert operation_log.interrupted(store._database, clock, lambda process: False) == ()
    assert store.running() == ()


def test_work_on_another_machine_has_a_day(store: Store, clock: ManualClock) -> None:
    id = store.begin("flaky", {})
    clock.advance(23 * 3600)
    assert operation_log.interrupted(store._database, clock, lambda process: None) == ()
    clock.advance(2 * 3600)
    told = operation_log.interrupted(store._database, clock, lambda process: None)
    assert [each.id for each in told] == [id]


def test_arguments_are_kept_without_secrets(store: Store) -> None:
    store.begin("x", {"api_key": "hunter2", "url": "https://me:pw@host", "seed": 1})
    (record,) = store.running()
    assert record.arguments == {
        "api_key": "[redacted]",
        "url": "https://me:[redacted]@host",
        "seed": "1",
    }


def test_finishing_what_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.finish("nothing", "ok")
    assert caught.value.slug == "operation-unknown"


def test_a_state_that_is_replaced_meanwhile_does_not_know_the_operation(store: Store) -> None:
    before = store.backup()
    id = store.begin("flaky", {})
    store.restore(before)
    with pytest.raises(StoreError, match="was replaced meanwhile"):
        store.finish(id, "ok")


def test_this_process_is_alive_and_another_life_of_its_id_is_not() -> None:
    me = current_process()
    assert is_alive(me) is True
    assert is_alive(Process(me.pid, "some other time", me.machine)) is False
    assert is_alive(Process(me.pid, me.started, "elsewhere/")) is None


def test_a_process_that_ended_is_not_alive_even_before_it_is_reaped() -> None:
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    os.close(reader)
    from aqe.store.processes import _machine, _started

    process = Process(child, _started(child) or "", _machine())
    try:
        assert process.started
        assert is_alive(process) is True
    finally:
        os.close(writer)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert is_alive(process) is False
    os.waitpid(child, 0)
    assert is_alive(process) is False
