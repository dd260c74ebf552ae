"""Python source text as recipes. Text is parsed, never evaluated."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Callable
from functools import lru_cache

from aqe.domain import recipe as recipes
from aqe.domain.recipe import Recipe, Symbol
from aqe.domain.syntax_trees import nodes_in, parsed_expression
from aqe.syntax.python.operators import BINARY_NAMES, COMPARISON_NAMES, UNARY_NAMES

__all__ = ["parse_expression", "parse_literal", "recipe_of"]

Resolve = Callable[[str], Symbol | None]

_MAX_SOURCE_CHARACTERS = 100_000
_MAX_DEPTH = 60
_BUILTINS = frozenset(dir(builtins))
_FLOATS = {
    "nan": float("nan"),
    "inf": float("inf"),
    "-inf": float("-inf"),
    "infinity": float("inf"),
}


@lru_cache(maxsize=4096)
def parse_expression(source: str) -> ast.expr | None:
    """The tree of an expression, or None where the text is not one expression.

    The tree is shared between callers: do not change it.
    """
    if len(source) > _MAX_SOURCE_CHARACTERS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_expression(source.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def parse_literal(text: str) -> Recipe | None:
    """A literal, or a display of literals, as a recipe; None for everything else.

    ``set()``, ``frozenset({...})``, ``float("nan")`` and signed or complex numbers count as literals.
    """
    node = parse_expression(text)
    if node is None:
        return None
    try:
        recipe = _Reader(None).read(node, 0)
    except (RecursionError, ValueError):
        return None
    return recipe if recipe is not None and _is_literal(recipe) else None


def recipe_of(node: ast.expr, resolve: Resolve) -> Recipe | None:
    """An expression as a recipe, or None where it mentions something that cannot be resolved.

    Args:
        node: A parsed expression; nothing in it is evaluated.
        resolve: What a (dotted) name stands for, or None. Dotted names are asked for as a whole
            first. Built-in names that it does not know stand for themselves.
    """
    try:
        return _Reader(resolve).read(node, 0)
    except (RecursionError, ValueError):
        return None


def _is_literal(recipe: Recipe) -> bool:
    match recipe:
        case recipes.Literal():
            return True
        case recipes.Collection(items=items):
            return all(_is_literal(each) for each in items)
        case recipes.Mapping(pairs=pairs):
            return all(_is_literal(key) and _is_literal(value) for key, value in pairs)
    return False


class _Reader:
    """Turns trees into recipes; without a resolver no name but the built-in ones is known."""

    def __init__(self, resolve: Resolve | None) -> None:
        self._resolve = resolve

    def read(self, node: ast.expr, depth: int) -> Recipe | None:
        if depth > _MAX_DEPTH:
            return None
        match node:
            case ast.Constant(value=value):
                if value is Ellipsis:
                    return Symbol("builtins", "Ellipsis")
                return recipes.Literal(value)
            case ast.Name() | ast.Attribute():
                return self._name(node, depth)
            case ast.List(elts=elements):
                return self._collection("list", elements, depth)
            case ast.Tuple(elts=elements):
                return self._collection("tuple", elements, depth)
            case ast.Set(elts=elements):
                return self._collection("set", elements, depth)
            case ast.Dict():
                return self._mapping(node, depth)
            case ast.Call():
                return self._call(node, depth)
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(UNARY_NAMES[type(op)], operand, depth)
            case ast.BinOp(left=left, op=binary, right=right):
                return self._binary(BINARY_NAMES[type(binary)], left, right, depth)
            case ast.Compare():
                return self._comparison(node, depth)
            case ast.Subscript():
                return self._subscript(node, depth)
            case ast.Await(value=awaited):
                inner = self.read(awaited, depth + 1)
                return None if inner is None else recipes.Await(inner)
        return self._verbatim(node)

    def _lookup(self, name: str) -> Symbol | None:
        found = self._resolve(name) if self._resolve is not None else None
        if found is None and name in _BUILTINS:
            return Symbol("builtins", name)
        return found

    def _name(self, node: ast.Name | ast.Attribute, depth: int) -> Recipe | None:
        dotted = _dotted(node)
        if dotted is not None:
            found = self._lookup(dotted)
            if found is not None:
                return found
        if isinstance(node, ast.Name):
            return None
        owner = self.read(node.value, depth + 1)
        if owner is None:
            return None
        if isinstance(owner, Symbol) and owner.name:
            return Symbol(owner.module, f"{owner.name}.{node.attr}")
        if isinstance(owner, Symbol):
            return Symbol(owner.module, node.attr)
        return recipes.Attribute(owner, node.attr)

    def _all(self, nodes: list[ast.expr], depth: int) -> tuple[Recipe, ...] | None:
        found: list[Recipe] = []
        for node in nodes:
            recipe = self.read(node, depth + 1)
            if recipe is None:
                return None
            found.append(recipe)
        return tuple(found)

    def _collection(self, kind: str, nodes: list[ast.expr], depth: int) -> Recipe | None:
        items = self._all(nodes, depth)
        return None if items is None else recipes.Collection(kind, items)

    def _mapping(self, node: ast.Dict, depth: int) -> Recipe | None:
        keys = [key for key in node.keys if key is not None]
        if len(keys) != len(node.keys):
            return None
        read_keys, values = self._all(keys, depth), self._all(node.values, depth)
        if read_keys is None or values is None:
            return None
        return recipes.Mapping(tuple(zip(read_keys, values, strict=True)))

    def _call(self, node: ast.Call, depth: int) -> Recipe | None:
        callee = self.read(node.func, depth + 1)
        arguments = self._all(node.args, depth)
        if callee is None or arguments is None:
            return None
        keywords: list[tuple[str, Recipe]] = []
        for each in node.keywords:
            value = None if each.arg is None else self.read(each.value, depth + 1)
            if each.arg is None or value is None:
                return None
            keywords.append((each.arg, value))
        call = recipes.Call(callee, arguments, tuple(keywords))
        return _simplified(call)

    def _unary(self, name: str, node: ast.expr, depth: int) -> Recipe | None:
        operand = self.read(node, depth + 1)
        if operand is None:
            return None
        if name in ("neg", "pos") and isinstance(operand, recipes.Literal):
            value = operand.value
            if isinstance(value, int | float | complex) and not isinstance(value, bool):
                return recipes.Literal(-value if name == "neg" else value)
        return recipes.Operation(name, (operand,))

    def _binary(self, name: str, left: ast.expr, right: ast.expr, depth: int) -> Recipe | None:
        operands = self._all([left, right], depth)
        if operands is None:
            return None
        if name in ("add", "sub") and all(isinstance(each, recipes.Literal) for each in operands):
            real, imaginary = (getattr(each, "value", None) for each in operands)
            if isinstance(real, int | float) and isinstance(imaginary, complex):
                return recipes.Literal(real + imaginary if name == "add" else real - imaginary)
        return recipes.Operation(name, operands)

    def _comparison(self, node: ast.Compare, depth: int) -> Recipe | None:
        if len(node.ops) != 1:
            return self._verbatim(node)
        operands = self._all([node.left, node.comparators[0]], depth)
        if operands is None:
            return None
        operator = node.ops[0]
        if isinstance(operator, ast.IsNot):
            return recipes.Operation("not", (recipes.Operation("is", operands),))
        if not isinstance(operator, ast.In | ast.NotIn):
            return recipes.Operation(COMPARISON_NAMES[type(operator)], operands)
        contains = recipes.Operation("contains", (operands[1], operands[0]))
        if isinstance(operator, ast.NotIn):
            return recipes.Operation("not", (contains,))
        return contains

    def _subscript(self, node: ast.Subscript, depth: int) -> Recipe | None:
        owner = self.read(node.value, depth + 1)
        if owner is None:
            return None
        if not isinstance(node.slice, ast.Slice):
            key = self.read(node.slice, depth + 1)
            return None if key is None else recipes.Operation("getitem", (owner, key))
        if node.slice.step is not None:
            return self._verbatim(node)
        bounds = [each or ast.Constant(None) for each in (node.slice.lower, node.slice.upper)]
        read = self._all(bounds, depth)
        return None if read is None else recipes.Operation("slice", (owner, *read))

    def _verbatim(self, node: ast.expr) -> Recipe | None:
        """Lambdas, comprehensions, conditions, f-strings: kept as text with their free names."""
        if self._resolve is None or isinstance(node, ast.Starred | ast.NamedExpr | ast.Slice):
            return None
        bound = {each.arg for each in nodes_in(node) if isinstance(each, ast.arg)}
        names = [each for each in nodes_in(node) if isinstance(each, ast.Name)]
        bound |= {each.id for each in names if not isinstance(each.ctx, ast.Load)}
        symbols: dict[Symbol, None] = {}
        for name in names:
            if name.id in bound:
                continue
            found = self._lookup(name.id)
            if found is None or (found.name or found.module) != name.id:
                return None
            symbols[found] = None
        return recipes.Verbatim(ast.unparse(node), tuple(symbols))


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value)
        return None if owner is None else f"{owner}.{node.attr}"
    return None


def _simplified(call: recipes.Call) -> Recipe:
    """Calls that stand for literals: ``set()``, ``frozenset({1})``, ``float("nan")``, ``complex(1, 2)``."""
    if not isinstance(call.callee, Symbol) or call.callee.module != "builtins" or call.keywords:
        return call
    match call.callee.name, call.arguments:
        case ("set" | "frozenset") as kind, ():
            return recipes.Collection(kind)
        case "frozenset", (recipes.Collection(kind="set" | "list" | "tuple", items=items),):
            return recipes.Collection("frozenset", items)
        case "float", (recipes.Literal(value=str(text)),) if text.lower() in _FLOATS:
            return recipes.Literal(_FLOATS[text.lower()])
        case "complex", (recipes.Literal(value=real), recipes.Literal(value=imaginary)):
            if isinstance(real, int | float) and isinstance(imaginary, int | float):
                return recipes.Literal(complex(real, imaginary))
    return call
