"""One group of test cases as plain classes: their headers, names and attributes.

Fixtures, decorators and the bodies of methods have modules of their own.
"""

from __future__ import annotations

import ast

from aqe.booster.transforms.python_source import PythonSource, refuse
from aqe.booster.transforms.rewrites import Piece, Rewrite
from aqe.booster.transforms.unittest_bodies import HARMLESS, Bodies
from aqe.booster.transforms.unittest_decorators import carry_decorator
from aqe.booster.transforms.unittest_edits import GroupEdits, PytestEditor
from aqe.booster.transforms.unittest_fixtures import FIXED, Fixtures
from aqe.booster.transforms.unittest_groups import (
    Group,
    check_bases,
    check_uses,
    is_case_base,
)
from aqe.booster.transforms.unittest_names import CASE_ATTRIBUTES, UnittestNames, dotted

__all__ = ["transform_group"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_NOT_PLAIN = frozenset(
    {"__init__", "__new__", "run", "runTest", "__call__", "countTestCases", "debug"}
)
"""Methods that mean something to unittest and nothing, or something else, to pytest."""


def transform_group(
    group: Group, source: PythonSource, names: UnittestNames, taken: frozenset[str]
) -> GroupEdits:
    """The edits for a group.

    Raises:
        Unsuited: Something in it cannot be carried over.
    """
    return _Work(group, source, names, taken).done()


class _Work:
    def __init__(
        self, group: Group, source: PythonSource, names: UnittestNames, taken: frozenset[str]
    ) -> None:
        self._group = group
        self._source = source
        self._names = names
        self._taken = taken
        self._editor = PytestEditor(source, names)
        self._fixtures = Fixtures(group, self._editor)
        self._bodies = Bodies(group, self._editor, self._fixtures)

    def done(self) -> GroupEdits:
        check_bases(self._group, self._names)
        check_uses(self._group, self._source.tree)
        for node in self._group.classes:
            self._class(node)
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    self._method(node, each)
                else:
                    self._other(each)
        result, assertions = self._editor.result, self._bodies.assertions
        result.rewrites += assertions.rewrites
        result.imports |= assertions.imports
        return result

    # -- the class itself

    def _class(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            carry_decorator(self._editor, decorator, on_class=True)
        self._bases(node)
        is_case = node.name in self._group.cases
        if is_case and not node.name.startswith("Test"):
            self._check_texts(node)
            self._editor.result.renamed[node.name] = self._new_name(node)
        mixins = [
            each
            for each in self._group.classes
            if each.name not in self._group.cases and each.name.startswith("Test")
        ]
        if node in mixins and not any(each in mixins for each in self._group.ancestors(node)):
            self._editor.first_line(node, "__test__ = False  # its subclasses are tests")
        inherits = any(each in mixins for each in self._group.ancestors(node))
        nearest = any(each.name in self._group.cases for each in self._group.ancestors(node))
        if is_case and inherits and not nearest:
            self._editor.first_line(node, "__test__ = True")

    def _bases(self, node: ast.ClassDef) -> None:
        kept = [each for each in node.bases if not is_case_base(each, self._names)]
        if len(kept) == len(node.bases):
            return
        tokens = self._source.header_tokens(node)
        opened = next(each for each in tokens if each.text == "(")
        closed = [each for each in tokens if each.text == ")"][-1]
        if any(each.text.startswith("#") for each in tokens):
            raise refuse(node, "a comment stands between the bases of the class")
        pieces: list[Piece] = []
        for each in kept:
            pieces += [", " if pieces else "(", self._source.span(each)]
        pieces += [")"] if pieces else []
        self._editor.result.rewrites.append(Rewrite(opened.start, closed.end, tuple(pieces)))

    def _new_name(self, node: ast.ClassDef) -> str:
        stem = node.name.lstrip("_")
        for end in ("TestCases", "TestCase", "Tests", "Test", "_tests", "_test"):
            if stem.endswith(end) and stem != end:
                stem = stem.removesuffix(end).rstrip("_")
                break
        taken = self._taken | set(self._editor.result.renamed.values())
        for name in (f"Test{stem[:1].upper()}{stem[1:]}", f"Test{node.name}"):
            if name not in taken:
                return name
        raise refuse(node, f"no free name for {node.name}, which pytest would not find")

    def _check_texts(self, node: ast.ClassDef) -> None:
        """Whether a text holds the name of a class that needs another one, such as a shown repr."""
        for each in ast.walk(self._source.tree):
            if not (isinstance(each, ast.Constant) and isinstance(each.value, str)):
                continue
            if node.name in each.value:
                raise refuse(each, f"a text names {node.name}, which pytest would not find")

    # -- what stands in it

    def _method(self, owner: ast.ClassDef, function: _Function) -> None:
        if isinstance(function, ast.AsyncFunctionDef):
            raise refuse(function, "a coroutine needs a plug-in to run it")
        if function.name in _NOT_PLAIN:
            raise refuse(function, f"the class defines {function.name}, which a plain one must not")
        if function.name in FIXED:
            self._fixtures.carry(owner, function)
        elif function.name in CASE_ATTRIBUTES and function.name not in ("id", "shortDescription"):
            raise refuse(function, f"the class replaces {function.name} of TestCase")
        else:
            for decorator in function.decorator_list:
                carry_decorator(self._editor, decorator, on_class=False)
        self._bodies.carry(owner, function)

    def _other(self, statement: ast.stmt) -> None:
        """Anything else in the body of a class."""
        if isinstance(statement, ast.ClassDef) and statement.name.startswith("Test"):
            raise refuse(statement, f"pytest would take {statement.name} within it for tests")
        for each in ast.walk(statement):
            if isinstance(each, ast.Attribute) and each.attr in CASE_ATTRIBUTES:
                known = self._names.full(each) or ""
                if known.startswith("unittest.TestCase") or self._is_self(each.value):
                    raise refuse(each, f"{each.attr} of TestCase is used in the body of the class")
        if isinstance(statement, ast.Assign):
            self._assigned(statement)
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For):
            raise refuse(statement, "methods are defined under a condition")

    def _assigned(self, statement: ast.Assign) -> None:
        names = {each.id for each in statement.targets if isinstance(each, ast.Name)}
        for name in sorted(names & (CASE_ATTRIBUTES | _NOT_PLAIN) - HARMLESS):
            raise refuse(statement, f"the class replaces {name} of TestCase")
        if isinstance(statement.value, ast.Attribute | ast.Name):
            self._borrowed(statement.value)

    def _borrowed(self, value: ast.expr) -> None:
        """A method of another class, or a helper that will get the test case as its first argument."""
        name = dotted(value) or ""
        first, _, rest = name.partition(".")
        classes = {each.name for each in self._source.tree.body if isinstance(each, ast.ClassDef)}
        if rest and first in classes:
            raise refuse(value, f"{name} is borrowed from another class")
        if name.rpartition(".")[2].startswith(("assert", "check", "verify")):
            raise refuse(value, f"{name} gets the test case as its first argument")

    def _is_self(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in ("self", "cls")
