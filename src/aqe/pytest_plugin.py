"""Lends ``--aqe`` to pytest: an ordinary run is recorded in the project's state.

pytest loads this module in every run of an environment that has `aqe`, so it imports nothing more
until it is asked to record.
"""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from aqe.domain.run import FileCoverage
    from aqe.execution.recording import Recording

__all__ = ["pytest_addoption", "pytest_configure", "pytest_load_initial_conftests"]

_NAME = "aqe-recorder"
_CHOOSING = (
    ("-k", "keyword"),
    ("-m", "markexpr"),
    ("--deselect", "deselect"),
    ("--ignore", "ignore"),
    ("--ignore-glob", "ignore_glob"),
)
"""Options of pytest that leave tests out, with the names under which it keeps them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    group = parser.getgroup("aqe")
    group.addoption("--aqe", action="store_true", help="record this run in .agentic-qe")
    group.addoption(
        "--aqe-coverage",
        action="store_true",
        help="record it with the coverage of the project's sources",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Starts to measure before any code of the project is imported."""
    options = early_config.known_args_namespace
    if not _is_wanted(options) or hasattr(early_config, "workerinput"):
        return
    recorder = _Recorder(early_config.rootpath, measure=options.aqe_coverage)
    early_config.pluginmanager.register(recorder, _NAME)


def pytest_configure(config: pytest.Config) -> None:
    """Takes the recorder out of the worker processes of pytest-xdist: their controller records."""
    if hasattr(config, "workerinput"):
        config.pluginmanager.unregister(name=_NAME)


def _is_wanted(options: Any) -> bool:
    if os.environ.get("AQE_LAUNCHED"):
        return False  # `aqe` itself runs this suite and records it
    return bool(getattr(options, "aqe", False) or getattr(options, "aqe_coverage", False))


class _Recorder:
    """Listens to one session and records it at its end."""

    def __init__(self, folder: Path, *, measure: bool) -> None:
        from aqe.execution.launch.recorder import Recorder
        from aqe.execution.recording import Recording
        from aqe.settings import project_root
        from aqe.telemetry.clock import SystemClock

        self._root = project_root(folder)
        self._clock = SystemClock()
        self._started = self._clock.now()
        self._begun = time.monotonic()
        self._recording: Recording = Recording(self._root)
        self._listener = Recorder(_Log(self._recording))
        self._tracing: Any = None
        self._told: str | None = None
        self._was_stopped = False
        if measure:
            self._start_measuring()

    def _start_measuring(self) -> None:
        from aqe.campaign.project import project_sources
        from aqe.execution.launch.tracing import Tracing

        files = [str(path) for path in project_sources(self._root)]
        if files:
            wanted = {"files": files, "folders": [], "config": True, "contexts": False}
            self._tracing = Tracing(wanted)
            self._tracing.start()

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(self._listener, f"{_NAME}-listener")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest ends a session that could not collect everything in the same way as one that was stopped.
        self._was_stopped = not isinstance(excinfo.value, pytest.Session.Interrupted)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        from aqe.errors import AqeError

        try:
            self._told = self._record(session.config, int(exitstatus))
        except AqeError as error:
            self._told = f"this run was not recorded: {error.message}"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._told is not None:
            terminalreporter.write_line(f"aqe: {self._told}")

    def _record(self, config: pytest.Config, exit_code: int) -> str:
        from aqe.campaign.scope import scope_of_run
        from aqe.domain.measure import confined
        from aqe.domain.run import SELECTION, RecordedRun, RunKind
        from aqe.evidence.coverage import coverage_measures
        from aqe.evidence.outcomes import outcome_measures
        from aqe.evidence.timing import timing_measures
        from aqe.store import Store

        coverage = self._coverage(config)
        selection = _selection(config, self._root)
        attributes = [(SELECTION, shlex.join(selection))] if selection else []
        if self._was_stopped:
            attributes.append(("ended", "cancelled"))
        with Store.open(self._root, clock=self._clock) as store:
            run = RecordedRun(
                id=store.new_run_id(),
                kind=RunKind.PYTEST,
                command=(sys.executable, "-m", "pytest", *map(str, config.invocation_params.args)),
                directory=str(config.invocation_params.dir),
                started_at=self._started.isoformat(timespec="milliseconds"),
                duration_s=time.monotonic() - self._begun,
                exit_code=exit_code,
                python=".".join(map(str, sys.version_info[:3])),
                versions=(("pytest", pytest.__version__),),
                hash_seed=_hash_seed(),
                outcomes=tuple(self._recording.outcomes.values()),
                coverage=coverage,
                notes=tuple(self._recording.notes),
                attributes=tuple(attributes),
            )
            store.record_run(run)
            measures = (*outcome_measures(run), *timing_measures(run), *coverage_measures(run))
            store.record_measures(confined(measures, scope_of_run(run, " ".join(selection))))
        return f"recorded as run {run.id}"

    def _coverage(self, config: pytest.Config) -> tuple[FileCoverage, ...] | None:
        """Coverage as pytest-cov measured it where it is active, else as measured here."""
        from aqe.execution.launch.tracing import read_coverage
        from aqe.execution.recording import file_coverages

        cov = getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)
        measured = getattr(cov, "combining_cov", None) or getattr(cov, "cov", None)
        if measured is not None:
            found = read_coverage(measured, contexts=False)
        elif self._tracing is not None:
            found = self._tracing.stop()
        else:
            return None
        self._recording.hear({"event": "coverage", **found})
        return file_coverages(self._recording)


class _Log:
    """Hands the events of the listener on without a file between."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def write(self, event: dict[str, Any]) -> None:
        self._recording.hear(event)


def _hash_seed() -> int | None:
    seed = os.environ.get("PYTHONHASHSEED", "")
    return int(seed) if seed.isdigit() else None


def _selection(config: pytest.Config, root: Path) -> list[str]:
    """What confines the session to a part of the suite; what the project configures does not."""
    from aqe.campaign.scope import is_whole_suite

    options = config.option
    configured = {str(each) for each in config.getini("addopts")}
    paths = list(getattr(options, "file_or_dir", None) or ())
    places = [config.invocation_params.dir / each for each in paths]
    chosen = [] if is_whole_suite(places, root) else paths
    for flag, name in _CHOOSING:
        given = getattr(options, name, None) or ()
        for each in [given] if isinstance(given, str) else given:
            if not {each, f"{flag}{each}", f"{flag}={each}"} & configured:
                chosen.append(f"{flag} {each}")
    chosen += [f"--{each}" for each in ("lf", "stepwise") if getattr(options, each, False)]
    return chosen
