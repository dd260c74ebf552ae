"""What becomes of values that are handed over: callees of the package, and known ones of the library."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from aqe.analysis.flow.facts import FunctionFacts
from aqe.analysis.flow.named_values import NameReader
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.hints import HintReader
from aqe.analysis.scopes import dotted_name
from aqe.domain.types import TypeRef

__all__ = ["ArgumentReader"]


@dataclass(frozen=True, slots=True)
class KnownCallees:
    """The tables of ``callees.toml``."""

    arguments: dict[str, list[str]]
    iterated: dict[str, list[int]]


@cache
def known_callees() -> KnownCallees:
    """What callables of the standard library expect."""
    text = resources.files(__package__).joinpath("callees.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return KnownCallees(data["arguments"], data["iterated"])


class ArgumentReader(NameReader):
    """Lets the arguments of calls flow into the parameters of their callees."""

    def _into(self, target: str | None, node: ast.Call) -> Shape | None:
        shapes = [self._argument(argument) for argument in node.args]
        keywords = [(keyword.arg, self.evaluate(keyword.value)) for keyword in node.keywords]
        if target is not None:
            _note_passed(target.replace(":", "."), shapes, keywords)
            self._flow_into(target, shapes, keywords)
        return None

    def _argument(self, node: ast.expr) -> Shape | None:
        if isinstance(node, ast.Starred):
            shape = self.evaluate(node.value)
            if shape is not None:
                shape.spread = "*"
                shape.iterate()
            return None
        return self.evaluate(node)

    def _named_call(self, name: str | None, node: ast.Call) -> Shape | None:
        shapes = [self._argument(argument) for argument in node.args]
        keywords = [(keyword.arg, self.evaluate(keyword.value)) for keyword in node.keywords]
        self._hand_over(name, shapes, keywords)
        return None

    def _hand_over(
        self,
        name: str | None,
        shapes: list[Shape | None],
        keywords: list[tuple[str | None, Shape | None]],
    ) -> None:
        if name is None:
            return
        target = self.owner_class if self._is_own_class(name) else self.resolve(name)
        plain = target.replace(":", ".").removeprefix("builtins.") if target else name
        _note_passed(plain, shapes, keywords)
        for index, shape in enumerate(shapes):
            if shape is not None:
                self._known_argument(plain, index, shape)
        for keyword, shape in keywords:
            if keyword is None and shape is not None:
                shape.spread = "**"
        if target is not None:
            self._flow_into(target, shapes[1:] if self._is_unbound(target) else shapes, keywords)

    def _is_own_class(self, name: str) -> bool:
        """Whether a class method calls its class: ``cls(value)`` hands the value to the constructor."""
        decorators = (dotted_name(each) for each in self.facts.node.decorator_list)
        return (
            bool(self.owner_class) and name == self.facts.receiver and "classmethod" in decorators
        )

    def _is_unbound(self, target: str) -> bool:
        """Whether a method is called on its class, so that the first argument is the object."""
        found = self.book.package.function_node(target)
        if found is None or "." not in found[1]:
            return False
        bound = ("staticmethod", "classmethod")
        return not any(dotted_name(each) in bound for each in found[2].decorator_list)

    def _known_argument(self, callee: str, index: int, shape: Shape) -> None:
        known = known_callees()
        expected = known.arguments.get(callee, ())
        if index < len(expected) and expected[index] != "-":
            shape.types[TypeRef(expected[index])] = None
        if index in known.iterated.get(callee, ()):
            shape.iterate()

    def _flow_into(
        self,
        target: str,
        shapes: list[Shape | None],
        keywords: list[tuple[str | None, Shape | None]],
    ) -> None:
        """Hand shapes over to the parameters of a function, method or class of the package."""
        if not any(shapes) and not any(shape for _, shape in keywords):
            return
        if self.book.package.class_node(target) is not None:
            target = self.book.method(target, "__init__") or target
        callee = self.book.function(target, self.facts.level + 1)
        if callee is None:
            return
        rest = callee.node.args.vararg
        for index, shape in enumerate(shapes):
            if shape is None:
                continue
            if index < len(callee.positional):
                self._flow(shape, callee, callee.positional[index])
            elif rest is not None:
                shape.flow(callee.parameters[rest.arg].iterate())
        for keyword, shape in keywords:
            if shape is None:
                continue
            if keyword is None:
                self._spread_into(shape, callee, given=len(shapes))
            elif keyword in callee.parameters:
                self._flow(shape, callee, keyword)

    def _flow(self, shape: Shape, callee: FunctionFacts, name: str) -> None:
        shape.flow(callee.parameters[name])
        reader = HintReader(self.book.package, callee.scope, callee.owner)
        for argument in (
            *callee.node.args.posonlyargs,
            *callee.node.args.args,
            *callee.node.args.kwonlyargs,
        ):
            if argument.arg == name and argument.annotation is not None:
                found = reader.read(argument.annotation)
                if found is not None and found.name != "any":
                    shape.types[found] = None

    def _spread_into(self, shape: Shape, callee: FunctionFacts, given: int) -> None:
        """``f(a, **x)``: the parameters of ``f`` that are not given by position are keys of ``x``."""
        rest = callee.node.args.kwarg
        taken = {each.arg for each in callee.node.args.posonlyargs}
        taken.update(callee.positional[:given])
        for name in callee.parameters:
            if name in taken:
                continue
            if rest is not None and name == rest.arg:
                shape.flow(callee.parameters[name])
            elif callee.node.args.vararg is None or name != callee.node.args.vararg.arg:
                shape.item(repr(name)).flow(callee.parameters[name])


def _note_passed(
    callee: str, shapes: list[Shape | None], keywords: list[tuple[str | None, Shape | None]]
) -> None:
    for place, shape in [*enumerate(shapes), *keywords]:
        if shape is not None and place is not None:
            shape.passed_to[callee, place] = None
