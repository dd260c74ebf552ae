"""What calls of built-in functions say about the values that are handed to them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from aqe.analysis.flow.handing_over import ArgumentReader
from aqe.analysis.flow.literals import type_of_literal
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.scopes import dotted_name
from aqe.domain.types import TypeRef

__all__ = ["BuiltInReader"]

_SEQUENCES = frozenset({"list", "tuple", "sorted", "iter", "set", "frozenset", "reversed"})


class BuiltInReader(ArgumentReader):
    """Reads calls that have a meaning of their own."""

    def _special(self, name: str, node: ast.Call) -> Callable[[], Shape | None] | None:
        handlers: dict[str, Callable[[ast.Call], Shape | None]] = {
            "isinstance": self._isinstance,
            "hasattr": self._getattr,
            "getattr": self._getattr,
            "len": self._len,
            "callable": self._callable,
            "enumerate": self._enumerate,
            "zip": self._zip,
            "next": self._next,
            "map": self._map,
            "filter": self._map,
            "super": lambda _: None,
        }
        if name in _SEQUENCES and len(node.args) >= 1:
            return lambda: self._sequence(node)
        handler = handlers.get(name)
        if handler is None or not (node.args or name == "super"):
            return None
        return lambda: handler(node)

    def _isinstance(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        if shape is not None and len(node.args) == 2:
            for each in self.class_references(node.args[1]):
                shape.isinstance_types[each] = None
        if len(node.args) == 2 and self._is_receiver(node.args[0]):
            asked = self.evaluate(_typed_by(node.args[1]) or node.args[1])
            if asked is not None and self.owner_class:
                asked.isinstance_types[TypeRef(self.owner_class)] = None
        return None

    def _is_receiver(self, node: ast.expr | None) -> bool:
        return isinstance(node, ast.Name) and node.id == self.facts.receiver

    def class_references(self, node: ast.expr) -> list[TypeRef]:
        """The types that the second argument of ``isinstance`` names."""
        if isinstance(node, ast.Tuple):
            return [each for item in node.elts for each in self.class_references(item)]
        value = self.module_value(node)
        if isinstance(value, ast.Tuple):
            return [each for item in value.elts for each in self.class_references(item)]
        if self.owner_class and self._is_receiver(_typed_by(node)):
            return [TypeRef(self.owner_class)]
        if isinstance(node, ast.Call):
            return self._type_call(node)
        found = self.hints.read(node)
        if found is None or found.name == "any":
            return []
        return list(found.arguments) if found.name == "union" else [found]

    def _type_call(self, node: ast.Call) -> list[TypeRef]:
        """``type(None)`` and ``type("")``."""
        if dotted_name(node.func) == "type" and len(node.args) == 1:
            found = type_of_literal(node.args[0])
            return [found] if found else []
        return []

    def _getattr(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        for extra in node.args[1:]:
            self.evaluate(extra)
        name = self._string_of(node.args[1]) if len(node.args) > 1 else None
        if name is None:
            return None
        if dotted_name(node.args[0]) == self.facts.receiver and self.owner_class:
            self.facts.reads[name] = None
            return self.book.attribute(self.owner_class, name)
        return shape.attribute(name) if shape is not None else None

    def _callable(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        if shape is not None:
            shape.operators["callable"] = None
            shape.passed_to["callable", 0] = None
        return None

    def _len(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        if shape is not None:
            shape.operators["len"] = None
        return None

    def _sequence(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        if shape is None:
            return None
        made = Shape()
        made.element = shape.iterate()
        return made

    def _enumerate(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        made = Shape()
        made.element = Shape()
        inner = shape.iterate() if shape is not None else Shape()
        made.element.parts = (Shape(), inner)
        return made

    def _zip(self, node: ast.Call) -> Shape | None:
        shapes = [self.evaluate(argument) for argument in node.args]
        made = Shape()
        made.element = Shape()
        made.element.parts = tuple(Shape() if each is None else each.iterate() for each in shapes)
        return made

    def _next(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0])
        if shape is None:
            return None
        shape.operators["next"] = None
        return shape.iterate()

    def _key_function(self, node: ast.Call) -> None:
        """What is handed over as ``key`` is a function of an item; it may be None, too."""
        for each in node.keywords:
            if each.arg == "key" and isinstance(each.value, ast.Name | ast.Attribute):
                function = self.evaluate(each.value)
                if function is not None:
                    function.called = 1

    def _map(self, node: ast.Call) -> Shape | None:
        function = self.evaluate(node.args[0])
        inner: Shape | None = None
        for argument in node.args[1:]:
            shape = self.evaluate(argument)
            if shape is not None:
                inner = shape.iterate()
        if function is not None:
            function.called = len(node.args) - 1
        else:
            self._hand_over(dotted_name(node.args[0]), [inner], [])
        made = Shape()
        made.element = inner or Shape()
        return made


def _typed_by(node: ast.expr) -> ast.expr | None:
    """The object whose class ``type(x)`` or ``x.__class__`` is; None for other expressions."""
    if isinstance(node, ast.Call) and dotted_name(node.func) == "type" and len(node.args) == 1:
        return node.args[0]
    if isinstance(node, ast.Attribute) and node.attr == "__class__":
        return node.value
    return None
