"""Pytest plug-in for tests that somebody else proposed: what they do beside passing counts, too.

A test that a wall stopped fails even where it swallowed the error: without walls it would have gone through.
So does one that leaves the process, the module under test or any other module changed: it would decide what
other tests see. What was changed is put back, so that no other test is blamed for it.
"""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from .denied import Denied, may_swallow
from .namespaces import Modules
from .own_doing import OwnDoing, text_of, touched_by
from .process_state import ProcessState

_TOOLS = ("pytest", "_pytest", "pluggy", "coverage", "aqe_worker", __name__.partition(".")[0])
_CHANGED = "it leaves what is under test changed: %s"
_LEFT = "it leaves the process changed: %s"
_STREAMS = ("stdin", "stdout", "stderr")
_MOST_TOLD = 5
_NO_ANSWER = "NotImplemented should not be used"


class Trial:
    """Watches the walls and the state of the process while tests run.

    Args:
        module: Name of the module under test.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._walls: Any = sys.modules.get("aqe_worker.walls")
        self._loaded = sys.modules
        self._modules: Modules | None = None
        self._process: ProcessState | None = None
        self._is_collecting = True
        self._bad: dict[str, str] = {}
        """Files that did something while they were collected."""
        self._bad_for_all = ""
        self._touched: dict[str, frozenset[str]] = {}
        self._swallows: dict[str, bool] = {}
        self._subject_swallows = False
        self._left_streams: dict[str, Any] = {}
        self._streams_changed: list[str] = []
        self._denied: Denied | None = None
        self._refusals = 0
        self._denial = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: Any) -> None:
        try:
            subject = importlib.import_module(self._module)
        except BaseException:  # the tests show what is wrong with it
            return
        subject = self._loaded[self._module]
        root = str(session.config.rootdir)

        def is_left_out(name: str, module: ModuleType) -> bool:
            if module is subject:
                return False
            file = getattr(module, "__file__", None)
            return isinstance(file, str) and file.startswith(root)

        text = text_of(subject)
        self._process = ProcessState(seeds=bool(OwnDoing(text).calls & {"seed", "setstate"}))
        self._modules = Modules(subject, _TOOLS, is_left_out)
        self._modules.refresh(self._loaded)
        self._subject_swallows = may_swallow(text)
        if self._walls is not None and self._walls.kernel_holds():
            self._denied = Denied.of_this_machine()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Iterator[None]:
        self._begin()
        yield
        reason = self._reason(_file_of(collector), is_quick=True)
        if reason:
            self._bad[collector.nodeid] = reason

    def pytest_collection_finish(self) -> None:
        """All modules are looked at once: what one file did to others, all are refused for."""
        self._bad_for_all = self._left("")

    def pytest_runtest_logstart(self) -> None:
        if self._is_collecting and self._modules is not None:
            self._is_collecting = False
            self._modules.refresh(self._loaded)
        self._denial, self._streams_changed = "", []
        self._begin()

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_call(self, item: Any) -> Iterator[None]:
        before = _streams()
        file = _file_of(item)
        strict = _take_no_answer_for_true(item)
        if self._denied is not None and (self._subject_swallows or self._may_swallow(file)):
            self._denied.watch()
        yield
        filters: Any = warnings.filters
        if strict in filters:
            filters.remove(strict)
        if self._denied is not None:
            self._denial = self._denied.stop()
        now = _streams()
        self._left_streams = {key: now[key] for key in now if now[key] is not before[key]}

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        # Between the phases pytest exchanges the streams itself; fixtures put theirs back only now.
        before, left = _streams(), self._left_streams
        for name, stream in left.items():
            setattr(sys, name, stream)
        yield
        self._streams_changed = [
            "sys.%s" % name for name in left if getattr(sys, name, None) is left[name]
        ]
        for name in left:
            setattr(sys, name, before[name])
        self._left_streams = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        # Before anybody looks at the error: that reads files of its own.
        refused = self._refusal()
        result: Any = yield
        report = result.get_result()
        if refused and report.passed:
            _fail(report, refused)
        if call.when == "teardown":
            reason = self._reason(_file_of(item))
            reason = reason or self._bad.get(item.nodeid.partition("::")[0], self._bad_for_all)
            if reason and report.passed:
                _fail(report, reason)

    def _begin(self) -> None:
        if self._walls is not None:
            self._walls.forget_refusal()
            self._refusals = self._walls.refusals()
        if self._modules is not None and self._process is not None:
            self._process.refresh()
            self._modules.begin()

    def _reason(self, file: str, is_quick: bool = False) -> str:
        return self._refusal() or self._left(file, is_quick)

    def _left(self, file: str, is_quick: bool = False) -> str:
        if self._modules is None or self._process is None:
            return ""
        left = [*self._process.changed(), *self._streams_changed]
        touched = self._touched_by(file)
        if is_quick:
            changed = self._modules.changed_in_subject(touched)
        else:
            changed = self._modules.changed(self._loaded, touched)
        inside = self._module + "."
        of_subject = [each for each in changed if each.startswith(inside)]
        left += [each for each in changed if not each.startswith(inside)]
        if of_subject:
            return _CHANGED % ", ".join(of_subject[:_MOST_TOLD])
        return _LEFT % ", ".join(left[:_MOST_TOLD]) if left else ""

    def _refusal(self) -> str:
        is_refused = self._walls is not None and self._walls.refusals() != self._refusals
        if not is_refused and not self._denial:
            return ""
        found = self._walls.last_refusal() or self._denial or "it made it forget what it refused"
        return "a wall stopped it: %s" % found

    def _touched_by(self, file: str) -> frozenset[str]:
        if file not in self._touched:
            self._touched[file] = touched_by(_text_of(file))
        return self._touched[file]

    def _may_swallow(self, file: str) -> bool:
        if file not in self._swallows:
            self._swallows[file] = may_swallow(_text_of(file))
        return self._swallows[file]


def _take_no_answer_for_true(item: Any) -> Any:
    """Lets a test fail that takes `NotImplemented`, which a comparison may answer, for true.

    Returns:
        The filter of warnings that does so.
    """
    places = "(?:%s|unittest\\.case)$" % re.escape(item.module.__name__)
    warnings.filterwarnings("error", _NO_ANSWER, DeprecationWarning, places)
    return warnings.filters[0]


def _fail(report: Any, reason: str) -> None:
    report.outcome = "failed"
    report.longrepr = reason


def _streams() -> dict[str, Any]:
    return {name: getattr(sys, name, None) for name in _STREAMS}


def _file_of(node: Any) -> str:
    return str(getattr(node, "path", None) or getattr(node, "fspath", ""))


def _text_of(file: str) -> str:
    if not file.endswith(".py"):
        return ""
    try:
        with open(file, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, ValueError):
        return ""
