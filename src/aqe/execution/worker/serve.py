"""The main loop of a worker: reads requests, answers them, outlives the code under test."""

import gc
import json
import os
import sys
import time
from functools import partial
from typing import Any, Dict, List, Optional

from . import walls_seam
from .batch import Batches
from .capture import Capture
from .describe import describe_module
from .failures import describe_failure
from .forks import Forks
from .interrupts import Interrupt, Timer
from .loading import Loaded, load, search
from .mutants import Mutants
from .pristine import Pristine
from .protocol import encode, read_exactly, write_message
from .watch import Watch

_RECURSION_LIMIT = 2000
"""Probes take frames of their own: twice the interpreter's default keeps the subject's depth."""

_clock = time.perf_counter


class Server:
    """One subject and its requests."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests = requests
        self._replies = replies
        self._batches: Optional[Batches] = None
        self._mutants: Optional[Mutants] = None
        self._pristine: Optional[Pristine] = None

    def serve(self) -> None:
        """Answers until the other side is gone."""
        handlers = {"load": self._load, "run": self._run, "mutants": self._run_mutants}
        while True:
            raw = self._next()
            if raw is None:
                if self._pristine is not None:
                    self._pristine.close()
                return
            if b"await" in raw or b"async" in raw:
                import asyncio  # noqa: F401  # so that forks need not import it
            request = json.loads(raw)
            write_message(self._replies, handlers[request["op"]](request))

    def _next(self) -> Optional[bytes]:
        header = read_exactly(self._requests, 4)
        if header is None:
            return None
        return read_exactly(self._requests, int.from_bytes(header, "big"))

    def _load(self, request: Dict[str, Any]) -> bytes:
        search(request["search"])
        started = _clock()
        policy = request.get("walls")
        if policy is None:
            walls = {"in_force": [], "missing": [{"name": "walls", "why": "switched off"}]}
        else:
            keep = [self._requests, self._replies]
            walls = walls_seam.raise_walls(dict(policy, keep_fds=keep))
        sys.dont_write_bytecode = True
        sys.setrecursionlimit(_RECURSION_LIMIT)
        limits = request["limits"]
        silence()
        Capture(int(limits["output_bytes"])).begin()
        watch = Watch(request.get("clock_shift_s", 0))
        watch.install()
        forks = Forks([self._requests, self._replies])
        places = [*request["search"], request["scratch"], os.environ.get("HOME", "")]
        pristine = self._pristine = Pristine(dict(request, places=places), watch, forks)
        loaded = self._import(request, limits)
        if isinstance(loaded, dict):
            return encode({"error": loaded})
        loaded.watch = watch
        loaded.places = places
        self._batches = Batches(loaded, forks, limits, request["scratch"])
        self._mutants = Mutants(loaded, self._batches, pristine, forks, limits, request["scratch"])
        gc.collect()
        gc.freeze()
        reply = description(loaded)
        reply["walls"] = walls["in_force"]
        reply["missing_walls"] = [each["name"] for each in walls["missing"]]
        reply["instrumentation"] = "trace" if request["trace"] else "ast"
        reply["duration_s"] = _clock() - started
        return encode(reply)

    def _import(self, request: Dict[str, Any], limits: Dict[str, Any]) -> Any:
        """The loaded subject, or why there is none."""
        timer = Timer(limits["import_s"], limits["import_s"])
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
            return dict(describe_failure(error, request["path"]), slug="import-hung")
        except BaseException as error:
            failure = describe_failure(error, request["path"])
            slug = "import-hung" if timer.fired else "import-failed"
            return dict(failure, slug=slug)

    def _run(self, request: Dict[str, Any]) -> bytes:
        if self._batches is None:
            return encode({"error": {"slug": "not-loaded", "message": "no subject is loaded"}})
        known = _bits(request["known"])
        seen = known | _bits(request["seen"])
        results = self._batches.run(request["programs"], known, seen, request)
        return b'{"results":[' + b",".join(results) + b"]}"

    def _run_mutants(self, request: Dict[str, Any]) -> bytes:
        if self._mutants is None:
            return encode({"error": {"slug": "not-loaded", "message": "no subject is loaded"}})
        return encode({"results": self._mutants.run(request)})


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
        "python": "%d.%d.%d" % sys.version_info[:3],
    }


def main() -> None:
    """Takes the protocol off the standard descriptors and serves."""
    requests, replies = os.dup(0), os.dup(1)
    os.set_inheritable(requests, False)
    Server(requests, replies).serve()
