"""Pruning keeps what something rests on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import Outcome, RecordedRun, RunKind, TestOutcome
from aqe.store import Store
from aqe.testing import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def fill(store: Store, count: int) -> None:
    for number in range(count):
        outcomes = (TestOutcome("t", Outcome.PASSED, 0.1, "x" * 2000),)
        store.record_run(
            RecordedRun(
                f"r{number}", RunKind.TEST, ("p",), "/p", "2030", 1.0, 0, "3.11", outcomes=outcomes
            ),
            artefacts={"log.txt": f"log {number}"},
        )


def test_the_newest_runs_stay_and_the_rest_goes_with_all_that_hangs_on_it(
    tmp_path: Path, clock: ManualClock
) -> None:
    with Store.open(tmp_path, clock=clock) as store:
        fill(store, 80)
        for artefact in store.artefacts():
            os.utime(artefact.path, (0, 0))
        report = store.prune(runs=3, backups=1)
        assert [run.id for run in store.runs()] == ["r79", "r78", "r77"]
        assert len(store.artefacts()) == 3
        health = store.check()
    assert (report.runs, report.artefacts) == (77, 77)
    assert health.problems == ()
    assert report.freed_bytes > 200_000
    assert report.state_bytes < 250_000


def test_runs_that_something_rests_on_stay(tmp_path: Path, clock: ManualClock) -> None:
    with Store.open(tmp_path, clock=clock) as store:
        fill(store, 6)
        store.record_suite_file("t.py", "d", "a", 0, "r0")
        store.record_measures([Measure("m", 0.1, "ratio", Basis.MEASURED, ("r1",))])
        store.record_measures([Measure("m", 0.2, "ratio", Basis.MEASURED, ("r2",))])
        store.prune(runs=1, backups=1)
        assert [run.id for run in store.runs()] == ["r5", "r2", "r0"]
        assert store.measures() == (Measure("m", 0.2, "ratio", Basis.MEASURED, ("r2",)),)
        assert store.measures("r1") == ()


def test_old_backups_go_and_files_set_aside_stay(tmp_path: Path, clock: ManualClock) -> None:
    folder = tmp_path / ".agentic-qe"
    folder.mkdir()
    (folder / "aqe.db").write_bytes(b"broken")
    with Store.open(tmp_path, clock=clock) as store:
        made = []
        for _ in range(4):
            clock.advance(1)
            made.append(store.backup())
        report = store.prune(runs=10, backups=2)
        assert report.backups == 2
        assert store.backups() == (made[3], made[2])
        assert len(store.check().set_aside) == 1


def test_a_file_that_is_about_to_be_recorded_stays(tmp_path: Path, clock: ManualClock) -> None:
    with Store.open(tmp_path, clock=clock) as store:
        fresh = store.folder / "artefacts" / "ab" / "abcd"
        fresh.parent.mkdir(parents=True)
        fresh.write_bytes(b"x")
        assert store.prune(runs=1, backups=1).artefacts == 0
        assert fresh.exists()


def test_tidying_waits_until_it_is_worth_it(tmp_path: Path, clock: ManualClock) -> None:
    with Store.open(tmp_path, clock=clock) as store:
        fill(store, 11)
        assert store.tidy(runs=10, backups=5, max_mb=100) is None
        assert len(store.runs()) == 11
        fill_more = RecordedRun("last", RunKind.TEST, ("p",), "/p", "2030", 1.0, 0, "3.11")
        store.record_run(fill_more)
        assert store.tidy(runs=10, backups=5, max_mb=100) is None
        assert len(store.runs()) == 10
        store.artefact(b"x" * 2_000_000, "big.bin")
        notice = store.tidy(runs=10, backups=5, max_mb=1)
    assert notice is not None
    assert notice.slug == "state-large"
    assert "store.max_mb = 1" in notice.message
