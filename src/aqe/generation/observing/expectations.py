"""Observed values as recipes of expected values, and parts of values that are too long to state."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.domain.candidate import Statement
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.run import Snapshot
from aqe.domain.syntax_trees import parsed_literal
from aqe.syntax.python.parsing import parse_expression, parse_literal, recipe_of
from aqe.syntax.recipe_trees import walk

__all__ = [
    "MAX_LITERAL_CHARACTERS",
    "expected_recipe",
    "literal_values",
    "properties_of",
    "source_of",
]

MAX_LITERAL_CHARACTERS = 200
"""Longer values are described by their length and ends."""

_MAX_PART_CHARACTERS = 80
_MARKS = ("\n", " ")
_END, _LEAST_END = 60, 12
"""Characters of an end of a long text, at most and where it is cut between words."""


def expected_recipe(snapshot: Snapshot) -> Recipe:
    """The value that a snapshot's source builds."""
    source = snapshot.source or "None"
    literal = parse_literal(source)
    if literal is not None:
        return literal
    symbols = tuple(Symbol(module, name) for module, name in snapshot.symbols)
    node = parse_expression(source)
    match node:
        case ast.BinOp(left=ast.Name(id="tmp_path"), right=ast.Constant(value=str() as path)):
            return Operation("truediv", (Variable("tmp_path"), Literal(path)))
    known = {_bound_name(each): each for each in symbols}

    def resolve(name: str) -> Symbol | None:
        found = known.get(name.partition(".")[0])
        if found is None:
            return None
        _, dot, rest = name.partition(".")
        root = found.name.partition(".")[0]
        if not dot or not found.name:
            return Symbol(found.module, root if not dot else rest)
        return Symbol(found.module, f"{root}.{rest}")

    recipe = None if node is None else recipe_of(node, resolve)
    return Verbatim(source, symbols) if recipe is None else recipe


def _bound_name(symbol: Symbol) -> str:
    return symbol.name.partition(".")[0] or symbol.module.rpartition(".")[2]


def source_of(source: str) -> str | None:
    """A form in which sources of equal values are equal, or None where it does not parse.

    Literals start with ``literal ``, so that they can be told from calls.
    """
    node = parse_expression(source)
    if node is None:
        return None
    try:
        return f"literal {_ordered(parsed_literal(node))}"
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ast.unparse(node)


def _ordered(value: object) -> str:
    match value:
        case dict():
            pairs = sorted(f"{_ordered(key)}: {_ordered(item)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"
        case set() | frozenset():
            return f"{type(value).__name__} {sorted(_ordered(each) for each in value)}"
        case list() | tuple():
            return f"{type(value).__name__} [{', '.join(_ordered(each) for each in value)}]"
    return repr(value)


def literal_values(statements: tuple[Statement, ...]) -> frozenset[str]:
    """All literals that a candidate hands in, in the form of `source_of`."""
    found: set[str] = set()
    for statement in statements:
        for recipe in walk(statement.expression):
            if isinstance(recipe, Literal):
                found.add(f"literal {recipe.value!r}")
    return frozenset(found)


def properties_of(value: Recipe, place: Recipe) -> Iterator[tuple[Recipe, Recipe | None]]:
    """Short facts about a long value: (what to look at, its value, or None for a test that holds)."""
    match value:
        case Literal(value=str() | bytes() as text):
            yield Call(Symbol("builtins", "len"), (place,)), Literal(len(text))
            plain = text if isinstance(text, str) else text.decode("latin-1")
            start, end = _ends(plain)
            yield Call(Attribute(place, "startswith"), (Literal(text[:start]),)), None
            yield Call(Attribute(place, "endswith"), (Literal(text[-end:]),)), None
        case Collection(kind="list" | "tuple", items=items):
            yield Call(Symbol("builtins", "len"), (place,)), Literal(len(items))
            for index in (0, -1):
                yield from _part(items[index], Operation("getitem", (place, Literal(index))))
        case Collection(items=items):
            yield Call(Symbol("builtins", "len"), (place,)), Literal(len(items))
        case Mapping(pairs=pairs):
            yield Call(Symbol("builtins", "len"), (place,)), Literal(len(pairs))
            for key, item in (pairs[0], pairs[-1]):
                if isinstance(key, Literal):
                    yield from _part(item, Operation("getitem", (place, key)))
        case _:
            return


def _ends(text: str) -> tuple[int, int]:
    """Characters of both ends of a long text, cut between lines or words where there are such."""
    start, end = text[:_END], text[-_END:]
    cuts = (start.rfind(mark) + 1 for mark in _MARKS)
    from_start = next((cut for cut in cuts if cut >= _LEAST_END), len(start))
    cuts = (len(end) - 1 - end.find(mark, 0, -1) for mark in _MARKS if mark in end[:-1])
    from_end = next((cut for cut in cuts if cut >= _LEAST_END), len(end))
    return from_start, from_end


def _part(value: Recipe, place: Recipe) -> Iterator[tuple[Recipe, Recipe | None]]:
    if _length(value) <= _MAX_PART_CHARACTERS:
        yield place, value
        return
    yield from properties_of(value, place)


def _length(recipe: Recipe) -> int:
    """Roughly the characters that a recipe takes when printed."""
    return sum(
        len(repr(each.value)) + 2 if isinstance(each, Literal) else 2 for each in walk(recipe)
    )
