"""One group of test cases as plain classes: headers, fixtures, decorators and what methods call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from aqe.booster.transforms.python_source import PythonSource, refuse
from aqe.booster.transforms.rewrites import Piece, Rewrite
from aqe.booster.transforms.unittest_asserts import ASSERTS, Assertions
from aqe.booster.transforms.unittest_groups import Group, check_bases, is_case_base
from aqe.booster.transforms.unittest_names import CASE_ATTRIBUTES, UnittestNames, dotted

__all__ = ["GroupEdits", "transform_group"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FIXED = {
    "setUp": "setup_method",
    "tearDown": "teardown_method",
    "setUpClass": "setup_class",
    "tearDownClass": "teardown_class",
}
_HARMLESS = frozenset({"maxDiff", "longMessage"})
_ASKING = frozenset({"id", "isinstance", "repr", "super", "type"})
_CONTEXTS = frozenset({"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex"})


@dataclass(slots=True)
class GroupEdits:
    """What a group becomes."""

    rewrites: list[Rewrite] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    """Classes that get another name, so that pytest finds them."""
    uses_subtests: bool = False


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
        self._result = GroupEdits()
        self._seen: set[Rewrite] = set()
        self._assertions = Assertions(source)
        self._own = group.defined
        self._fixtures = not self._needs_methods()

    def done(self) -> GroupEdits:
        check_bases(self._group, self._names)
        for node in self._group.classes:
            self._class(node)
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    self._method(node, each)
                else:
                    self._other(each)
        self._result.rewrites += self._assertions.rewrites
        self._result.imports |= self._assertions.imports
        return self._result

    # -- the class itself

    def _class(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self._decorator(decorator, on_class=True)
        self._bases(node)
        is_case = node.name in self._group.cases
        if is_case and not node.name.startswith("Test"):
            self._check_texts(node)
            self._result.renamed[node.name] = self._new_name(node)
        mixins = [
            each
            for each in self._group.classes
            if each.name not in self._group.cases and each.name.startswith("Test")
        ]
        if node in mixins and not any(each in mixins for each in self._group.ancestors(node)):
            self._first_line(node, "__test__ = False  # its subclasses are tests")
        inherits = any(each in mixins for each in self._group.ancestors(node))
        nearest = any(each.name in self._group.cases for each in self._group.ancestors(node))
        if is_case and inherits and not nearest:
            self._first_line(node, "__test__ = True")

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
        self._result.rewrites.append(Rewrite(opened.start, closed.end, tuple(pieces)))

    def _new_name(self, node: ast.ClassDef) -> str:
        stem = node.name.lstrip("_")
        for end in ("TestCases", "TestCase", "Tests", "Test", "_tests", "_test"):
            if stem.endswith(end) and stem != end:
                stem = stem.removesuffix(end).rstrip("_")
                break
        taken = self._taken | set(self._result.renamed.values())
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

    def _first_line(self, node: ast.ClassDef, text: str) -> None:
        first = node.body[0]
        if first.lineno == node.lineno:
            raise refuse(node, "the body of the class stands on the line of its header")
        is_docstring = (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        )
        if is_docstring and len(node.body) > 1:
            at = self._source.span(first)[1]
            self._edit(at, at, f"{self._source.newline}{self._source.indentation(first)}{text}")
            return
        at = self._beginning(first)
        indentation = self._source.indentation(first)
        self._edit(at, at, f"{text}{self._source.newline}{indentation}")

    def _beginning(self, node: ast.stmt) -> int:
        decorators = getattr(node, "decorator_list", [])
        if not decorators:
            return self._source.span(node)[0]
        return self._source.text.rindex("@", 0, self._source.span(decorators[0])[0])

    # -- methods

    def _method(self, owner: ast.ClassDef, function: _Function) -> None:
        if isinstance(function, ast.AsyncFunctionDef):
            raise refuse(function, "a coroutine needs a plug-in to run it")
        if function.name in ("__init__", "__new__", "run", "__call__", "countTestCases", "debug"):
            raise refuse(function, f"the class defines {function.name}, which a plain one must not")
        if function.name in _FIXED:
            self._fixture(owner, function)
        elif function.name in CASE_ATTRIBUTES and function.name not in ("id", "shortDescription"):
            raise refuse(function, f"the class replaces {function.name} of TestCase")
        else:
            for decorator in function.decorator_list:
                self._decorator(decorator, on_class=False)
        self._body(owner, function)

    def _fixture(self, owner: ast.ClassDef, function: ast.FunctionDef) -> None:
        for_class = function.name.endswith("Class")
        decorators = [dotted(each) for each in function.decorator_list]
        if decorators != (["classmethod"] if for_class else []):
            raise refuse(function, f"{function.name} has other decorators than it should")
        if len(function.args.args) != 1 or function.args.vararg or function.args.kwonlyargs:
            raise refuse(function, f"{function.name} takes arguments")
        token = self._source.name_token(function)
        if for_class or not self._fixtures:
            self._edit(token.start, token.end, _FIXED[function.name])
            return
        indentation = self._source.indentation(function)
        header = f"@pytest.fixture(autouse=True){self._source.newline}{indentation}"
        self._edit(self._source.span(function)[0], self._source.span(function)[0], header)
        self._result.imports.add("import pytest")
        name = "set_up" if function.name == "setUp" else "tear_down"
        self._edit(token.start, token.end, name)
        if function.name == "tearDown":
            if self._has(owner, "setUp"):
                self._parameter(function, "set_up")
            first = function.body[0]
            at = self._beginning(first)
            inner = self._source.indentation(first)
            self._edit(at, at, f"yield{self._source.newline}{inner}")

    def _has(self, owner: ast.ClassDef, name: str) -> bool:
        return any(
            isinstance(each, ast.FunctionDef) and each.name == name
            for node in (owner, *self._group.ancestors(owner))
            for each in node.body
        )

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
                    if first.lineno == each.lineno or self._yields(each):
                        return True
        without = [each for each in where["tearDown"] if not self._has(each, "setUp")]
        taken = {"set_up", "tear_down"} & self._own
        return bool((without and where["setUp"]) or taken)

    def _yields(self, function: ast.FunctionDef) -> bool:
        return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(function))

    def _parameter(self, function: ast.FunctionDef, name: str) -> None:
        arguments = function.args
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults:
            raise refuse(function, f"{function.name} takes more than plain arguments")
        if any(
            isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store)
            for each in ast.walk(function)
        ):
            raise refuse(function, f"{function.name} has a variable {name!r} of its own")
        if name in [each.arg for each in arguments.args]:
            return
        if not arguments.args:
            raise refuse(function, f"{function.name} has no self")
        at = self._source.span(arguments.args[-1])[1]  # type: ignore[arg-type]
        self._edit(at, at, f", {name}")

    # -- decorators

    def _decorator(self, decorator: ast.expr, *, on_class: bool) -> None:
        call = decorator if isinstance(decorator, ast.Call) else None
        function = call.func if call is not None else decorator
        known = self._names.full(function)
        name = known or dotted(function) or ""
        if "patch" in name.split("."):
            return
        if known == "unittest.skip":
            self._mark_skip(decorator, call)
        elif known in ("unittest.skipIf", "unittest.skipUnless"):
            self._mark_skip_if(decorator, call, unless=known.endswith("Unless"))
        elif known == "unittest.expectedFailure":
            self._replace(decorator, "pytest.mark.xfail(strict=True)")
        elif known is not None:
            raise refuse(decorator, f"the decorator {known} is not known")
        elif on_class:
            raise refuse(decorator, f"the decorator {name or 'of the class'} may count on TestCase")

    def _mark_skip(self, decorator: ast.expr, call: ast.Call | None) -> None:
        if call is None:
            self._replace(decorator, "pytest.mark.skip")
            return
        if len(call.args) != 1 or call.keywords:
            raise refuse(call, "unittest.skip is called in an unusual way")
        self._replace(call.func, "pytest.mark.skip")
        at = self._source.arguments(call).spans[0][0]
        self._edit(at, at, "reason=")

    def _mark_skip_if(self, decorator: ast.expr, call: ast.Call | None, *, unless: bool) -> None:
        if call is None or len(call.args) != 2 or call.keywords:
            raise refuse(decorator, "skipIf or skipUnless is called in an unusual way")
        self._replace(call.func, "pytest.mark.skipif")
        condition, reason = self._source.arguments(call).spans
        if unless:
            simple = isinstance(call.args[0], ast.Name | ast.Attribute | ast.Call | ast.Subscript)
            self._edit(condition[0], condition[0], "not " if simple else "not (")
            if not simple:
                self._edit(condition[1], condition[1], ")")
        else:  # texts are evaluated by pytest, so that a value must be no text
            if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                raise refuse(call, "the condition of skipIf is a text")
            self._edit(condition[0], condition[0], "bool(")
            self._edit(condition[1], condition[1], ")")
        self._edit(reason[0], reason[0], "reason=")

    # -- bodies

    def _body(self, owner: ast.ClassDef, function: ast.FunctionDef) -> None:
        me = function.args.args[0].arg if function.args.args else ""
        is_class_level = function.name.endswith("Class") or any(
            dotted(each) in ("classmethod", "staticmethod") for each in function.decorator_list
        )
        handled: set[int] = set()
        aliases = self._aliases(function, me, handled)
        for node in _statements(function):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                name = node.value.func.id if isinstance(node.value.func, ast.Name) else ""
                if name in aliases:
                    self._assertions.statement(node, node.value, aliases[name])
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self._call_statement(owner, function, node, node.value, me, handled)
            elif isinstance(node, ast.With):
                for item in node.items:
                    self._context(function, node, item, me, handled)
        for each in ast.walk(function):
            if isinstance(each, ast.Attribute):
                self._attribute(each, function, me, handled, is_class_level=is_class_level)
        self._handed_on(function, me)
        for each in _own_attributes(function):
            inherited = each.attr in CASE_ATTRIBUTES and each.attr not in self._own
            if self._is_super_call(each.value) and id(each) not in handled and inherited:
                raise refuse(each, f"{each.attr} of TestCase is reached by super()")

    def _handed_on(self, function: ast.FunctionDef, me: str) -> None:
        """Whether the object itself goes anywhere: who takes it may want a test case."""
        harmless = {
            id(argument)
            for each in ast.walk(function)
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
            for argument in each.args
            if each.func.id in _ASKING
        }
        harmless |= {id(e.value) for e in ast.walk(function) if isinstance(e, ast.Attribute)}
        for each in ast.walk(function):
            if isinstance(each, ast.Name) and each.id == me and id(each) not in harmless:
                raise refuse(each, "the test case itself is handed on")

    def _aliases(self, function: ast.FunctionDef, me: str, handled: set[int]) -> dict[str, str]:
        """Local names of assert methods, as in `eq = self.assertEqual`; their lines go."""
        found: dict[str, str] = {}
        for each in function.body:
            if not (isinstance(each, ast.Assign) and isinstance(each.value, ast.Attribute)):
                continue
            target, value = each.targets[0], each.value
            mine = isinstance(value.value, ast.Name) and value.value.id == me
            if not (mine and value.attr in ASSERTS - self._own and len(each.targets) == 1):
                continue
            if not isinstance(target, ast.Name) or not self._is_only_called(function, target):
                raise refuse(each, f"self.{value.attr} gets another name that is not only called")
            if not self._source.stands_alone(each) or len(function.body) < 2:
                raise refuse(each, f"self.{value.attr} gets another name")
            found[target.id] = value.attr
            handled.add(id(value))
            self._drop_line(each)
        return found

    def _is_only_called(self, function: ast.FunctionDef, name: ast.Name) -> bool:
        called = {
            id(each.value.func)
            for each in _statements(function)
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
        }
        uses = [
            each
            for each in ast.walk(function)
            if isinstance(each, ast.Name) and each.id == name.id and each is not name
        ]
        return all(id(each) in called for each in uses)

    def _drop_line(self, statement: ast.stmt) -> None:
        text = self._source.text
        start, end = self._source.span(statement)
        if "#" in text[end : text.find("\n", end)]:
            raise refuse(statement, "a comment stands behind a line that has to go")
        line_end = text.find("\n", end)
        self._edit(text.rfind("\n", 0, start) + 1, line_end + 1 if line_end >= 0 else len(text), "")

    def _call_statement(
        self,
        owner: ast.ClassDef,
        function: ast.FunctionDef,
        statement: ast.Expr,
        call: ast.Call,
        me: str,
        handled: set[int],
    ) -> None:
        target = call.func
        if not isinstance(target, ast.Attribute):
            return
        if self._is_super_call(target.value) and target.attr in _FIXED:
            self._super_call(owner, statement, target, handled)
            return
        if not (isinstance(target.value, ast.Name) and target.value.id == me):
            return
        name = target.attr
        if name in self._own:
            return
        if name in ASSERTS:
            self._assertions.statement(statement, call, name)
        elif name == "skipTest":
            self._replace(target, "pytest.skip")
            self._result.imports.add("import pytest")
        elif name == "addCleanup":
            self._cleanup(function, call, target)
        elif name in _FIXED and not self._fixtures:
            self._edit(
                self._source.span(target)[1] - len(name), self._source.span(target)[1], _FIXED[name]
            )
        else:
            return
        handled.add(id(target))

    def _super_call(
        self, owner: ast.ClassDef, statement: ast.Expr, target: ast.Attribute, handled: set[int]
    ) -> None:
        handled.add(id(target))
        call = target.value
        assert isinstance(call, ast.Call)
        handled.add(id(call))
        if any(target.attr in _methods(each) for each in self._group.ancestors(owner)):
            end = self._source.span(target)[1]
            self._edit(end - len(target.attr), end, _FIXED[target.attr])
            return
        start, end = self._source.span(statement)
        self._edit(start, end, "pass")  # the line stays, whatever stands behind it

    def _cleanup(self, function: ast.FunctionDef, call: ast.Call, target: ast.Attribute) -> None:
        in_fixture = function.name == "setUp" and self._fixtures
        in_test = function.name.startswith("test") and "tearDown" not in self._own
        if not (in_fixture or in_test):
            raise refuse(call, "addCleanup stands where pytest's request is not at hand")
        self._parameter(function, "request")
        start, opened = self._source.span(call)[0], self._source.arguments(call).open
        if len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred):
            self._replace(target, "request.addfinalizer")
            return
        self._edit(start, opened, "request.addfinalizer(functools.partial(")
        end = self._source.span(call)[1]
        self._edit(end, end, ")")
        self._result.imports.add("import functools")

    def _context(
        self,
        function: ast.FunctionDef,
        node: ast.With,
        item: ast.withitem,
        me: str,
        handled: set[int],
    ) -> None:
        call = item.context_expr
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            return
        target = call.func
        if not (isinstance(target.value, ast.Name) and target.value.id == me):
            return
        if target.attr in self._own:
            return
        if target.attr in _CONTEXTS:
            self._assertions.context(call, target.attr)
            if item.optional_vars is not None:
                self._exceptions(function, item.optional_vars, target.attr)
        elif target.attr == "subTest":
            if not function.name.startswith("test"):
                raise refuse(call, "subTest stands in a method that is no test")
            if item.optional_vars is not None:
                raise refuse(call, "what subTest gives is used")
            self._parameter(function, "subtests")
            self._replace(target, "subtests.test")
            self._result.uses_subtests = True
        else:
            return
        handled.add(id(target))

    def _exceptions(self, function: ast.FunctionDef, variable: ast.expr, method: str) -> None:
        """`caught.exception` becomes `caught.value`; any other use cannot be carried over."""
        if not isinstance(variable, ast.Name) or "Warns" in method:
            raise refuse(variable, f"what self.{method} gives is used")
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
            end = self._source.span(above)[1]
            self._edit(end - len("exception"), end, "value")

    def _attribute(
        self,
        node: ast.Attribute,
        function: ast.FunctionDef,
        me: str,
        handled: set[int],
        *,
        is_class_level: bool,
    ) -> None:
        if id(node) in handled or node.attr in self._own:
            return
        known = self._names.full(node)
        if known in ("unittest.TestCase", "unittest.case.TestCase"):
            raise refuse(node, "TestCase is named within a method")
        if not isinstance(node.value, ast.Name) or node.value.id not in (me, "cls", "self"):
            return
        if node.attr == "failureException":
            self._replace(node, "AssertionError")
        elif node.attr in CASE_ATTRIBUTES and node.attr not in _HARMLESS:
            raise refuse(node, f"self.{node.attr} is used in a way that cannot be carried over")

    def _other(self, statement: ast.stmt) -> None:
        """Anything else in the body of a class."""
        for each in ast.walk(statement):
            if isinstance(each, ast.Attribute) and each.attr in CASE_ATTRIBUTES:
                known = self._names.full(each) or ""
                if known.startswith("unittest.TestCase") or self._is_self(each.value):
                    raise refuse(each, f"{each.attr} of TestCase is used in the body of the class")
        if isinstance(statement, ast.Assign) and isinstance(
            statement.value, ast.Attribute | ast.Name
        ):
            self._borrowed(statement.value)
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For):
            raise refuse(statement, "methods are defined under a condition")

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

    def _is_super(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == "super"

    def _is_super_call(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and self._is_super(node.func)

    # -- edits

    def _replace(self, node: ast.expr, text: str) -> None:
        start, end = self._source.span(node)
        self._edit(start, end, text)
        if text.startswith("pytest"):
            self._result.imports.add("import pytest")

    def _edit(self, start: int, end: int, text: str) -> None:
        rewrite = Rewrite(start, end, (text,))
        if rewrite not in self._seen:  # such as a parameter that several statements want
            self._seen.add(rewrite)
            self._result.rewrites.append(rewrite)


def _statements(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    return (each for each in ast.walk(function) if isinstance(each, ast.stmt))


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


def _methods(node: ast.ClassDef) -> frozenset[str]:
    return frozenset(each.name for each in node.body if isinstance(each, ast.FunctionDef))
