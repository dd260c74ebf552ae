"""The log is bounded, redacted and never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aqe.telemetry.log import open_log
from aqe.testing import ManualClock


def entries(folder: Path) -> list[dict[str, object]]:
    text = (folder / "logs" / "aqe.log").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_an_entry_has_time_level_message_and_values(tmp_path: Path) -> None:
    log = open_log(tmp_path, clock=ManualClock())
    log.info("suite written", path="a.py", tests=3)
    log.close()
    (entry,) = entries(tmp_path)
    assert entry["at"] == "2030-01-01T00:00:00.000Z"
    assert (entry["level"], entry["message"]) == ("info", "suite written")
    assert (entry["path"], entry["tests"]) == ("a.py", 3)


def test_entries_below_the_level_are_not_written(tmp_path: Path) -> None:
    log = open_log(tmp_path, clock=ManualClock(), level="warning")
    log.info("no")
    log.warning("yes")
    log.close()
    assert [entry["message"] for entry in entries(tmp_path)] == ["yes"]


def test_secrets_are_not_logged(tmp_path: Path) -> None:
    log = open_log(tmp_path, clock=ManualClock())
    log.error("401 for sk-" + "a1B2" * 8, api_token="hunter2", command="x --y")
    log.close()
    (entry,) = entries(tmp_path)
    assert entry["message"] == "401 for [redacted]"
    assert (entry["api_token"], entry["command"]) == ("[redacted]", "x --y")


def test_a_span_tells_how_long_it_took_and_how_it_ended(tmp_path: Path) -> None:
    clock = ManualClock()
    log = open_log(tmp_path, clock=clock)
    with log.span("analyse", module="a"):
        clock.advance(2.5)
    with pytest.raises(ValueError, match="no"), log.span("import"):
        raise ValueError("no")
    log.close()
    first, second = entries(tmp_path)
    assert (first["outcome"], first["duration_s"], first["module"]) == ("done", 2.5, "a")
    assert (second["outcome"], second["duration_s"]) == ("ValueError", 0.0)


def test_the_log_stays_bounded(tmp_path: Path) -> None:
    log = open_log(tmp_path, clock=ManualClock(), max_kb=16)
    for _ in range(600):
        log.info("x" * 400)
    log.close()
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) <= 4 * 16 * 1024


def test_verbose_writes_to_standard_error_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = open_log(tmp_path, clock=ManualClock(), verbose=True)
    log.debug("detail")
    log.close()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "detail" in shown.err
    assert not (tmp_path / "logs" / "aqe.log").exists()


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", "utf-8")
    log = open_log(tmp_path, clock=ManualClock())
    log.info("lost")
    log.close()
    assert (tmp_path / "logs").read_text("utf-8") == "a file"
