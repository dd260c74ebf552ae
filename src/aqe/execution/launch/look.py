"""A first look at tests without pytest: what surely fails, hangs or ends its process is told at once.

The subject and what the tests import are imported once; each test then runs in a fork of its own, behind
the same walls as under pytest, and nothing of it comes back but words. What only pytest can judge
(fixtures of the test's own, marks other than tables, classes with a set-up, coroutines) is told as unknown,
and so is whatever ends in a way of pytest's own.
"""

from __future__ import annotations

import _thread
import ast
import gc
import importlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from .asserts import TELLER, tell_operands, told
from .early import is_imported_early
from .events import EventLog
from .forks import Answer, Forks, Job, Tell

_MESSAGE_LIMIT = 500
_DETAIL_LIMIT = 8000
_PYTEST = "pytest"
_SETTING_UP = frozenset(
    "fixture pytestmark setup_module teardown_module setup_function teardown_function setup_class"
    " teardown_class setup_method teardown_method setup teardown load_tests".split()
)
_STRIKES = frozenset({"timeout", "died"})
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def run_look(request: dict[str, Any], log: EventLog) -> int:
    """Looks at all tests of the request; returns an exit code."""
    if is_imported_early(request["search_path"]):
        return 0
    tests = [_Test(place, *each) for place, each in enumerate(request["tests"])]
    names = {name for each in tests for name in each.imported()}
    if _PYTEST in names:
        _import(_PYTEST)
    sys.path[:0] = request["search_path"]
    _silence()
    if not _import(request["trial_of"]):
        return 0
    for name in sorted(names):
        _import(name)
    if _thread._count():  # a fork would be without it, and wait for it
        return 0
    sys.argv[:] = ["pytest", *request["arguments"]]
    gc.collect()
    gc.freeze()
    most_s = request["body_s"] + request["call_s"]
    jobs = [
        Job(each.place, each.work(request["body_s"], request["call_s"], log), most_s, most_s)
        for each in tests
    ]
    forks = Forks(request["jobs"], request["temporary"], request["memory_bytes"])
    answers, strikes = forks.run(jobs), 0
    for answer in answers:
        event = judged(answer)
        log.write(event)
        strikes += event["outcome"] in _STRIKES
        if strikes >= request["strikes"]:
            break
    answers.close()
    return 0


def judged(answer: Answer) -> dict[str, Any]:
    """The event that says what a test showed."""
    event = {"event": "looked", "place": answer.key, "message": "", "detail": ""}
    messages = [each for each in answer.messages if isinstance(each, dict)]
    phase = next((each["phase"] for each in reversed(messages) if "phase" in each), "body")
    last = messages[-1] if messages else {}
    event["phase"] = phase
    if "outcome" in last:
        return {**event, **last}
    if answer.is_timeout or answer.signal == signal.SIGALRM:
        return {**event, "outcome": "timeout"}
    if "crash" in last:  # of the fork itself, not of the test
        return {**event, "outcome": "unknown"}
    how = "signal %d" % answer.signal if answer.signal else "exit code %s" % answer.exit_code
    return {**event, "outcome": "died", "message": "the test ended the process: %s" % how}


class _Test:
    """One test in a file of its own."""

    def __init__(self, place: int, path: str, name: str) -> None:
        self.place = place
        self._path = path
        self._name = name
        with open(path, encoding="utf-8") as file:
            self._text = file.read()
        self._tree = ast.parse(self._text, path)
        self._plain = _plain(self._tree, name)

    def imported(self) -> set[str]:
        """Modules that it imports, wherever it does."""
        found: set[str] = set()
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Import):
                found.update(each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
        if self._plain is not None and "monkeypatch" in _parameters(self._plain):
            found.add(_PYTEST)
        return found

    def work(self, body_s: float, call_s: float, log: EventLog) -> Any:
        """What a fork does: the file, then the test; it tells how they ended."""
        state = random.getstate()

        def run(tell: Tell) -> None:
            os.close(log.descriptor)
            random.setstate(state)  # a fork begins with another one
            os.chdir(tempfile.mkdtemp())
            _limit(body_s)
            tell({"phase": "body"})
            outcome = self._loaded()
            if outcome is None and self._plain is not None:
                _limit(call_s)
                tell({"phase": "call"})
                outcome = self._called(self._plain, call_s / 2)
            tell(outcome or {"outcome": "unknown"})

        return run

    def _loaded(self) -> dict[str, Any] | None:
        name = os.path.splitext(os.path.basename(self._path))[0]
        module = ModuleType(name)
        module.__file__ = self._path
        vars(module)[TELLER] = told
        sys.modules[name] = module
        self._module = module
        try:
            with _warnings_as_in_pytest():
                exec(self._compiled(), vars(module))
        except BaseException as error:
            return _failure(error, self._path)
        return None

    def _compiled(self) -> CodeType:
        try:
            tree = tell_operands(ast.parse(self._text, self._path))
        except (RecursionError, MemoryError):
            return compile(self._text, self._path, "exec", 0, True)
        return compile(tree, self._path, "exec", 0, True)

    def _called(self, plain: ast.FunctionDef, within_s: float) -> dict[str, Any] | None:
        """How the test ends; None where only pytest can tell, or where its rows take too long."""
        over = time.monotonic() + within_s
        try:
            function: Any = self._module
            for part in self._name.split("::"):
                function = getattr(function, part)
                if isinstance(function, type):
                    function = function()
            wanted = _parameters(plain)
            for row in rows_of(getattr(function, "pytestmark", ())):
                if wanted - set(row) - set(_FIXTURES) or time.monotonic() > over:
                    return None
                given = {each: _FIXTURES[each]() for each in wanted - set(row)}
                with _warnings_as_in_pytest():
                    result = function(**row, **given)
                if result is not None:
                    return None
        except BaseException as error:
            return _failure(error, self._path)
        return {"outcome": "passed"}


def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp()).resolve()


def _monkeypatch() -> Any:
    import pytest

    return pytest.MonkeyPatch()


_FIXTURES = {"tmp_path": _temporary_folder, "monkeypatch": _monkeypatch}
"""What a test may ask for by these names where it defines no fixture itself; nothing has to be undone."""


def rows_of(marks: Iterable[Any]) -> list[dict[str, Any]]:
    """The rows of the tables that a test is marked with, one empty one where there is no table.

    Raises:
        Unknown: The tables hold more than values.
    """
    rows: list[dict[str, Any]] = [{}]
    for mark in marks:
        if mark.name != "parametrize" or set(mark.kwargs) - {"ids"} or len(mark.args) != 2:
            raise Unknown
        names, values = mark.args
        is_text = isinstance(names, str)
        if is_text:
            names = [each.strip() for each in names.split(",") if each.strip()]
        # Names in a list want a row for each value, also where there is one name only.
        is_bare = is_text and len(names) == 1
        table = [_row(list(names), (each,) if is_bare else each) for each in values]
        if not table:
            raise Unknown
        rows = [{**row, **each} for row in rows for each in table]
    return rows


def _row(names: list[str], values: Any) -> dict[str, Any]:
    inner = values[0] if type(values) is tuple and len(values) == 1 else values
    if type(inner).__name__ == "ParameterSet":
        if inner.marks:
            raise Unknown
        values = inner.values
    if len(values) != len(names):
        raise Unknown
    return dict(zip(names, values))


class Unknown(Exception):
    """Only pytest can tell."""


def _plain(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    """The test, where calling it is all that pytest would do with it; else None."""
    *classes, function = name.split("::")
    for node in ast.walk(tree):
        named = getattr(node, "name", getattr(node, "id", getattr(node, "attr", "")))
        if named in _SETTING_UP:
            return None
    body = tree.body
    for each in classes:
        found = next((n for n in body if isinstance(n, ast.ClassDef) and n.name == each), None)
        if found is None or found.bases or found.keywords or found.decorator_list:
            return None
        body = found.body
    test = next((n for n in body if isinstance(n, _Function) and n.name == function), None)
    if not isinstance(test, ast.FunctionDef):
        return None
    given = test.args
    is_odd = given.vararg or given.kwarg or given.posonlyargs or given.defaults
    if is_odd or not all(map(_is_table, test.decorator_list)):
        return None
    return test


def _is_table(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    owner = decorator.func.value
    is_mark = isinstance(owner, (ast.Name, ast.Attribute))
    return is_mark and decorator.func.attr == "parametrize"


def _parameters(test: ast.FunctionDef) -> set[str]:
    """Names that the test asks for."""
    return {each.arg for each in (*test.args.args, *test.args.kwonlyargs)} - {"self"}


def _failure(error: BaseException, path: str) -> dict[str, Any]:
    """What an error shows, in the words of pytest; unknown where pytest would not call it a failure."""
    outcomes: Any = sys.modules.get("_pytest.outcomes")
    if outcomes is not None and isinstance(error, outcomes.OutcomeException):
        is_failure = isinstance(error, outcomes.Failed) and type(error) is outcomes.Failed
        if not is_failure:
            return {"outcome": "unknown"}
    if isinstance(error, (KeyboardInterrupt, Unknown)):
        return {"outcome": "unknown"}
    place = error.__traceback__
    while place is not None and place.tb_frame.f_code.co_filename != path:
        place = place.tb_next
    kind = type(error)
    detail = "".join(traceback.format_exception(kind, error, place or error.__traceback__))
    message = "".join(traceback.format_exception_only(kind, error)).strip()
    return {
        "outcome": "failed",
        "message": message[:_MESSAGE_LIMIT],
        "detail": detail[-_DETAIL_LIMIT:],
    }


def _warnings_as_in_pytest() -> Any:
    recording = warnings.catch_warnings(record=True)

    class Recording:
        def __enter__(self) -> None:
            recording.__enter__()
            if not sys.warnoptions:
                warnings.filterwarnings("always", category=DeprecationWarning)
                warnings.filterwarnings("always", category=PendingDeprecationWarning)

        def __exit__(self, *error: Any) -> None:
            recording.__exit__(*error)

    return Recording()


def _limit(within_s: float) -> None:
    """Ends this process when the time is over; whoever takes the signal over is ended from outside."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, within_s)


def _import(name: str) -> bool:
    try:
        importlib.import_module(name)
    except BaseException:  # the tests show what is wrong with it
        return False
    return True


def _silence() -> None:
    """What tests print is of no interest here, and there may be much of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
