"""Documents of the shape that code reads out of what it receives: keys, elements, kinds of values."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aqe.analysis.scopes import FunctionNode, dotted_name
from aqe.domain import recipe as recipes
from aqe.domain.recipe import Recipe
from aqe.domain.syntax_trees import nodes_in

__all__ = ["PayloadReader"]

_MOST_DEPTH = 6
_NUMBERS = frozenset({"int", "float", "sum", "round", "abs", "Decimal", "range"})


@dataclass(slots=True)
class _Part:
    """A place in a document and what is done with it."""

    keys: dict[str, _Part] = field(default_factory=dict)
    element: _Part | None = None
    every: _Part | None = None
    """What is done with each value of a dictionary whose keys nothing names."""
    value: bool | int | float | str | None = None
    is_number: bool = False

    def key(self, name: str) -> _Part:
        return self.keys.setdefault(name, _Part())

    def item(self) -> _Part:
        if self.element is None:
            self.element = _Part()
        return self.element

    def each_value(self) -> _Part:
        """What stands under any key: under the first that is named, where one is."""
        if self.keys:
            return next(iter(self.keys.values()))
        if self.every is None:
            self.every = _Part()
        return self.every

    @property
    def is_read(self) -> bool:
        return bool(self.keys) or self.element is not None or self.every is not None

    def recipe(self, depth: int = 0) -> Recipe:
        if self.keys and depth < _MOST_DEPTH:
            pairs = (
                (recipes.Literal(key), each.recipe(depth + 1)) for key, each in self.keys.items()
            )
            return recipes.Mapping(tuple(pairs))
        if self.every is not None and depth < _MOST_DEPTH:
            # One thing is done with all values: they are alike, and two of them show what becomes of each.
            first = self.every.recipe(depth + 1)
            return recipes.Mapping(
                ((recipes.Literal("a"), first), (recipes.Literal("b"), _like(first)))
            )
        if self.element is not None and depth < _MOST_DEPTH:
            return recipes.Collection("list", (self.element.recipe(depth + 1),))
        if self.value is not None:
            return recipes.Literal(self.value)
        return recipes.Literal(2 if self.is_number else "abc")


class PayloadReader:
    """Finds the documents that the functions of a module parse.

    Args:
        functions: Qualified names and definitions.
    """

    def __init__(self, functions: Mapping[str, FunctionNode]) -> None:
        self._roots: dict[str, _Part] = {}
        self._answers: dict[str, str] = {}
        """Last part of the name of a function that hands a document on -> who parses it."""
        self._callers: dict[str, list[str]] = {}
        for _ in range(2):  # the second time, it is known which functions hand documents on
            for qualname, node in functions.items():
                _Walker(self, qualname).walk(node)
        for qualname, node in functions.items():
            for each in nodes_in(node):
                if isinstance(each, ast.Call) and (name := dotted_name(each.func)):
                    self._callers.setdefault(name.rpartition(".")[2], []).append(qualname)

    def root(self, qualname: str) -> _Part:
        """The document that a function parses."""
        return self._roots.setdefault(qualname, _Part())

    def hand_on(self, qualname: str, root: _Part) -> None:
        """A function returns the document."""
        owner = next((name for name, each in self._roots.items() if each is root), None)
        if owner is not None:
            self._answers[qualname.rpartition(".")[2]] = owner

    def handed_on(self, callee: str) -> _Part | None:
        """The document that a call answers with."""
        owner = self._answers.get(callee.rpartition(".")[2])
        return None if owner is None else self.root(owner)

    def payload(self, users: Iterable[str]) -> Recipe | None:
        """A document that one of the functions, or a caller of it, can read."""
        names = list(users)
        callers = [
            caller for each in names for caller in self._callers.get(each.rpartition(".")[2], ())
        ]
        for name in (*names, *callers):
            if name in self._roots and self._roots[name].is_read:
                return self._roots[name].recipe()
        return None


class _Walker:
    """Follows the documents through one body."""

    def __init__(self, reader: PayloadReader, qualname: str) -> None:
        self._reader = reader
        self._qualname = qualname
        self._variables: dict[str, _Part] = {}

    def walk(self, node: ast.AST) -> None:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                self._bind(name, self._part(value))
            case ast.Return(value=ast.expr() as value):
                part = self._part(value)
                if part is not None:
                    self._reader.hand_on(self._qualname, part)
            case ast.For(target=target, iter=iterable) | ast.AsyncFor(target=target, iter=iterable):
                self._iterate(target, iterable)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                for loop in node.generators:
                    self._iterate(loop.target, loop.iter)
            case ast.Compare(left=left, comparators=[ast.Constant(value=value)]):
                self._compare(left, value)
            case ast.Compare(
                left=ast.Constant(value=str() as key),
                ops=[ast.In() | ast.NotIn()],
                comparators=[ast.Name() as document],
            ):
                part = self._part(document)
                if part is not None and part.element is None:
                    part.key(key)
            case ast.BinOp(left=left, right=right):
                for each in (left, right):
                    part = self._part(each)
                    if part is not None and not _is_text(left, right):
                        part.is_number = True
            case ast.Call(func=ast.Name(id=name), args=[argument, *_]) if name in _NUMBERS:
                part = self._part(argument)
                if part is not None:
                    (part.item() if name == "sum" else part).is_number = True
        if isinstance(node, ast.expr):
            self._part(node)
        for child in ast.iter_child_nodes(node):
            self.walk(child)

    def _bind(self, name: str, part: _Part | None) -> None:
        if part is not None:
            self._variables[name] = part

    def _iterate(self, target: ast.expr, iterable: ast.expr) -> None:
        match iterable, target:
            case (
                ast.Call(func=ast.Attribute(value=owner, attr="items"), args=[]),
                ast.Tuple(elts=[_, ast.Name(id=name)]),
            ) | (
                ast.Call(func=ast.Attribute(value=owner, attr="values"), args=[]),
                ast.Name(id=name),
            ):
                part = self._part(owner)
                if part is not None:
                    self._bind(name, part.each_value())
            case _, ast.Name(id=name):
                part = self._part(iterable)
                if part is not None:
                    self._bind(name, part.item())

    def _compare(self, left: ast.expr, value: object) -> None:
        part = self._part(left)
        if part is not None and part.value is None and isinstance(value, bool | int | float | str):
            part.value = value

    def _part(self, node: ast.expr) -> _Part | None:
        match node:
            case ast.Name(id=name):
                return self._variables.get(name)
            case ast.Await(value=value) | ast.BoolOp(values=[value, *_]):
                return self._part(value)
            case ast.Subscript(value=value, slice=ast.Constant(value=str() as key)):
                owner = self._part(value)
                return None if owner is None else owner.key(key)
            case ast.Subscript(value=value, slice=ast.Constant(value=int())):
                owner = self._part(value)
                return None if owner is None else owner.item()
            case ast.Call():
                return self._called(node)
        return None

    def _called(self, node: ast.Call) -> _Part | None:
        name = dotted_name(node.func) or ""
        if isinstance(node.func, ast.Attribute):
            owner = self._part(node.func.value)
            if owner is not None:
                match node.func.attr, node.args:
                    case "get" | "pop" | "setdefault", [ast.Constant(value=str() as key), *_]:
                        return owner.key(key)
                    case "values", []:
                        return _Part(element=owner.each_value())
                return None
            if node.func.attr == "json" and not node.args:
                return self._reader.root(self._qualname)
        if name in ("json.loads", "json.load", "loads", "load"):
            return self._reader.root(self._qualname)
        return self._reader.handed_on(name) if name else None


def _like(recipe: Recipe) -> Recipe:
    """Another value of the kind of one; the same where only one is known."""
    match recipe:
        case recipes.Literal(value=bool()):
            return recipe
        case recipes.Literal(value=int() | float() as number):
            return recipes.Literal(number + 1)
        case recipes.Literal(value="abc"):
            return recipes.Literal("def")
    return recipe


def _is_text(*operands: ast.expr) -> bool:
    return any(
        isinstance(each, ast.JoinedStr)
        or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in operands
    )
