"""Functions to hand in: such as show what they were called with, before those that ignore it."""

from __future__ import annotations

import ast
from cmath import isfinite
from collections.abc import Iterator, Sequence
from functools import lru_cache

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.syntax_trees import nodes_in, parsed_expression, parsed_literal
from aqe.domain.types import TypeRef

__all__ = [
    "answered_kind",
    "collapsing",
    "function_of",
    "hides_an_argument",
    "ignores_its_arguments",
    "named_functions",
    "plain_source",
    "simpler_functions",
    "telling_functions",
    "with_answer",
]

_NAMES = ("first", "second", "third", "fourth", "fifth")
_ONLY = "value"
_OF_ONE = frozenset(("abs", "bool", "len", "str", "str.isupper", "str.upper"))
"""Functions of the language that stand for any of one argument."""


def function_of(arity: int | None, place: int | None = 0, *, returns: str = "") -> Verbatim:
    """A lambda that returns one of its arguments, or an expression that does without them.

    Args:
        arity: how many arguments it takes; None for any number, all of which it returns then.
        place: of the argument that it returns.
        returns: what it returns in place of an argument, as source.
    """
    if arity is None or arity > len(_NAMES):
        return Verbatim(f"lambda *args: {returns or 'args'}")
    names = (_ONLY,) if arity == 1 else _NAMES[:arity]
    body = returns or (names[place or 0] if names else "None")
    return Verbatim(f"lambda {', '.join(names)}: {body}" if names else f"lambda: {body}")


def named_functions(inputs: Sequence[TypeRef], output: TypeRef) -> Iterator[Recipe]:
    """Functions of the language that take and return such values, and show what they were given."""
    if len(inputs) != 1:
        return
    is_text = inputs[0].name == "str"
    match output.name:
        case "str":
            yield _builtin("str.upper" if is_text else "str")
        case "int" if inputs[0].name in _SIZED:
            yield _builtin("len")
        case "int" | "float" if inputs[0].name in _NUMBERS:
            yield _builtin("abs")
        case "bool":
            yield _builtin("str.isupper" if is_text else "bool")
        case "any" if is_text:
            yield _builtin("str.upper")


_SIZED = frozenset(("str", "bytes", "list", "tuple", "dict", "set", "frozenset"))
_NUMBERS = frozenset(("int", "float", "complex"))


def _builtin(name: str) -> Symbol:
    return Symbol("builtins", name)


def simpler_functions(recipe: Verbatim) -> Iterator[Recipe]:
    """What may take the place of a lambda that ignores what it is called with."""
    if ignores_its_arguments(recipe):
        yield _builtin("str")
        yield _builtin("len")
        yield function_of(1)


def telling_functions(recipe: Recipe) -> Iterator[Recipe]:
    """What may take the place of a lambda that hides one of two arguments, and shows both.

    Their sum does, as what folds many values into one is mostly called with; where they cannot be added, the
    pair of them does.
    """
    if isinstance(recipe, Verbatim) and hides_an_argument(recipe):
        names = ", ".join(_names(recipe.source)[0])
        yield Symbol("operator", "add")
        yield Verbatim(f"lambda {names}: ({names})")


def collapsing(recipe: Recipe) -> Verbatim | None:
    """A lambda that answers the same for all, in place of a function that does not: what is sorted or grouped
    by its answers collides."""
    if isinstance(recipe, Symbol):
        is_known = recipe.module == "builtins" and recipe.name in _OF_ONE
        return Verbatim(f"lambda {_ONLY}: 0") if is_known else None
    if not isinstance(recipe, Verbatim):
        return None
    taken, used = _names(recipe.source)
    if not used & {*taken}:
        return None
    return Verbatim(f"{recipe.source.partition(':')[0]}: 0")


_PAIR = 2


def ignores_its_arguments(recipe: Recipe) -> bool:
    """Whether a recipe is a lambda that answers the same whatever it is called with."""
    if not isinstance(recipe, Verbatim):
        return False
    taken, used = _names(recipe.source)
    return bool(taken) and not used & {*taken}


def hides_an_argument(recipe: Recipe) -> bool:
    """Whether a recipe is a lambda of two arguments whose answer has to do with only one of them.

    Of more arguments, it is usual that a function needs but one.
    """
    if not isinstance(recipe, Verbatim) or "*" in recipe.source.partition(":")[0]:
        return False
    taken, used = _names(recipe.source)
    return len(taken) == _PAIR and len(used & {*taken}) == 1


def answered_kind(recipe: Verbatim) -> str | None:
    """The built-in type of what a lambda answers, where its source tells."""
    head, _, body = recipe.source.partition(":")
    if not head.startswith("lambda"):
        return None
    if body.strip() == "args":
        return "tuple" if "*args" in head else None
    try:
        return type(parsed_literal(body.strip())).__name__
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def with_answer(recipe: Verbatim, source: str) -> Verbatim:
    """The lambda with another answer."""
    return Verbatim(f"{recipe.source.partition(':')[0]}: {source}")


def plain_source(recipe: Recipe) -> str | None:
    """The source of a literal, or of a container of literals."""
    match recipe:
        case Literal(value=float() | complex() as value) if not isfinite(value):
            return None
        case Literal(value=value):
            return repr(value)
        case Collection(kind="list" | "tuple" as kind, items=items):
            parts = [plain_source(each) for each in items]
            known = [each for each in parts if each is not None]
            if len(known) < len(parts):
                return None
            inner = ", ".join(known) + ("," if kind == "tuple" and len(known) == 1 else "")
            return f"[{inner}]" if kind == "list" else f"({inner})"
        case Mapping(pairs=pairs):
            both = [(plain_source(key), plain_source(value)) for key, value in pairs]
            if any(None in each for each in both):
                return None
            return "{" + ", ".join(f"{key}: {value}" for key, value in both) + "}"
    return None


@lru_cache(maxsize=2000)
def _names(source: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The parameters of a lambda in their order, and the names in its body; none where it is no lambda."""
    nothing: tuple[tuple[str, ...], frozenset[str]] = ((), frozenset())
    if not source.startswith("lambda"):
        return nothing
    try:
        node = parsed_expression(source)
    except SyntaxError:
        return nothing
    if not isinstance(node, ast.Lambda):
        return nothing
    taken = tuple(each.arg for each in nodes_in(node.args) if isinstance(each, ast.arg))
    used = frozenset(each.id for each in nodes_in(node.body) if isinstance(each, ast.Name))
    return taken, used
