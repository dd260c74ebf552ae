"""setUp, tearDown and what they register, as fixtures or as pytest's methods for classes."""

from __future__ import annotations

import ast

from aqe.booster.transforms.python_source import refuse
from aqe.booster.transforms.unittest_edits import PytestEditor
from aqe.booster.transforms.unittest_groups import Group
from aqe.booster.transforms.unittest_names import dotted

__all__ = ["FIXED", "Fixtures"]

FIXED = {
    "setUp": "setup_method",
    "tearDown": "teardown_method",
    "setUpClass": "setup_class",
    "tearDownClass": "teardown_class",
}
"""Methods that unittest calls, and those that pytest calls in their place."""


class Fixtures:
    """The methods around the tests of a group."""

    def __init__(self, group: Group, editor: PytestEditor) -> None:
        self._group = group
        self._editor = editor
        self._source = editor.source
        self._own = group.defined
        self.are_fixtures = not self._needs_methods()
        """Whether setUp and tearDown become fixtures; pytest's methods otherwise."""

    def carry(self, owner: ast.ClassDef, function: ast.FunctionDef) -> None:
        """The header of such a method.

        Raises:
            Unsuited: It is defined in an unusual way.
        """
        for_class = function.name.endswith("Class")
        decorators = [dotted(each) for each in function.decorator_list]
        if decorators != (["classmethod"] if for_class else []):
            raise refuse(function, f"{function.name} has other decorators than it should")
        if len(function.args.args) != 1 or function.args.vararg or function.args.kwonlyargs:
            raise refuse(function, f"{function.name} takes arguments")
        edit = self._editor.edit
        token = self._source.name_token(function)
        if for_class or not self.are_fixtures:
            edit(token.start, token.end, FIXED[function.name])
            return
        indentation = self._source.indentation(function)
        header = f"@pytest.fixture(autouse=True){self._source.newline}{indentation}"
        edit(self._source.span(function)[0], self._source.span(function)[0], header)
        self._editor.result.imports.add("import pytest")
        edit(token.start, token.end, "set_up" if function.name == "setUp" else "tear_down")
        if function.name == "tearDown":
            if self._has(owner, "setUp"):
                self._editor.parameter(function, "set_up")
            first = function.body[0]
            at = self._editor.beginning(first)
            edit(at, at, f"yield{self._source.newline}{self._source.indentation(first)}")

    def super_call(
        self, owner: ast.ClassDef, statement: ast.Expr, target: ast.Attribute, handled: set[int]
    ) -> None:
        """`super().setUp()`: of a base that has one, or nothing."""
        handled.add(id(target))
        handled.add(id(target.value))
        if any(target.attr in _methods(each) for each in self._group.ancestors(owner)):
            self._editor.replace_end(target, target.attr, FIXED[target.attr])
            return
        start, end = self._source.span(statement)
        self._editor.edit(start, end, "pass")  # the line stays, whatever stands behind it

    def cleanup(self, function: ast.FunctionDef, call: ast.Call, target: ast.Attribute) -> None:
        """`self.addCleanup(...)` as a finaliser.

        Raises:
            Unsuited: It stands where no request is at hand, or where the order would be another one.
        """
        in_fixture = function.name == "setUp" and self.are_fixtures
        in_test = function.name.startswith("test") and "tearDown" not in self._own
        if not (in_fixture or in_test):
            raise refuse(call, "addCleanup stands where pytest's request is not at hand")
        self._editor.parameter(function, "request")
        if len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred):
            self._editor.replace(target, "request.addfinalizer")
            return
        start, opened = self._source.span(call)[0], self._source.arguments(call).open
        self._editor.edit(start, opened, "request.addfinalizer(functools.partial(")
        end = self._source.span(call)[1]
        self._editor.edit(end, end, ")")
        self._editor.result.imports.add("import functools")

    def _has(self, owner: ast.ClassDef, name: str) -> bool:
        return any(name in _methods(node) for node in (owner, *self._group.ancestors(owner)))

    def _needs_methods(self) -> bool:
        """Whether setUp and tearDown are called by name somewhere, or cannot become fixtures."""
        where: dict[str, list[ast.ClassDef]] = {"setUp": [], "tearDown": []}
        for node in self._group.classes:
            for each in ast.walk(node):
                if isinstance(each, ast.Attribute) and each.attr in where:
                    return True
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and each.name in where:
                    where[each.name].append(node)
                    first = each.body[0]
                    if first.lineno == each.lineno or _yields(each):
                        return True
        without = [each for each in where["tearDown"] if not self._has(each, "setUp")]
        taken = {"set_up", "tear_down"} & self._own
        return bool((without and where["setUp"]) or taken)


def _yields(function: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(function))


def _methods(node: ast.ClassDef) -> frozenset[str]:
    return frozenset(each.name for each in node.body if isinstance(each, ast.FunctionDef))
