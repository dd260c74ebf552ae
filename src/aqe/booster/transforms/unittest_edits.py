"""What a group of test cases becomes while it is worked on, and edits that several parts of it want."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from aqe.booster.transforms.python_source import PythonSource, refuse
from aqe.booster.transforms.rewrites import Rewrite
from aqe.booster.transforms.unittest_names import UnittestNames, dotted

__all__ = ["GroupEdits", "PytestEditor"]


@dataclass(slots=True)
class GroupEdits:
    """What a group becomes."""

    rewrites: list[Rewrite] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    """Classes that get another name, so that pytest finds them."""
    uses_subtests: bool = False


class PytestEditor:
    """Collects the edits of a group."""

    def __init__(self, source: PythonSource, names: UnittestNames) -> None:
        self.source = source
        self.names = names
        self.result = GroupEdits()
        self._seen: set[Rewrite] = set()

    def edit(self, start: int, end: int, text: str) -> None:
        """Put a text in a place, once however often it is wanted."""
        rewrite = Rewrite(start, end, (text,))
        if rewrite not in self._seen:  # such as a parameter that several statements want
            self._seen.add(rewrite)
            self.result.rewrites.append(rewrite)

    def replace(self, node: ast.expr, text: str) -> None:
        """Put a text in the place of an expression."""
        start, end = self.source.span(node)
        self.edit(start, end, text)
        if text.startswith("pytest"):
            self.result.imports.add("import pytest")

    def replace_end(self, node: ast.expr, old: str, new: str) -> None:
        """Put another name in the place of the last part of a name with dots."""
        end = self.source.span(node)[1]
        self.edit(end - len(old), end, new)

    def beginning(self, node: ast.stmt) -> int:
        """Where a statement begins, with its decorators."""
        decorators = getattr(node, "decorator_list", [])
        if not decorators:
            return self.source.span(node)[0]
        return self.source.text.rindex("@", 0, self.source.span(decorators[0])[0])

    def first_line(self, node: ast.ClassDef, text: str) -> None:
        """Add a line to the beginning of a class, behind its docstring.

        Raises:
            Unsuited: The body stands on the line of the header.
        """
        first = node.body[0]
        if first.lineno == node.lineno:
            raise refuse(node, "the body of the class stands on the line of its header")
        indentation = self.source.indentation(first)
        is_docstring = (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        )
        if is_docstring and len(node.body) > 1:
            at = self.source.span(first)[1]
            self.edit(at, at, f"{self.source.newline}{indentation}{text}")
            return
        at = self.beginning(first)
        self.edit(at, at, f"{text}{self.source.newline}{indentation}")

    def parameter(self, function: ast.FunctionDef, name: str) -> None:
        """Let a function ask pytest for something.

        Raises:
            Unsuited: It cannot be asked for there.
        """
        arguments = function.args
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults:
            raise refuse(function, f"{function.name} takes more than plain arguments")
        for each in function.decorator_list:
            if not self._hands_on(each):
                told = dotted(each.func if isinstance(each, ast.Call) else each) or "of its own"
                raise refuse(each, f"{function.name} needs {name}, which {told} may not hand on")
        if any(
            isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store)
            for each in ast.walk(function)
        ):
            raise refuse(function, f"{function.name} has a variable {name!r} of its own")
        if name in [each.arg for each in arguments.args]:
            return
        if not arguments.args:
            raise refuse(function, f"{function.name} has no self")
        at = self.source.span(arguments.args[-1])[1]  # type: ignore[arg-type]
        self.edit(at, at, f", {name}")

    def _hands_on(self, decorator: ast.expr) -> bool:
        """Whether a decorated function still gets what pytest gives by name."""
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        parts = (self.names.full(function) or dotted(function) or "").split(".")
        return parts[0] == "unittest" or "patch" in parts or parts[:2] == ["pytest", "mark"]
