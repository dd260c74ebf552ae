"""Runs programs one after the other inside the process of a batch."""

import _thread
import ast
import asyncio
import builtins
import os
import sys
import time
import types
import warnings
from contextlib import AsyncExitStack, ExitStack
from inspect import CO_COROUTINE
from itertools import compress
from typing import Any, Callable, Dict, List, Optional, Tuple

from . import walls_seam
from .capture import Capture
from .failures import describe_failure, type_name
from .fixtures import CapSys, FreshFolders, MonkeyPatch
from .interrupts import Interrupt, Timer
from .lasting import Lasting
from .loading import Loaded
from .observe import Observer
from .operands import operand_source
from .properties import handed_out
from .stability import Places
from .watch import Watch
from .witness import Witness

PROGRAM_MODULE = "aqe_program"

_FLAGS = getattr(ast, "PyCF_ALLOW_TOP_LEVEL_AWAIT", 0)
_CACHE_LIMIT = 20_000
_LONGEST_AHEAD = 2_000
"""Characters of a line that is compiled before it is run."""
_MOST_TRACES = 16
_THREAD_WAIT_S = 0.05
_clock = time.perf_counter
_sleep = time.sleep
_MODES = {"plain": "eval", "statement": "exec", "with": "eval", "async-with": "eval"}

Line = Tuple[str, Optional[str], types.CodeType]
"""(form, target, code)."""


class InvalidProgram(Exception):
    """The program itself cannot be run."""


_codes: Dict[Tuple[str, str], types.CodeType] = {}
"""Lines of programs, compiled; forks have those of the process that they were made by."""


def _compiled(mode: str, source: str) -> types.CodeType:
    code = _codes.get((mode, source))
    if code is None:
        if len(_codes) > _CACHE_LIMIT:
            _codes.clear()
        with warnings.catch_warnings():
            # What the text of a program is warned of is none of the subject's doing.
            warnings.simplefilter("ignore")
            code = compile(source, "<program>", mode, _FLAGS, True)
        _codes[mode, source] = code
    return code


def compile_ahead(programs: List[Any]) -> None:
    """Compiles the lines of programs that several forks are going to run."""
    for _, imports, definitions, lines, _, _ in programs:
        wanted = [("exec", each) for each in (*imports, *definitions)]
        wanted += [(_MODES[form], source) for form, source, _ in lines]
        for mode, source in wanted:
            if len(source) <= _LONGEST_AHEAD:
                try:
                    _compiled(mode, source)
                except Exception:  # whoever runs it tells
                    continue


class Request:
    """What one request asks of every program."""

    def __init__(
        self,
        known: int,
        observe: bool,
        compare: bool,
        look_back: bool = False,
        renew: bool = False,
        is_backwards: bool = False,
    ) -> None:
        self.known = known
        self.seen = known
        self.observe = observe
        self.compare = compare
        self.look_back = look_back
        """Whether to tell what each program leaves changed in the subject."""
        self.renew = renew
        """Whether a program that does so is the last of its process."""
        self.is_backwards = is_backwards
        """Whether sets are gone through backwards."""


class Run:
    """The state of one running program."""

    __slots__ = (
        "after",
        "before",
        "denial",
        "failure",
        "files",
        "files_before",
        "folder",
        "harm",
        "hits",
        "namespace",
        "outcome",
        "patch",
        "position",
        "types",
        "witness",
    )

    def __init__(self, namespace: Dict[str, Any], witness: Optional[Witness]) -> None:
        self.namespace = namespace
        self.position = -1
        self.types: List[str] = []
        self.outcome = "completed"
        self.failure: Optional[Dict[str, Any]] = None
        self.denial: Optional[str] = None
        self.hits = b""
        self.patch: Optional[MonkeyPatch] = None
        self.folder: Optional[str] = None
        self.harm: List[str] = []
        """What became of the standard streams."""
        self.witness = witness
        self.before: List[Any] = []
        """What changed before the call under test."""
        self.after: List[Any] = []
        self.files: List[Any] = []
        self.files_before: List[Any] = []
        """Those that were there before the last statement."""


class Executor:
    """Runs programs against a loaded subject."""

    def __init__(self, loaded: Loaded, limits: Dict[str, Any], scratch: str) -> None:
        self.loaded = loaded
        self.wall_s = float(limits["wall_s_per_call"])
        """Elapsed time of one program, where nobody says otherwise."""
        self.timer = Timer(limits["cpu_s_per_call"], self.wall_s, loaded.watchdog)
        self.is_spent = False
        self._recorder = loaded.recorder
        self._capture = Capture(int(limits["output_bytes"]))
        self._folders = FreshFolders(scratch, loaded.furnished)
        properties = handed_out(loaded.filename)
        name = loaded.module.__name__
        self._observer = Observer(Places(loaded.places), PROGRAM_MODULE, name, properties)
        self._watch = loaded.watch or Watch()
        self._watch.timer = self.timer
        self._watch.seed()
        self._imports: Dict[Tuple[str, ...], Dict[str, Any]] = {}
        self._type_names: Dict[type, str] = {}
        self._builtins = dict(builtins.__dict__)
        self._environment = dict(os.environ)
        self._variables = dict(getattr(os.environ, "_data", self._environment))
        self._recursion_limit = sys.getrecursionlimit()
        self._lasting: Optional[Lasting] = None

    def execute(self, program: List[Any], request: Request) -> Dict[str, Any]:
        """Runs one program and tells what it showed."""
        self._begin()
        self._recorder.order.begin(request.is_backwards)
        if request.look_back and self._lasting is None:
            self._lasting = Lasting(self.loaded.module)
        run = Run(self._namespace(), self._new_witness(request))
        started = _clock()
        try:
            self.timer.arm()
            try:
                self._run(program, run)
                run.hits = self._recorder.save()
            except BaseException as error:
                run.hits = self._recorder.save()
                self._failed(run, error)
            else:
                self._look_back(run)
            finally:
                self.timer.disarm()
        except BaseException:  # the interrupt came while the failure was described
            self.timer.disarm()
            run.hits = run.hits or self._recorder.save()
            run.outcome = "timeout"
        duration_s = _clock() - started
        if self.timer.fired and run.outcome != "invalid":
            run.outcome = "timeout"
        if run.outcome == "timeout" and request.compare:
            # A search tries what hangs in many forms; the later ones need not cost as much.
            self.timer.shorten()
        if run.witness is not None:
            run.witness.close()
        self._restore(run)
        result = self._result(program[0], run, request, duration_s)
        if request.look_back and self._lasting is not None:
            self._look_for_traces(self._lasting, result, request)
        return result

    # --- before and after -----------------------------------------------------------------------

    def _begin(self) -> None:
        self.timer.install()
        self._capture.begin()
        self._folders.enter()
        self._observer.begin()
        walls_seam.forget_refusal()
        self._watch.begin()
        self._recorder.reset()

    def _namespace(self) -> Dict[str, Any]:
        module = types.ModuleType(PROGRAM_MODULE)
        module.__dict__["__builtins__"] = builtins
        sys.modules[PROGRAM_MODULE] = module
        return module.__dict__

    def _restore(self, run: Run) -> None:
        """Undoes what a program may have left behind; a process beyond that is spent."""
        if builtins.__dict__ != self._builtins:
            self.is_spent = True
            builtins.__dict__.clear()
            builtins.__dict__.update(self._builtins)
        if run.patch is not None:
            try:
                run.patch.undo()
            except BaseException:
                self.is_spent = True
        run.harm = self._capture.harm(run.patch.streams if run.patch is not None else {})
        if getattr(os.environ, "_data", os.environ) != self._variables:
            os.environ.clear()
            os.environ.update(self._environment)
        if sys.getrecursionlimit() != self._recursion_limit:
            sys.setrecursionlimit(self._recursion_limit)
        if sys.gettrace() is not self.loaded.trace_function:
            sys.settrace(self.loaded.trace_function)
        if sys.getprofile() is not None:
            sys.setprofile(None)
        if _thread._count() > self.timer.threads:
            self._await_threads()

    def _look_for_traces(self, lasting: Lasting, result: Dict[str, Any], request: Request) -> None:
        """Tells what the program left changed in the subject; what follows should not see it."""
        changed = lasting.changed()
        if changed:
            result["lasting"] = changed[:_MOST_TRACES]
            self._lasting = None
            self.is_spent = self.is_spent or request.renew

    def _await_threads(self) -> None:
        """Gives left threads a moment to end."""
        until = _clock() + _THREAD_WAIT_S
        while _thread._count() > self.timer.threads and _clock() < until:
            _sleep(0.002)
        if _thread._count() > self.timer.threads:
            self.is_spent = True

    # --- running --------------------------------------------------------------------------------

    def _run(self, program: List[Any], run: Run) -> None:
        _, imports, definitions, lines, fixtures, act = program
        compiled = self._prepare(run, imports, definitions, lines)
        self._provide(run, fixtures)
        if any(code.co_flags & CO_COROUTINE or form == "async-with" for form, _, code in compiled):
            asyncio.run(self._run_async(compiled, run, act))
        elif any(form == "with" for form, _, _ in compiled):
            with ExitStack() as stack:
                self._run_lines(compiled, run, act, stack.enter_context)
        else:
            self._run_lines(compiled, run, act, None)

    def _prepare(
        self, run: Run, imports: List[str], definitions: List[str], lines: List[List[Any]]
    ) -> List[Line]:
        try:
            run.namespace.update(self._imported(tuple(imports)))
            for source in definitions:
                exec(_compiled("exec", source), run.namespace)
            return [
                (form, target, _compiled(_MODES[form], source)) for form, source, target in lines
            ]
        except Interrupt:
            raise
        except BaseException as error:
            raise InvalidProgram from error

    def _imported(self, imports: Tuple[str, ...]) -> Dict[str, Any]:
        found = self._imports.get(imports)
        if found is None:
            found = {"__builtins__": builtins}
            for source in imports:
                exec(_compiled("exec", source), found)
            del found["__builtins__"]
            self._imports[imports] = found
        return found

    def _provide(self, run: Run, fixtures: List[str]) -> None:
        for name in fixtures:
            if name == "tmp_path":
                run.namespace[name] = self._folders.tmp_path()
                run.folder = self._observer.folder = str(run.namespace[name])
            elif name == "monkeypatch":
                run.patch = run.namespace[name] = MonkeyPatch(self._watch.own_variables)
            elif name == "capsys":
                run.namespace[name] = CapSys(self._capture)

    def _run_lines(
        self, lines: List[Line], run: Run, act: int, enter: Optional[Callable[[Any], Any]]
    ) -> None:
        namespace = run.namespace
        for position, (form, target, code) in enumerate(lines):
            run.position = position
            if position == act:
                self._look_between(run)
            if position == len(lines) - 1:
                self._look_ahead(run)
            value = eval(code, namespace)
            if form == "with" and enter is not None:
                value = enter(value)
            if form == "statement" and target:
                value = namespace[target]  # what the statement bound itself
            if target:
                namespace[target] = value
            self._completed(run, target, value)

    async def _run_async(self, lines: List[Line], run: Run, act: int) -> None:
        async with AsyncExitStack() as stack:
            for position, (form, target, code) in enumerate(lines):
                run.position = position
                if position == act:
                    self._look_between(run)
                if position == len(lines) - 1:
                    self._look_ahead(run)
                value = eval(code, run.namespace)
                if code.co_flags & CO_COROUTINE:
                    value = await value
                if form == "with":
                    value = stack.enter_context(value)
                elif form == "async-with":
                    value = await stack.enter_async_context(value)
                if form == "statement" and target:
                    value = run.namespace[target]
                if target:
                    run.namespace[target] = value
                self._completed(run, target, value)

    def _completed(self, run: Run, target: Optional[str], value: Any) -> None:
        kind = type(value)
        try:
            name = self._type_names.get(kind)
            if name is None:
                name = self._type_names[kind] = type_name(kind)
        except Exception:  # a metaclass may define a hash that fails
            name = type_name(kind)
        run.types.append(name)
        if run.witness is not None:
            run.witness.completed(run.position, target, value, run.namespace)

    def _new_witness(self, request: Request) -> Optional[Witness]:
        if not request.observe:
            return None
        return Witness(self._observer, self._recorder, self._capture)

    def _look_between(self, run: Run) -> None:
        """What changed before the call under test: none of its doing."""
        if run.witness is not None and run.position > 1:
            run.before = run.witness.renewed(run.namespace)

    def _look_ahead(self, run: Run) -> None:
        """The files that what comes before the call under test wrote: none of its doing."""
        if run.witness is not None and run.folder is not None:
            run.files_before = self._observer.files(run.folder)

    def _look_back(self, run: Run) -> None:
        """What the program changed after it had bound it, and the files it wrote."""
        if run.witness is None:
            return
        run.after = run.witness.changed(run.namespace)
        if run.folder is not None:
            found = self._observer.files(run.folder)
            run.files = [each for each in found if each not in run.files_before]

    # --- results --------------------------------------------------------------------------------

    def _failed(self, run: Run, error: BaseException) -> None:
        if isinstance(error, InvalidProgram):
            run.outcome = "invalid"
            run.failure = describe_failure(error.__cause__ or error, self.loaded.filename)
            return
        run.outcome = "timeout" if isinstance(error, Interrupt) else "raised"
        run.failure = describe_failure(error, self.loaded.filename)
        run.denial = walls_seam.denial(error)
        if run.witness is not None and run.outcome == "raised":
            is_ours = run.failure["in_subject"] or self._is_of_package(type(error))
            run.witness.failed(run.position, run.failure, error if is_ours else None)
            self._look_back(run)

    def _is_of_package(self, kind: type) -> bool:
        """Whether a class is of the subject's package: what others hold changes with their versions."""
        top = self.loaded.module.__name__.partition(".")[0]
        return type_name(kind).partition(":")[0].partition(".")[0] == top

    def _result(
        self, candidate: int, run: Run, request: Request, duration_s: float
    ) -> Dict[str, Any]:
        result: Dict[str, Any] = {
            "candidate": candidate,
            "outcome": run.outcome,
            "result_types": run.types,
            "duration_s": duration_s,
        }
        if run.outcome != "completed":
            result["failed_at"] = run.position if run.position >= 0 else None
            result["failure"] = run.failure
        touched = {*self._watch.touched, *run.harm}
        if not self._folders.is_unchanged():
            touched.add("folder")
        if self._watch.left_loop():
            touched.add("event-loop")
        if self._capture.was_asked:
            touched.add("input")
        if touched:
            result["unstable"] = sorted(touched)
        if self._recorder.order.has_met:
            result["met_sets"] = True
        refusal = walls_seam.refusal() or run.denial
        if refusal is not None:
            result["refused"] = refusal
            if run.outcome == "raised":
                result["outcome"] = "refused"
        bits = int.from_bytes(run.hits, "little")
        # What no test can be made of leaves its goals to those that come after it in the batch.
        is_usable = result["outcome"] in ("completed", "raised")
        is_new = is_usable and bool(bits & ~request.seen)
        if is_new or request.observe:
            result["goals"] = list(compress(range(len(run.hits)), run.hits))
            result["is_new"] = is_new
            request.seen |= bits if is_usable else 0
        if run.witness is not None:
            result["observations"] = run.witness.observations
            if run.before:
                result["before"] = run.before
            result["after"] = run.after
            result["files"] = run.files
        if request.compare:
            comparisons = self._comparisons(run, request.known)
            if comparisons:
                result["comparisons"] = comparisons
        return result

    def _comparisons(self, run: Run, known: int) -> List[Tuple[int, int, str, str]]:
        """Operands of conditions of which one side at least is not known.

        Behind an exception also those of the last condition: as a rule it is the guard that raised.
        """
        found: List[Tuple[int, int, str, str]] = []
        base = self._recorder.base
        earlier = run.witness.operands if run.witness is not None else []
        recorded = earlier + self._recorder.drain()
        guard = len(recorded) - 1 if run.outcome == "raised" else -1
        for place, (goal, operands) in enumerate(recorded):
            first = goal - (goal - base) % 2
            if place != guard and (known >> (8 * first)) & 0x0101 == 0x0101:
                continue
            shown = {(operand_source(left), operand_source(right)) for left, right in operands}
            side = (goal - base) % 2
            number = (goal - base) // 2
            found.extend((number, side, left, right) for left, right in shown)
        return sorted(set(found))
