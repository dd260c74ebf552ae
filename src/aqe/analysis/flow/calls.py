"""What a call says about the values that are handed to it."""

from __future__ import annotations

import ast

from aqe.analysis.flow.built_in_calls import BuiltInReader
from aqe.analysis.flow.literals import literal_source
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.pattern_flags import with_flags
from aqe.analysis.scopes import dotted_name
from aqe.domain.subject import MATCHING_METHODS
from aqe.domain.types import TypeRef

__all__ = ["CallReader"]

_SAME_KIND = frozenset(
    {
        *("strip", "lstrip", "rstrip", "lower", "upper", "title", "casefold", "capitalize"),
        *("swapcase", "expandtabs", "replace", "translate", "zfill", "removeprefix"),
        *("removesuffix", "copy"),
    }
)
"""Methods whose result is of the same kind as their owner, so that facts about it are shared."""
_KEYED = frozenset({"get", "pop", "setdefault", "__getitem__"})
_ORDERING = frozenset(
    {
        *("sorted", "sort", "min", "max", "groupby", "merge", "nlargest", "nsmallest", "insort"),
        *("bisect", "bisect_left", "bisect_right", "insort_left", "insort_right"),
    }
)
"""Calls whose ``key`` is a function of an item."""


class CallReader(BuiltInReader):
    """Reads calls of any callee; how expressions are read is left to a subclass."""

    def call(self, node: ast.Call) -> Shape | None:
        """Facts from a call; the shape of its result."""
        name = dotted_name(node.func)
        if name:
            self.facts.calls[name] = None
        last = node.func.attr if isinstance(node.func, ast.Attribute) else name
        if last in _ORDERING:
            self._key_function(node)
        special = self._special(name, node) if name else None
        if special is not None:
            return special()
        if isinstance(node.func, ast.Attribute):
            found = self._method_call(node, node.func)
            if found is not NotImplemented:
                return found
        elif isinstance(node.func, ast.Name):
            callee = self.evaluate(node.func)
            if callee is not None:
                return self._called_value(callee, node)
        else:
            callee = self.evaluate(node.func)
            if callee is not None:
                return self._called_value(callee, node)
        return self._named_call(name, node)

    # -- methods ----------------------------------------------------------------------------------

    def _method_call(self, node: ast.Call, function: ast.Attribute) -> Shape | None:
        """A method of a followed value; NotImplemented when the owner is not one."""
        owner, method = function.value, function.attr
        if isinstance(owner, ast.Constant) and isinstance(owner.value, str) and method == "join":
            return self._join(node)
        pattern = self._pattern_of(owner)
        if pattern is not None and method in MATCHING_METHODS:
            return self._matched(pattern, node)
        if isinstance(owner, ast.Name) and owner.id == "re" and method in MATCHING_METHODS:
            return self._matched_module(node, method)
        if self._is_super(owner) and self.owner_class:
            target = self.book.method(self.owner_class, method, above=True)
            return self._into(target, node)
        if isinstance(owner, ast.Name) and owner.id == self.facts.receiver and self.owner_class:
            return self._own_method(node, method)
        table = self.module_value(owner)
        if isinstance(table, ast.Dict) and method in _KEYED and node.args:
            self._key_of(table, node.args[0])
            return None
        shape = self.evaluate(owner)
        if shape is None:
            return NotImplemented  # type: ignore[no-any-return]
        return self._value_method(shape, method, node)

    @staticmethod
    def _is_super(node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and dotted_name(node.func) == "super"

    def _join(self, node: ast.Call) -> Shape | None:
        shape = self.evaluate(node.args[0]) if node.args else None
        if shape is not None:
            shape.iterate().types[TypeRef("str")] = None
        return None

    def _pattern_of(self, node: ast.expr) -> str | None:
        """The regular expression of a compiled pattern that a name of the package is bound to."""
        value = self.module_value(node)
        call = (
            value if isinstance(value, ast.Call) else node if isinstance(node, ast.Call) else None
        )
        if call is None or dotted_name(call.func) not in ("re.compile", "compile", "_re.compile"):
            return None
        text = self._string_of(call.args[0]) if call.args else None
        given = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "flags")]
        return with_flags(text, given[0]) if text and given else text

    def _matched(self, pattern: str, node: ast.Call) -> Shape | None:
        texts = node.args[1:2] if _is_sub(node) else node.args[:1]
        for argument in node.args:
            shape = self.evaluate(argument)
            if shape is not None and argument in texts:
                shape.patterns[pattern] = None
                shape.types[TypeRef("str")] = None
        return None

    def _matched_module(self, node: ast.Call, method: str) -> Shape | None:
        position = 2 if method in ("sub", "subn") else 1
        pattern = self._string_of(node.args[0]) if node.args else None
        for index, argument in enumerate(node.args):
            shape = self.evaluate(argument)
            if shape is None:
                continue
            shape.types[TypeRef("str")] = None
            if index == position and pattern is not None:
                shape.patterns[pattern] = None
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        return None

    def _own_method(self, node: ast.Call, method: str) -> Shape | None:
        target = self.book.method(self.owner_class, method)
        if target is not None:
            # An object may keep a function under the name of a method, which is then its default.
            kept = self.book.attribute(self.owner_class, method)
            kept.note_call(node)
            self._into(target, node)
            if kept.result is None:
                kept.result = Shape()
            return kept.result
        self.facts.reads[method] = None
        shape = self.book.attribute(self.owner_class, method)
        return self._called_value(shape, node)

    def _key_of(self, table: ast.Dict, key: ast.expr) -> None:
        shape = self.evaluate(key)
        if shape is None:
            return
        for each in table.keys[:12]:
            source = literal_source(each)
            if source is not None:
                shape.compared[source] = None

    def _value_method(self, shape: Shape, method: str, node: ast.Call) -> Shape | None:
        result = shape.method(method)
        for argument in node.args:
            self.evaluate(argument)
            self._method_literal(shape, method, argument)
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        if method in _KEYED and node.args:
            key = literal_source(node.args[0])
            return shape.item(key) if key is not None else result
        return shape if method in _SAME_KIND else result

    def _method_literal(self, shape: Shape, method: str, argument: ast.expr) -> None:
        parts = argument.elts if isinstance(argument, ast.Tuple) else [argument]
        for part in parts[:8]:
            source = literal_source(part) or literal_source(self.module_value(part))
            if source is not None:
                shape.method_arguments[method, source] = None

    def _called_value(self, callee: Shape, node: ast.Call) -> Shape:
        callee.note_call(node)
        for argument in node.args:
            self.evaluate(argument)
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        if callee.result is None:
            callee.result = Shape()
        return callee.result


def _is_sub(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("sub", "subn")
