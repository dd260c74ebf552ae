"""From source expressions to recipes: literals, containers, constructor calls, module constants."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

from aqe.analysis.scopes import ModuleScope, Package, dotted_name
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Operation,
    Recipe,
    Symbol,
    Verbatim,
)
from aqe.domain.recipe import (
    Mapping as MappingRecipe,
)
from aqe.domain.syntax_trees import nodes_in
from aqe.domain.types import TypeRef
from aqe.syntax.python.operators import BINARY_NAMES, UNARY_NAMES

__all__ = ["RecipeReader", "recipe_type"]

MAX_DEPTH = 8
MAX_ITEMS = 40
MAX_TEXT = 2000
_FORBIDDEN = frozenset(
    {"eval", "exec", "compile", "input", "breakpoint", "exit", "quit", "__import__", "help", "open"}
)
_BUILTINS = frozenset(dir(builtins)) - _FORBIDDEN
_HOSTILE_MODULES = frozenset(
    {"subprocess", "socket", "shutil", "ctypes", "signal", "multiprocessing", "pytest", "unittest"}
)


class RecipeReader:
    """Reads expressions as seen in one module, or in one function of it."""

    def __init__(
        self,
        package: Package,
        scope: ModuleScope,
        local_values: Mapping[str, ast.expr] | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self.package = package
        self.scope = scope
        self.local_values = local_values or {}
        """Local names that are assigned once, with what they are assigned."""
        self.hidden = hidden
        """Names that stand for something that cannot be told from the source."""
        self.importable = True
        """Whether names defined in this module may be imported by a test."""

    def read(self, node: ast.expr | None, depth: int = 0) -> Recipe | None:
        """A recipe for the value of an expression, or None where it cannot stand alone."""
        if node is None or depth > MAX_DEPTH:
            return None
        reader = getattr(self, f"_read_{type(node).__name__}", None)
        if reader is None:
            return None
        found: Recipe | None = reader(node, depth)
        return found

    def _all(self, nodes: list[ast.expr], depth: int) -> tuple[Recipe, ...] | None:
        if len(nodes) > MAX_ITEMS:
            return None
        recipes: list[Recipe] = []
        for node in nodes:
            recipe = self.read(node, depth + 1)
            if recipe is None:
                return None
            recipes.append(recipe)
        return tuple(recipes)

    def _read_Constant(self, node: ast.Constant, depth: int) -> Recipe | None:
        value = node.value
        if value is Ellipsis:
            return Symbol("builtins", "Ellipsis")
        if isinstance(value, str | bytes) and len(value) > MAX_TEXT:
            return None
        return Literal(value)

    def _read_JoinedStr(self, node: ast.JoinedStr, depth: int) -> Recipe | None:
        parts = [each.value for each in node.values if isinstance(each, ast.Constant)]
        texts = [part for part in parts if isinstance(part, str)]
        return Literal("".join(texts)) if len(texts) == len(node.values) else None

    def _display(self, kind: str, nodes: list[ast.expr], depth: int) -> Recipe | None:
        items = self._all(nodes, depth)
        return None if items is None else Collection(kind, items)

    def _read_List(self, node: ast.List, depth: int) -> Recipe | None:
        return self._display("list", node.elts, depth)

    def _read_Tuple(self, node: ast.Tuple, depth: int) -> Recipe | None:
        return self._display("tuple", node.elts, depth)

    def _read_Set(self, node: ast.Set, depth: int) -> Recipe | None:
        return self._display("set", node.elts, depth)

    def _read_Dict(self, node: ast.Dict, depth: int) -> Recipe | None:
        keys = [key for key in node.keys if key is not None]
        if len(keys) != len(node.keys):
            return None
        names, values = self._all(keys, depth), self._all(node.values, depth)
        if names is None or values is None:
            return None
        return MappingRecipe(tuple(zip(names, values, strict=True)))

    def _read_UnaryOp(self, node: ast.UnaryOp, depth: int) -> Recipe | None:
        operand = self.read(node.operand, depth + 1)
        if operand is None:
            return None
        value = operand.value if isinstance(operand, Literal) else None
        if isinstance(node.op, ast.USub) and isinstance(value, int | float):
            return Literal(-value)
        return Operation(UNARY_NAMES[type(node.op)], (operand,))

    def _read_BinOp(self, node: ast.BinOp, depth: int) -> Recipe | None:
        sides = self._all([node.left, node.right], depth)
        return None if sides is None else Operation(BINARY_NAMES[type(node.op)], sides)

    def _read_Name(self, node: ast.Name, depth: int) -> Recipe | None:
        if node.id in self.local_values:
            return self.read(self.local_values[node.id], depth + 1)
        return None if node.id in self.hidden else self._symbol(node.id, depth)

    def _symbol(self, name: str, depth: int) -> Recipe | None:
        """Something that a test can import, or the literal that a name of a test module stands for."""
        resolved = self.package.resolve(self.scope, name)
        if resolved is None:
            return None
        module, _, qualname = resolved.partition(":")
        if module == "builtins":
            return Symbol("builtins", qualname) if qualname in _BUILTINS else None
        if module == self.scope.module and not self.importable:
            return self.read(self.scope.values.get(qualname), depth + 1)
        if not qualname or module.partition(".")[0] in _HOSTILE_MODULES:
            return None
        return Symbol(module, qualname)

    def _read_Attribute(self, node: ast.Attribute, depth: int) -> Recipe | None:
        name = dotted_name(node)
        head = (name or "").partition(".")[0]
        if name is not None and head not in self.local_values and head not in self.hidden:
            return self._symbol(name, depth)
        owner = self.read(node.value, depth + 1)
        return None if owner is None else Attribute(owner, node.attr)

    def _read_Call(self, node: ast.Call, depth: int) -> Recipe | None:
        callee = self.read(node.func, depth + 1)
        if callee is None:
            return None
        parts = self.arguments(node, depth)
        return None if parts is None else Call(callee, parts[0], parts[1])

    def arguments(
        self, node: ast.Call, depth: int = 0
    ) -> tuple[tuple[Recipe, ...], tuple[tuple[str, Recipe], ...]] | None:
        """Positional and keyword arguments of a call, or None where one cannot stand alone."""
        positional = self._all(node.args, depth)
        named = [(each.arg, each.value) for each in node.keywords if each.arg is not None]
        if positional is None or len(named) != len(node.keywords):
            return None
        values = self._all([value for _, value in named], depth)
        if values is None:
            return None
        return positional, tuple(zip((name for name, _ in named), values, strict=True))

    def _read_Subscript(self, node: ast.Subscript, depth: int) -> Recipe | None:
        if isinstance(node.slice, ast.Slice):
            return None
        parts = self._all([node.value, node.slice], depth)
        return None if parts is None else Operation("getitem", parts)

    def _read_Await(self, node: ast.Await, depth: int) -> Recipe | None:
        operand = self.read(node.value, depth + 1)
        return None if operand is None else Await(operand)

    def _read_Lambda(self, node: ast.Lambda, depth: int) -> Recipe | None:
        return self._verbatim(node)

    def _read_ListComp(self, node: ast.ListComp, depth: int) -> Recipe | None:
        return self._verbatim(node)

    def _read_DictComp(self, node: ast.DictComp, depth: int) -> Recipe | None:
        return self._verbatim(node)

    def _read_GeneratorExp(self, node: ast.GeneratorExp, depth: int) -> Recipe | None:
        return self._verbatim(node)

    def _verbatim(self, node: ast.expr) -> Recipe | None:
        """An expression kept as written: its free names must be builtins or importable."""
        source = ast.unparse(node)
        if len(source) > 200:
            return None
        symbols: dict[Symbol, None] = {}
        for name in _free_names(node):
            found = (
                None if name in self.hidden or name in self.local_values else self._symbol(name, 0)
            )
            if not isinstance(found, Symbol) or found.name.rpartition(".")[2] != name:
                return None
            if found.module != "builtins":
                symbols[found] = None
        return Verbatim(source, tuple(symbols))


def _free_names(node: ast.expr) -> Iterator[str]:
    bound = {each.arg for each in nodes_in(node) if isinstance(each, ast.arg)}
    names = [each for each in nodes_in(node) if isinstance(each, ast.Name)]
    bound |= {each.id for each in names if isinstance(each.ctx, ast.Store)}
    yield from dict.fromkeys(each.id for each in names if each.id not in bound)


def recipe_type(recipe: Recipe) -> TypeRef | None:
    """The type of the value that a recipe builds, where it can be told."""
    if isinstance(recipe, Literal):
        name = type(recipe.value).__name__
        return TypeRef("none" if name == "NoneType" else name)
    if isinstance(recipe, Collection):
        inner = _common(recipe.items)
        if recipe.kind == "tuple":
            parts = tuple(recipe_type(item) or TypeRef("any") for item in recipe.items)
            return TypeRef("tuple", parts if len(parts) <= 6 else ())
        return TypeRef(recipe.kind, (inner,) if inner else ())
    if isinstance(recipe, MappingRecipe):
        key, value = (_common(tuple(pair[i] for pair in recipe.pairs)) for i in (0, 1))
        return TypeRef("dict", (key or TypeRef("any"), value or TypeRef("any")) if key else ())
    if isinstance(recipe, Call) and isinstance(recipe.callee, Symbol):
        return _constructed(recipe.callee)
    if isinstance(recipe, Verbatim):
        return TypeRef("callable") if recipe.source.startswith("lambda") else None
    return None


def _constructed(callee: Symbol) -> TypeRef | None:
    if callee.module == "builtins":
        known = (
            "list",
            "dict",
            "set",
            "tuple",
            "str",
            "int",
            "float",
            "bytes",
            "frozenset",
            "bool",
        )
        return TypeRef(callee.name) if callee.name in known else None
    last = callee.name.rpartition(".")[2]
    is_class = last[:1].isupper() or callee.module == "datetime"
    return (
        TypeRef(f"{callee.module}:{callee.name}") if is_class and "." not in callee.name else None
    )


def _common(items: tuple[Recipe, ...]) -> TypeRef | None:
    types = {recipe_type(item) for item in items[:10]}
    return types.pop() if len(types) == 1 else None
