"""What a call says about the values that are handed to it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from aqe.analysis.flow.facts import FactBook, FunctionFacts
from aqe.analysis.flow.literals import literal_source, type_of_literal
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.hints import HintReader
from aqe.analysis.pattern_flags import with_flags
from aqe.analysis.scopes import dotted_name
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
_SEQUENCES = frozenset({"list", "tuple", "sorted", "iter", "set", "frozenset", "reversed"})
_MATCHERS = frozenset(
    {"match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split"}
)


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


class CallReader:
    """Reads calls; how expressions are read is left to a subclass."""

    def __init__(self, book: FactBook, facts: FunctionFacts) -> None:
        self.book = book
        self.facts = facts
        self.hints = HintReader(book.package, facts.scope, facts.owner)
        self.owner_class = f"{facts.scope.module}:{facts.owner}" if facts.owner else ""

    def evaluate(self, node: ast.AST | None) -> Shape | None:
        """The shape of an expression's value where it is followed."""
        raise NotImplementedError

    def resolve(self, name: str) -> str | None:
        """What a dotted name stands for in this module."""
        return self.book.package.resolve(self.facts.scope, name, self.facts.owner)

    def module_value(self, node: ast.AST | None) -> ast.expr | None:
        """The value of a module-level (or class-level) name of the package."""
        name = dotted_name(node)
        if name is None:
            return None
        head, _, rest = name.partition(".")
        if rest and head in (self.facts.receiver, "cls") and self.facts.owner:
            return self._class_value(rest)
        resolved = self.resolve(name)
        return self.book.package.value_node(resolved) if resolved else None

    def _class_value(self, name: str) -> ast.expr | None:
        for each in self.book.lineage(self.owner_class):
            found = self.book.package.class_node(each)
            for statement in found[2].body if found else ():
                if isinstance(statement, ast.Assign):
                    targets = [each.id for each in statement.targets if isinstance(each, ast.Name)]
                    if name in targets:
                        return statement.value
        return None

    def call(self, node: ast.Call) -> Shape | None:
        """Facts from a call; the shape of its result."""
        name = dotted_name(node.func)
        if name:
            self.facts.calls[name] = None
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

    # -- calls with a meaning of their own ----------------------------------------------------

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

    # -- methods ----------------------------------------------------------------------------------

    def _method_call(self, node: ast.Call, function: ast.Attribute) -> Shape | None:
        """A method of a followed value; NotImplemented when the owner is not one."""
        owner, method = function.value, function.attr
        if isinstance(owner, ast.Constant) and isinstance(owner.value, str) and method == "join":
            return self._join(node)
        pattern = self._pattern_of(owner)
        if pattern is not None and method in _MATCHERS:
            return self._matched(pattern, node)
        if isinstance(owner, ast.Name) and owner.id == "re" and method in _MATCHERS:
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

    def _string_of(self, node: ast.expr) -> str | None:
        value = node if isinstance(node, ast.Constant) else self.module_value(node)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        return None

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

    # -- other callees ----------------------------------------------------------------------------

    def _called_value(self, callee: Shape, node: ast.Call) -> Shape:
        callee.note_call(node)
        for argument in node.args:
            self.evaluate(argument)
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        if callee.result is None:
            callee.result = Shape()
        return callee.result

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
                self._spread_into(shape, callee)
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

    def _spread_into(self, shape: Shape, callee: FunctionFacts) -> None:
        """``f(**x)``: the keyword parameters of ``f`` are keys of ``x``."""
        rest = callee.node.args.kwarg
        for name in callee.parameters:
            if rest is not None and name == rest.arg:
                shape.flow(callee.parameters[name])
            elif callee.node.args.vararg is None or name != callee.node.args.vararg.arg:
                shape.item(repr(name)).flow(callee.parameters[name])


def _typed_by(node: ast.expr) -> ast.expr | None:
    """The object whose class ``type(x)`` or ``x.__class__`` is; None for other expressions."""
    if isinstance(node, ast.Call) and dotted_name(node.func) == "type" and len(node.args) == 1:
        return node.args[0]
    if isinstance(node, ast.Attribute) and node.attr == "__class__":
        return node.value
    return None


def _is_sub(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("sub", "subn")


def _note_passed(
    callee: str, shapes: list[Shape | None], keywords: list[tuple[str | None, Shape | None]]
) -> None:
    for place, shape in [*enumerate(shapes), *keywords]:
        if shape is not None and place is not None:
            shape.passed_to[callee, place] = None
