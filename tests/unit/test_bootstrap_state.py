"""Composing services opens nothing before it is needed and leaves the state in order."""

from __future__ import annotations

from pathlib import Path

from aqe.bootstrap import compose
from aqe.domain.run import RecordedRun, RunKind
from aqe.testing import ManualClock


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    with compose(tmp_path, {}, clock=ManualClock()) as services:
        assert services.settings.generate.seed == 0
        services.open_log()
    assert [path.name for path in tmp_path.iterdir()] == ["setup.py"]


def test_the_state_is_kept_within_its_limits(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    told: list[str] = []
    environ = {"AQE_STORE_RETENTION_RUNS": "2", "AQE_STORE_MAX_MB": "1"}
    with compose(tmp_path, environ, clock=ManualClock(), notice=told.append) as services:
        for number in range(4):
            services.store.record_run(
                RecordedRun(f"r{number}", RunKind.TEST, ("p",), "/p", "2030", 1.0, 0, "3.11")
            )
        services.store.artefact(b"x" * 2_000_000, "big.bin")
    assert len(told) == 1
    assert "store.max_mb = 1" in told[0]
    with compose(tmp_path, {}, clock=ManualClock()) as services:
        assert [run.id for run in services.store.runs()] == ["r3", "r2"]


def test_entries_go_to_the_log_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    with compose(tmp_path, {"AQE_LOG_LEVEL": "debug"}, clock=ManualClock()) as services:
        services.open_log().debug("detail", key="value")
    text = (tmp_path / ".agentic-qe" / "logs" / "aqe.log").read_text("utf-8")
    assert '"message": "detail"' in text


def test_a_command_that_was_killed_is_told_once_by_whatever_comes_next(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    with compose(tmp_path, {}, clock=ManualClock()) as services:
        record = services.store.begin("test.generate", {})
        with services.store._database.writing() as connection:
            connection.execute("UPDATE operations SET pid = 2147480000 WHERE id = ?", (record,))
    told: list[str] = []
    for _ in range(2):
        with compose(tmp_path, {}, clock=ManualClock(), notice=told.append) as services:
            assert services.store.running() == ()
    assert len(told) == 1
    assert "`test.generate`" in told[0]
    assert "interrupted" in told[0]
