"""Pytest plug-in that reports every test as it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from .limits import TestTimeout

_MESSAGE_LIMIT = 500
_DETAIL_LIMIT = 8000
_RANK = ("passed", "xpassed", "xfailed", "skipped", "failed", "error", "timeout")


class Log(Protocol):
    """Takes events."""

    def write(self, event: dict[str, Any]) -> None:
        """Takes one."""
        ...


class Recorder:
    """Folds the phases of each test into one outcome and writes it to the log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._open: dict[str, dict[str, Any]] = {}
        self._timeouts: set[str] = set()

    def pytest_collection_finish(self, session: Any) -> None:
        tests = [_described(item) for item in session.items]
        self._log.write({"event": "collected", "tests": tests})

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            event = {"event": "collect-error", "test": report.nodeid or "collection"}
            self._log.write({**event, **_texts(report)})
        elif report.skipped and report.nodeid:
            self._log.write({"event": "collect-skip", "test": report.nodeid, **_texts(report)})

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._log.write({"event": "start", "test": nodeid})
        self._open[nodeid] = {"outcome": "passed", "duration_s": 0.0, "message": "", "detail": ""}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        if call.excinfo is not None and isinstance(call.excinfo.value, TestTimeout):
            self._timeouts.add(item.nodeid)
        yield

    def pytest_runtest_logreport(self, report: Any) -> None:
        entry = self._open.get(report.nodeid)
        if entry is None:
            return
        entry["duration_s"] += report.duration
        outcome = outcome_of(report)
        if outcome != "passed" and report.nodeid in self._timeouts:
            outcome = "timeout"
        if _RANK.index(outcome) > _RANK.index(entry["outcome"]):
            entry["outcome"] = outcome
            entry.update(_texts(report))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        entry = self._open.pop(nodeid, None)
        if entry is not None:
            self._log.write({"event": "end", "test": nodeid, **entry})

    def pytest_internalerror(self, excrepr: Any) -> None:
        self._log.write({"event": "internal-error", "detail": str(excrepr)[-_DETAIL_LIMIT:]})


def outcome_of(report: Any) -> str:
    """The outcome that one phase of a test amounts to."""
    expected_to_fail = hasattr(report, "wasxfail")
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.skipped:
        return "xfailed" if expected_to_fail else "skipped"
    return "xpassed" if expected_to_fail and report.when == "call" else "passed"


def _described(item: Any) -> list[Any]:
    path = getattr(item, "path", None) or item.fspath
    line: int | None = item.location[1]
    return [item.nodeid, str(path), None if line is None else line + 1]


def _texts(report: Any) -> dict[str, str]:
    shown = report.longrepr
    if isinstance(shown, tuple) and len(shown) == 3:
        return {"message": str(shown[2])[:_MESSAGE_LIMIT], "detail": ""}
    crash = getattr(shown, "reprcrash", None)
    detail = "" if shown is None else str(shown)
    message = crash.message if crash is not None else detail.strip()
    if getattr(report, "wasxfail", ""):
        message = str(report.wasxfail)
    if crash is None and detail and not hasattr(report, "wasxfail"):
        lines = detail.strip().splitlines()
        marked = (each[1:] for each in lines if each.startswith("E "))
        message = next(marked, lines[-1]).strip()
    if message == "AssertionError":  # where assertions were not rewritten
        demanded = [each.strip() for each in detail.splitlines() if each.startswith("    assert ")]
        message = ": ".join([message, *demanded[-1:]])
    return {"message": message[:_MESSAGE_LIMIT], "detail": detail[-_DETAIL_LIMIT:]}
