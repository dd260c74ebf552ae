"""Runs mutants of one file under a suite: collect once, fork for each mutant.

Two processes share the work. The *collected* process has imported the subject and collected the
suite; mutants inside functions are put into its forks by swapping code. The *blank* process has
imported pytest only; its forks import the mutated module and collect the suite themselves, for
mutants that matter at import. Before any mutant, every test runs alone in a fork of its own, which
tells the lines it needs, and all tests run together without a mutant, which tells what to trust.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from typing import Any

import pytest

from .events import EventLog
from .forks import Job, Tell
from .imported import run_imported
from .lines import LineWatch
from .order import Order
from .plan import Plan, forks, judged
from .preloading import foreign_modules
from .recorder import Recorder
from .runs import Watcher, run_items
from .session import side_effect_arguments
from .swapping import LiveCode, Patch, Unit

_ALONE_WALL_FACTOR = 2.0
_CHEAP = ("--capture=sys", "--tb=native", "--show-capture=no")
"""Options that change what is shown and nothing that a test could tell. Capturing by file
descriptors would share its files between forks."""


def run_mutants(request: dict[str, Any], log: EventLog) -> int:
    """Runs all mutants of the request; returns an exit code."""
    sys.path[:0] = request["search_path"]
    arguments = [*side_effect_arguments(request), *_CHEAP, *request["arguments"]]
    sys.argv[:] = ["pytest", *arguments]
    _silence()
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        log.adopt()
        _collected(request, log, arguments, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    try:
        known = json.loads(answer)
    except ValueError:
        log.write({"event": "mutants-failed", "reason": "collecting died (status %d)" % status})
        return 3
    if known["left"]:
        run_imported(request, log, arguments, known)
    return 0


def _silence() -> None:
    """What tests print is of no interest here, and there may be much of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _collected(request: dict[str, Any], log: EventLog, arguments: list[str], pipe: int) -> None:
    """The collected process; never returns."""
    try:
        watch = LineWatch(request["source_path"])
        service = _Service(request, log, watch)
        order = Order(None, request["only"], request["skip"])
        watch.start()
        exit_code = pytest.main(arguments, [Recorder(log), order, service])
        watch.stop()
        if service.known is None:
            log.write({"event": "mutants-failed", "reason": "pytest ended with %d" % exit_code})
            service.known = {"left": []}
        with os.fdopen(pipe, "wb") as stream:
            stream.write(json.dumps(service.known).encode("ascii"))
    finally:
        os._exit(0)


class _Service:
    """Pytest plug-in that runs mutants instead of the tests that were collected."""

    def __init__(self, request: dict[str, Any], log: EventLog, watch: LineWatch) -> None:
        self._request = request
        self._log = log
        self._watch = watch
        self._forks = forks(request)
        self._begun = time.monotonic()
        self._collect_s = 0.0
        self._collect_errors: list[str] = []
        self.watcher = Watcher()
        self.known: dict[str, Any] | None = None

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self._collect_errors.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        self._watch.stop()
        self._collect_s = time.monotonic() - self._begun
        session.config.pluginmanager.register(self.watcher)
        gc.collect()
        # Before freezing: frozen objects cannot be listed.
        live = LiveCode(frozenset(self._watch.filenames), self._watch.entered)
        gc.freeze()
        alone = self._run_alone(list(session.items))
        dependent = self._together(list(session.items), alone)
        plan = Plan(self._request, alone, dependent, self._watch.lines)
        told = [[name, each["lines"], each["duration_s"]] for name, each in alone.items()]
        self._log.write({"event": "mapped", "tests": told, "usable": plan.together})
        self.known = self._run_swapped(list(session.items), plan, live)
        return True

    def _run_alone(self, items: list[Any]) -> dict[str, dict[str, Any]]:
        """Runs every test in a fork of its own and notes which lines it runs."""
        found: dict[str, dict[str, Any]] = {}
        limit_s = self._request["test_timeout_s"]

        def job(item: Any) -> Job:
            def work(tell: Tell) -> None:
                watch = LineWatch(self._request["source_path"])
                watch.start()
                failed = run_items([item], self.watcher, tell)
                watch.stop()
                tell({"lines": sorted(watch.lines), "failed": failed})

            return Job(item.nodeid, work, limit_s, limit_s * _ALONE_WALL_FACTOR)

        for answer in self._forks.run(job(item) for item in items):
            last = answer.messages[-1] if answer.messages else {}
            ended = "failed" in last and not answer.is_timeout
            fine = ended and not last["failed"]
            found[answer.key] = {
                "lines": last["lines"] if fine else [],
                "duration_s": answer.duration_s,
                "usable": fine,
                "ended": ended,
            }
            self._log.write({"event": "alone", "test": answer.key, "usable": fine})
        return {item.nodeid: found[item.nodeid] for item in items if item.nodeid in found}

    def _together(self, items: list[Any], alone: dict[str, dict[str, Any]]) -> list[str]:
        """Runs tests one after the other, in both orders in which mutants meet them.

        Those that pass alone and fail in company cannot be trusted to tell a mutant. Returns those
        that pass in company only.
        """
        steady = [item for item in items if alone[item.nodeid]["ended"]]
        usable = [item for item in steady if alone[item.nodeid]["usable"]]
        nearest = sorted(usable, key=lambda item: len(alone[item.nodeid]["lines"]))
        limit_s = max(10.0, 3 * sum(each["duration_s"] for each in alone.values()))

        def job(name: str, order: list[Any]) -> Job:
            def work(tell: Tell) -> None:
                tell({"failed": run_items(order, self.watcher, tell, stop_at_first=False)})

            return Job(name, work, limit_s, 2 * limit_s)

        passed: set[str] = set()
        for answer in self._forks.run([job("file", steady), job("nearest", nearest)]):
            failed = set(answer.messages[-1].get("failed", ())) if answer.messages else set()
            for message in answer.messages:
                if "took" not in message:
                    continue
                name = message["took"]
                if alone[name]["usable"]:
                    alone[name]["duration_s"] = message["duration_s"]
                if answer.key == "file" and name not in failed:
                    passed.add(name)
            for name in failed:
                alone[name]["usable"] = False
        return [name for name in alone if name in passed and not alone[name]["usable"]]

    def _run_swapped(self, items: list[Any], plan: Plan, live: LiveCode) -> dict[str, Any]:
        """Runs the mutants that can be swapped in; returns what the blank process needs."""
        unit = Unit(self._request["source"], self._request["source_path"])
        by_name = {item.nodeid: item for item in items}
        left = []
        patches: dict[str, Patch] = {}
        jobs = []
        for mutant in self._request["mutants"]:
            patch, state, detail = _assessed(mutant, plan, unit)
            if state:
                event = {"event": "mutant", "id": mutant["id"], "state": state}
                self._log.write({**event, "detail": detail})
            elif not live.accepts(patch):
                left.append([mutant["id"], plan.tests(mutant, at_import=True)])
            else:
                patches[mutant["id"]] = patch
                order = [by_name[name] for name in plan.tests(mutant, at_import=False)]
                jobs.append(self._job(mutant["id"], patch, live, order, plan))
        again = []
        for answer in self._forks.run(jobs):
            event = judged(answer)
            if event["state"] == "survived" and plan.has_dependent:
                order = [by_name[name] for name in plan.together]
                again.append(self._job(answer.key, patches[answer.key], live, order, plan))
            else:
                self._log.write(event)
        for answer in self._forks.run(again):
            self._log.write(judged(answer))
        return {
            "left": left,
            "durations": plan.durations,
            "collect_s": self._collect_s,
            "collect_errors": self._collect_errors,
            "files": sorted({str(getattr(item, "path", "")) for item in items}),
            "modules": foreign_modules([self._request["root"], *self._request["search_path"]]),
        }

    def _job(self, mutant: str, patch: Patch, live: LiveCode, items: list[Any], plan: Plan) -> Job:
        def work(tell: Tell) -> None:
            live.apply(patch)
            gc.enable()
            tell({"failed": run_items(items, self.watcher, tell)})

        limit_s = plan.limit_s([item.nodeid for item in items])
        return Job(mutant, work, limit_s, plan.wall_s(limit_s))


def _assessed(mutant: dict[str, Any], plan: Plan, unit: Unit) -> tuple[Patch, str, str]:
    """(patch, state where it is known without running, detail)."""
    if not plan.is_covered(mutant):
        return Patch(), "no-coverage", ""
    try:
        patch = unit.patch(mutant["start"], mutant["end"], mutant["replacement"])
    except (SyntaxError, ValueError) as error:
        return Patch(), "error", "%s: %s" % (type(error).__name__, error)
    if patch.is_possible and not patch.pairs:
        return patch, "equivalent", ""
    return patch, "", ""
