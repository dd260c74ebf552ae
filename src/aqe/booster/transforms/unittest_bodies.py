"""The bodies of methods: what a test case offers, as pytest offers it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.booster.transforms.python_source import refuse
from aqe.booster.transforms.unittest_asserts import ASSERTS, Assertions
from aqe.booster.transforms.unittest_edits import PytestEditor
from aqe.booster.transforms.unittest_fixtures import FIXED, Fixtures
from aqe.booster.transforms.unittest_groups import Group
from aqe.booster.transforms.unittest_names import CASE_ATTRIBUTES
from aqe.booster.transforms.unittest_scopes import Catching, in_scope

__all__ = ["HARMLESS", "Bodies"]

HARMLESS = frozenset({"maxDiff", "longMessage"})
"""Attributes that only say how a failure is shown."""
_ASKING = frozenset({"id", "isinstance", "repr", "super", "type"})
_CONTEXTS = frozenset({"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex"})


class Bodies:
    """Carries over the bodies of a group's methods."""

    def __init__(self, group: Group, editor: PytestEditor, fixtures: Fixtures) -> None:
        self._editor = editor
        self._source = editor.source
        self._fixtures = fixtures
        self._own = group.defined
        self.assertions = Assertions(editor.source)

    def carry(self, owner: ast.ClassDef, function: ast.FunctionDef) -> None:
        """Rewrite what a method calls.

        Raises:
            Unsuited: It uses something that cannot be carried over.
        """
        _Body(self, owner, function).carry()

    # What one body needs of its group.

    @property
    def editor(self) -> PytestEditor:
        """Takes the edits."""
        return self._editor

    @property
    def fixtures(self) -> Fixtures:
        """The methods around the tests."""
        return self._fixtures

    @property
    def own(self) -> frozenset[str]:
        """Names that the classes of the group define."""
        return self._own


class _Body:
    def __init__(self, bodies: Bodies, owner: ast.ClassDef, function: ast.FunctionDef) -> None:
        self._editor = bodies.editor
        self._source = bodies.editor.source
        self._fixtures = bodies.fixtures
        self._assertions = bodies.assertions
        self._own = bodies.own
        self._owner = owner
        self._function = function
        self._me = function.args.args[0].arg if function.args.args else ""
        self._nodes = list(in_scope(function, self._me))
        self._catching = Catching(function)
        self._handled: set[int] = set()

    def carry(self) -> None:
        aliases = self._aliases()
        for node in self._nodes:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                name = node.value.func.id if isinstance(node.value.func, ast.Name) else ""
                if name in aliases:
                    self._assertion(node, node.value, aliases[name])
                self._call_statement(node, node.value)
            elif isinstance(node, ast.With):
                for item in node.items:
                    self._context(node, item)
        for node in self._nodes:
            if isinstance(node, ast.Attribute):
                self._attribute(node)
        self._handed_on()
        for each in _own_attributes(self._function):
            inherited = each.attr in CASE_ATTRIBUTES and each.attr not in self._own
            if _is_super_call(each.value) and id(each) not in self._handled and inherited:
                raise refuse(each, f"{each.attr} of TestCase is reached by super()")

    def _is_mine(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self._me

    def _handed_on(self) -> None:
        """Whether the object itself goes anywhere: who takes it may want a test case."""
        harmless = {
            id(argument)
            for each in self._nodes
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
            for argument in each.args
            if each.func.id in _ASKING
        }
        harmless |= {id(each.value) for each in self._nodes if isinstance(each, ast.Attribute)}
        for node in self._nodes:
            if isinstance(node, ast.Name) and self._is_mine(node) and id(node) not in harmless:
                raise refuse(node, "the test case itself is handed on")

    def _aliases(self) -> dict[str, str]:
        """Local names of assert methods, as in `eq = self.assertEqual`; their lines go."""
        found: dict[str, str] = {}
        function = self._function
        for each in function.body:
            if not (isinstance(each, ast.Assign) and isinstance(each.value, ast.Attribute)):
                continue
            target, value = each.targets[0], each.value
            known = value.attr in ASSERTS - self._own and len(each.targets) == 1
            if not (self._is_mine(value.value) and known):
                continue
            if not isinstance(target, ast.Name) or not self._is_only_called(target):
                raise refuse(each, f"self.{value.attr} gets another name that is not only called")
            if not self._source.stands_alone(each) or len(function.body) < 2:
                raise refuse(each, f"self.{value.attr} gets another name")
            found[target.id] = value.attr
            self._handled.add(id(value))
            self._drop_line(each)
        return found

    def _is_only_called(self, name: ast.Name) -> bool:
        called = {
            id(each.value.func)
            for each in ast.walk(self._function)
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
        }
        uses = [
            each
            for each in ast.walk(self._function)
            if isinstance(each, ast.Name) and each.id == name.id and each is not name
        ]
        return all(id(each) in called for each in uses)

    def _drop_line(self, statement: ast.stmt) -> None:
        text = self._source.text
        start, end = self._source.span(statement)
        if "#" in text[end : text.find("\n", end)]:
            raise refuse(statement, "a comment stands behind a line that has to go")
        line_end = text.find("\n", end)
        stop = line_end + 1 if line_end >= 0 else len(text)
        self._editor.edit(text.rfind("\n", 0, start) + 1, stop, "")

    def _call_statement(self, statement: ast.Expr, call: ast.Call) -> None:
        target = call.func
        if not isinstance(target, ast.Attribute):
            return
        if _is_super_call(target.value) and target.attr in FIXED:
            self._fixtures.super_call(self._owner, statement, target, self._handled)
            return
        name = target.attr
        if not self._is_mine(target.value) or name in self._own:
            return
        if name in ASSERTS:
            self._assertion(statement, call, name)
        elif name == "skipTest":
            self._refuse_caught(call, name)
            self._editor.replace(target, "pytest.skip")
        elif name == "addCleanup":
            self._fixtures.cleanup(self._function, call, target)
        else:
            return
        self._handled.add(id(target))

    def _assertion(self, statement: ast.Expr, call: ast.Call, name: str) -> None:
        """A call of an assert method.

        What `pytest.fail` and `pytest.raises` raise is no AssertionError and no Exception, so that
        they must not stand where something catches one.
        """
        if name == "fail":
            in_test = self._function.name.startswith("test")
            is_plain = in_test and self._catching.is_plain(statement)
            self._assertions.failure(call, "pytest.fail" if is_plain else "raise AssertionError")
            return
        if name in _CONTEXTS:
            self._refuse_caught(call, name)
        self._assertions.statement(statement, call, name)

    def _refuse_caught(self, node: ast.AST, name: str) -> None:
        if self._catching.catches_failures(node):
            raise refuse(node, f"what self.{name} raises may be caught around it")

    def _context(self, node: ast.With, item: ast.withitem) -> None:
        call = item.context_expr
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            return
        target = call.func
        if not self._is_mine(target.value) or target.attr in self._own:
            return
        if target.attr in _CONTEXTS:
            self._refuse_caught(node, target.attr)
            self._assertions.context(call, target.attr)
            if item.optional_vars is not None:
                self._exceptions(item.optional_vars, target.attr)
        elif target.attr == "subTest":
            self._sub_test(call, target, item)
        else:
            return
        self._handled.add(id(target))

    def _sub_test(self, call: ast.Call, target: ast.Attribute, item: ast.withitem) -> None:
        if not self._function.name.startswith("test"):
            raise refuse(call, "subTest stands in a method that is no test")
        if item.optional_vars is not None:
            raise refuse(call, "what subTest gives is used")
        self._editor.parameter(self._function, "subtests")
        self._editor.replace(target, "subtests.test")
        self._editor.result.uses_subtests = True

    def _exceptions(self, variable: ast.expr, method: str) -> None:
        """`caught.exception` becomes `caught.value`; any other use cannot be carried over."""
        if not isinstance(variable, ast.Name) or "Warns" in method:
            raise refuse(variable, f"what self.{method} gives is used")
        function = self._function
        parents = {
            id(child): node for node in ast.walk(function) for child in ast.iter_child_nodes(node)
        }
        for each in ast.walk(function):
            if not (isinstance(each, ast.Name) and each.id == variable.id):
                continue
            above = parents[id(each)]
            if isinstance(each.ctx, ast.Store):
                if not isinstance(above, ast.withitem):
                    raise refuse(each, f"{variable.id!r} is bound in other ways, too")
                continue
            if not (isinstance(above, ast.Attribute) and above.attr == "exception"):
                raise refuse(each, f"more than the exception of {variable.id!r} is used")
            self._editor.replace_end(above, "exception", "value")

    def _attribute(self, node: ast.Attribute) -> None:
        if id(node) in self._handled:
            return
        if node.attr in FIXED and _is_super_call(node.value):
            raise refuse(node, f"what super().{node.attr} gives is used")
        is_own = isinstance(node.value, ast.Name) and node.value.id in (self._me, "cls", "self")
        if node.attr in self._own:
            if node.attr in FIXED and is_own:
                self._editor.replace_end(node, node.attr, FIXED[node.attr])
            return
        known = self._editor.names.full(node)
        if known in ("unittest.TestCase", "unittest.case.TestCase"):
            raise refuse(node, "TestCase is named within a method")
        if not is_own:
            return
        if node.attr == "failureException":
            self._editor.replace(node, "AssertionError")
        elif node.attr in CASE_ATTRIBUTES and node.attr not in HARMLESS:
            raise refuse(node, f"self.{node.attr} is used in a way that cannot be carried over")


def _is_super_call(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def _own_attributes(function: ast.FunctionDef) -> Iterator[ast.Attribute]:
    """Attributes within a method, but not within classes that it defines."""
    waiting: list[ast.AST] = [function]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute):
            yield node
        waiting += [
            each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.ClassDef)
        ]
