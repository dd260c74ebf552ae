"""The main loop of a worker: reads requests, answers them, outlives the code under test."""

import gc
import json
import os
import sys
import time
from functools import partial
from typing import Any, Dict, List, Optional

from . import walls_seam
from .apart import Apart
from .baselines import Baselines
from .batch import Batches
from .bytecode import share
from .calendar_clock import Calendar
from .capture import Capture
from .describe import describe_module, describe_patterns
from .failures import describe_failure
from .forks import Forks
from .interrupts import Interrupt, Timer, has_timers
from .loading import Loaded, load, search
from .mutants import InForks, Mutants
from .patches import Mutant
from .pristine import Pristine
from .protocol import encode, read_exactly, write_message
from .siblings import follow_siblings
from .surroundings import hide_arguments, import_elsewhere
from .watch import Watch
from .watchdog import Watchdog

_RECURSION_LIMIT = 2000
"""Probes take frames of their own: twice the interpreter's default keeps the subject's depth."""

_SHARED = {
    "name": "separate-results",
    "why": "this system cannot fork: code under test shares the process that sends its results",
}
_clock = time.perf_counter
_exit = os._exit


class Server:
    """One subject and its requests."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests = requests
        self._replies = replies
        self._batches: Optional[Batches] = None
        self._mutants: Optional[Mutants] = None
        self._pristine: Optional[Pristine] = None
        self._baselines: Optional[Baselines] = None
        self._apart: Optional[Apart] = None
        self._watchdog: Optional[Watchdog] = None

    def serve(self) -> None:
        """Answers until the other side is gone."""
        handlers = {"load": self._load, "run": self._run, "mutants": self._run_mutants}
        while True:
            raw = self._next()
            if raw is None:
                if self._pristine is not None:
                    self._pristine.close()
                if self._apart is not None:
                    # Exit handlers and threads of the subject have no say in how this ends.
                    _exit(0)
                return
            if b"await" in raw or b"async" in raw:
                import asyncio  # noqa: F401  # so that forks need not import it
            if b"unittest.mock" in raw:
                import unittest.mock  # noqa: F401
            request = json.loads(raw)
            answer = handlers[request["op"]](request)
            if answer is not None:
                write_message(self._replies, answer)

    def _next(self) -> Optional[bytes]:
        header = read_exactly(self._requests, 4)
        if header is None:
            return None
        return read_exactly(self._requests, int.from_bytes(header, "big"))

    def _load(self, request: Dict[str, Any]) -> bytes:
        search(request["search"])
        hide_arguments()
        started = _clock()
        can_fork = bool(request["forks"]) and hasattr(os, "fork") and has_timers()
        policy = request.get("walls")
        if policy is None:
            walls = {"in_force": [], "missing": [{"name": "walls", "why": "switched off"}]}
        else:
            keep = [self._requests, self._replies]
            walls = walls_seam.raise_walls(dict(policy, keep_fds=keep, allow_fork=can_fork))
        sys.dont_write_bytecode = True
        if request.get("bytecode"):
            share(request["bytecode"])
        sys.setrecursionlimit(_RECURSION_LIMIT)
        limits = request["limits"]
        silence()
        Capture(int(limits["output_bytes"])).begin()
        if not can_fork:
            self._watchdog = Watchdog()
            self._watchdog.start()
        watch = Watch(Calendar(**request.get("calendar", {})))
        watch.install()
        forks = Forks([self._requests, self._replies])
        places = [*request["search"], request["scratch"], os.environ.get("HOME", "")]
        subject = dict(request, places=places)
        if can_fork:
            self._pristine = Pristine(subject, watch, forks)
        if request.get("furnished"):
            follow_siblings(request["module"])
        loaded = self._import(request, limits)
        if isinstance(loaded, dict):
            return encode({"error": loaded})
        loaded.watch = watch
        loaded.watchdog = self._watchdog
        loaded.places = places
        loaded.furnished = bool(request.get("furnished"))
        if loaded.furnished:
            import_elsewhere(os.path.join(request["scratch"], "elsewhere"))
        if self._pristine is not None:
            self._fork(loaded, self._pristine, forks, subject)
        else:
            assert self._watchdog is not None
            self._apart = Apart(loaded, subject, watch, self._watchdog, self._replies)
            walls["missing"].append(_SHARED)
        gc.collect()
        gc.freeze()
        reply = description(loaded)
        reply["walls"] = walls["in_force"]
        reply["missing_walls"] = [each["name"] for each in walls["missing"]]
        reply["forks"] = can_fork
        reply["instrumentation"] = "trace" if request["trace"] else "ast"
        reply["duration_s"] = _clock() - started
        return encode(reply)

    def _fork(
        self, loaded: Loaded, pristine: Pristine, forks: Forks, subject: Dict[str, Any]
    ) -> None:
        """Prepares to answer requests in forks."""
        limits, scratch = subject["limits"], subject["scratch"]
        batches = self._batches = Batches(loaded, forks, limits, scratch)
        in_forks = InForks(loaded, pristine, forks, limits, scratch)
        self._mutants = Mutants(loaded, in_forks.attempt, in_forks.together)

        def observe(programs: List[Any], batch: int) -> List[Dict[str, Any]]:
            options = {"observe": True, "batch": batch}
            return [json.loads(each) for each in batches.run(programs, 0, 0, options)]

        self._baselines = Baselines(observe)

    def _import(self, request: Dict[str, Any], limits: Dict[str, Any]) -> Any:
        """The loaded subject, or why there is none."""
        timer = Timer(limits["import_s"], limits["import_s"], self._watchdog)
        hung = {"type": "aqe:Hung", "message": "interrupts ignored", "slug": "import-hung"}
        # The answer of a process that ends because the subject swallows every interrupt.
        timer.give_up = partial(write_message, self._replies, encode({"error": hung}))
        timer.install()
        try:
            try:
                timer.arm()
                return load(request["module"], request["path"], request["trace"])
            finally:
                timer.disarm()
        except Interrupt as error:
            timer.disarm()
            return dict(describe_failure(error, request["path"]), slug="import-hung")
        except BaseException as error:
            failure = describe_failure(error, request["path"])
            slug = "import-hung" if timer.fired else "import-failed"
            return dict(failure, slug=slug)

    def _run(self, request: Dict[str, Any]) -> Optional[bytes]:
        known = _bits(request["known"])
        seen = known | _bits(request["seen"])
        if self._apart is not None:
            self._apart.run(request, known, seen)
            return None
        if self._batches is None:
            return encode({"error": {"slug": "not-loaded", "message": "no subject is loaded"}})
        results = self._batches.run(request["programs"], known, seen, request)
        return b'{"results":[' + b",".join(results) + b'],"peak_bytes":%d}' % peak_bytes()

    def _run_mutants(self, request: Dict[str, Any]) -> Optional[bytes]:
        if self._apart is not None:
            self._apart.run_mutants(request)
            return None
        if self._mutants is None or self._baselines is None:
            return encode({"error": {"slug": "not-loaded", "message": "no subject is loaded"}})
        baselines = self._baselines.of(request["programs"])
        mutants = [Mutant(*each) for each in request["mutants"]]
        results = self._mutants.judge_all(mutants, baselines, request)
        return encode({"results": results, "peak_bytes": peak_bytes()})


def peak_bytes() -> int:
    """The largest resident memory of a fork that has ended; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    peak: int = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _bits(goals: List[int]) -> int:
    """Goals as one number with a byte for each, like the bytes that probes set."""
    size = max(goals, default=-1) + 1
    hits = bytearray(size)
    for goal in goals:
        hits[goal] = 1
    return int.from_bytes(hits, "little")


def silence() -> None:
    """Points the three standard descriptors away from everything that matters."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def description(loaded: Loaded) -> Dict[str, Any]:
    """Goals, conditions and members of a subject."""
    instrumented = loaded.instrumented
    goals: List[List[Any]] = [
        ["line", line, qualname, None, None, True, None]
        for line, qualname in zip(instrumented.lines, instrumented.qualnames)
    ]
    conditions: List[List[Any]] = []
    for number, each in enumerate(instrumented.decisions):
        for side in (False, True):
            counted = each.counted and not each.partial
            target = each.targets[side] if each.counted else None
            goals.append(["branch", each.line, each.qualname, number, side, counted, target])
        conditions.append([each.line, each.qualname, each.operator, each.text, each.key])
    return {
        "goals": goals,
        "conditions": conditions,
        "reached": loaded.reached,
        "members": describe_module(loaded.module),
        "patterns": describe_patterns(loaded.module),
        "python": "%d.%d.%d" % sys.version_info[:3],
    }


def main() -> None:
    """Takes the protocol off the standard descriptors and serves."""
    requests, replies = os.dup(0), os.dup(1)
    os.set_inheritable(requests, False)
    Server(requests, replies).serve()
