"""Pytest plug-in for tests that somebody else proposed: what they do beside passing counts, too.

A test that a wall stopped fails even where it swallowed the error: without walls it would have gone through.
So does one that leaves the module under test changed: it would decide what other tests see.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest

_DEPTH = 3
_ABSENT = object()
_CODE = (FunctionType, type, staticmethod, classmethod, property)


class Trial:
    """Watches the walls and the module under test while tests run.

    Args:
        module: Name of the module under test.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._names: _Names | None = None
        self._bad: dict[str, str] = {}
        """Files that did something while they were collected."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        try:
            importlib.import_module(self._module)
        except BaseException:  # the tests show what is wrong with it
            return
        self._names = _Names(sys.modules[self._module])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Iterator[None]:
        _forget_refusal()
        yield
        reason = self._reason()
        if reason:
            self._bad[collector.nodeid] = reason

    def pytest_runtest_logstart(self) -> None:
        _forget_refusal()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        # Before anybody looks at the error: that reads files of its own.
        refused = _refusal()
        result: Any = yield
        report = result.get_result()
        if refused and report.passed:
            _fail(report, "a wall stopped it: %s" % refused)
        if call.when == "teardown":
            reason = self._reason() or self._bad.get(item.nodeid.partition("::")[0], "")
            if reason and report.passed:
                _fail(report, reason)

    def _reason(self) -> str:
        refused = _refusal()
        if refused:
            return "a wall stopped it: %s" % refused
        changed = self._names.restored() if self._names is not None else []
        return "it leaves what is under test changed: %s" % ", ".join(changed) if changed else ""


def _fail(report: Any, reason: str) -> None:
    report.outcome = "failed"
    report.longrepr = reason


class _Names:
    """What the names of a module and of its classes stand for, as it is when this is made.

    Names that the module itself stores while it runs (``global``, attributes) may change, and tables may
    be filled: that is its own doing.
    """

    def __init__(self, module: ModuleType) -> None:
        self._globals, self._attributes = _stored(module)
        self._spaces: list[tuple[str, Any, dict[str, Any]]] = []
        self._keep(module.__name__, module, 0)

    def _keep(self, name: str, owner: Any, depth: int) -> None:
        known = dict(vars(owner))
        self._spaces.append((name, owner, known))
        home = owner.__name__ if depth == 0 else owner.__module__
        for key, value in known.items():
            is_own = isinstance(value, type) and value.__module__ == home
            is_kept = any(value is each for _, each, _ in self._spaces)
            if is_own and not is_kept and depth < _DEPTH:
                self._keep("%s.%s" % (name, key), value, depth + 1)

    def restored(self) -> list[str]:
        """What was changed; all of it is as it was afterwards, where that can be."""
        found = []
        for name, owner, known in self._spaces:
            now = dict(vars(owner))
            for key in list(dict.fromkeys([*known, *now])):
                old, new = known.get(key, _ABSENT), now.get(key, _ABSENT)
                if old is not new and self._counts(key, old, new):
                    found.append("%s.%s" % (name, key))
                    _put_back(owner, key, old)
        return found

    def _counts(self, key: str, old: Any, new: Any) -> bool:
        is_code = isinstance(old, _CODE) or isinstance(new, _CODE)
        if key.startswith("__") and key.endswith("__"):
            return is_code
        if old is _ABSENT and isinstance(new, ModuleType):  # a part of a package that was imported
            return False
        return key not in self._globals and (is_code or key not in self._attributes)


def _put_back(owner: Any, key: str, old: Any) -> None:
    try:
        if old is _ABSENT:
            delattr(owner, key)
        else:
            setattr(owner, key, old)
    except (AttributeError, TypeError):  # it defends itself; the test is refused all the same
        pass


def _stored(module: ModuleType) -> tuple[frozenset[str], frozenset[str]]:
    """Global names and attributes that the code of the module stores while it runs."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError, SyntaxError, ValueError, RecursionError):
        return frozenset(), frozenset()
    names: set[str] = set()
    attributes: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
        elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            attributes.add(node.attr)
    return frozenset(names), frozenset(attributes)


def _walls() -> Any:
    return sys.modules.get("aqe_worker.walls")


def _refusal() -> str:
    walls = _walls()
    found = None if walls is None else walls.last_refusal()
    return "" if found is None else str(found)


def _forget_refusal() -> None:
    walls = _walls()
    if walls is not None:
        walls.forget_refusal()
