"""Runs the mutants that matter at import: each fork imports the mutated module and collects anew.

The forks branch off as late as they can: after pytest has read its configuration, and after the
modules that do not belong to the project have been imported.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any

import pytest

from .events import EventLog
from .forks import Job, Tell
from .plan import Plan, forks, judged
from .preloading import is_loaded, preload, remember_rewritten
from .runs import Watcher, run_items
from .substitution import Substitution
from .swapping import Unit


def run_imported(
    request: dict[str, Any], log: EventLog, arguments: list[str], known: dict[str, Any]
) -> None:
    """Runs the mutants that are left over.

    Three ways, each in a fork of this process, the next one where the subject has been imported
    too early: with all prepared, with imports prepared, with nothing prepared.
    """
    for modules, attempt in (
        (known["modules"], _after_configuration),
        (known["modules"], _before_configuration),
        ([], _before_configuration),
    ):
        pid = os.fork()
        if pid == 0:
            try:
                log.adopt()
                preload(modules)
                if not is_loaded(request["source_path"]):
                    os._exit(0 if attempt(request, log, arguments, known) else 1)
            finally:
                os._exit(1)
        if os.waitpid(pid, 0)[1] == 0:
            return


def _after_configuration(
    request: dict[str, Any], log: EventLog, arguments: list[str], known: dict[str, Any]
) -> bool:
    service = _Branching(request, log, known)
    pytest.main(arguments, [service])
    return service.is_done


def _before_configuration(
    request: dict[str, Any], log: EventLog, arguments: list[str], known: dict[str, Any]
) -> bool:
    def run(session: MutantSession) -> None:
        pytest.main(arguments, [session])

    _run_all(request, log, known, run)
    return True


class _Branching:
    """Pytest plug-in that forks for each mutant when collection is about to begin."""

    def __init__(self, request: dict[str, Any], log: EventLog, known: dict[str, Any]) -> None:
        self._request = request
        self._log = log
        self._known = known
        self._is_branch = False
        self.is_done = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: Any) -> bool | None:
        if self._is_branch:
            return None
        if is_loaded(self._request["source_path"]):
            return True

        def run(mutant_session: MutantSession) -> None:
            self._is_branch = True
            session.config.pluginmanager.register(mutant_session)
            session.config.hook.pytest_collection(session=session)
            session.config.hook.pytest_runtestloop(session=session)

        remember_rewritten(self._known["files"], session.config)
        _run_all(self._request, self._log, self._known, run)
        self.is_done = True
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        return None if self._is_branch else True


def _run_all(
    request: dict[str, Any],
    log: EventLog,
    known: dict[str, Any],
    run: Callable[[MutantSession], None],
) -> None:
    unit = Unit(request["source"], request["source_path"])
    mutants = {mutant["id"]: mutant for mutant in request["mutants"]}
    gc.collect()
    gc.freeze()

    def job(name: str, tests: list[str]) -> Job:
        mutant = mutants[name]

        def work(tell: Tell) -> None:
            session = MutantSession(tests, known["collect_errors"], tell)
            substitution = Substitution(
                request["source_path"],
                lambda: unit.compile_all(mutant["start"], mutant["end"], mutant["replacement"]),
            )
            substitution.install()
            gc.enable()
            run(session)
            if substitution.failure:
                tell({"error": substitution.failure})
            elif not substitution.was_loaded:
                tell({"error": "the suite does not import the file"})
            else:
                tell({"failed": session.failed})

        expected_s = sum(known["durations"][test] for test in tests) + known["collect_s"]
        limit_s = request["margin_s"] + request["factor"] * expected_s
        return Job(name, work, limit_s, Plan.wall_s(limit_s))

    for answer in forks(request).run(job(name, tests) for name, tests in known["left"]):
        log.write(judged(answer))


class MutantSession:
    """Pytest plug-in that runs the chosen tests in their order and stops at the first failure."""

    def __init__(self, tests: list[str], known_errors: list[str], tell: Tell) -> None:
        self._tests = tests
        self._known_errors = frozenset(known_errors)
        self._tell = tell
        self._watcher = Watcher()
        self.failed: list[str] = []

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and report.nodeid not in self._known_errors:
            self.failed.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        session.config.pluginmanager.register(self._watcher)
        if not self.failed:
            items = {item.nodeid: item for item in session.items}
            chosen = [items[name] for name in self._tests if name in items]
            self.failed = run_items(chosen, self._watcher, self._tell)
        return True
