"""Texts of objects that are written like their construction: ``Box(['pen'], size=3)``."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from aqe.domain.syntax_trees import parsed_literal
from aqe.syntax.python.parsing import parse_expression

__all__ = ["SpokenObject", "spoken_object"]


@dataclass(frozen=True, slots=True)
class SpokenObject:
    """What the text of an object says of it.

    Attributes:
        positional: Values that stand without a name, as sources.
        named: Names and the values that stand behind them, as sources.
    """

    positional: tuple[str, ...]
    named: tuple[tuple[str, str], ...]

    @property
    def items(self) -> list[object] | None:
        """What iterating the object gives, if its text says so: the items of its only collection."""
        found = [value for each in self.positional if (value := _collection(each)) is not None]
        return found[0] if len(found) == 1 else None

    @property
    def is_mapping(self) -> bool:
        """Whether it holds values under keys, of which the items are the keys alone."""
        return any(
            each.startswith("{") and _collection(each) is not None and ":" in each
            for each in self.positional
        )


def spoken_object(text: str) -> SpokenObject | None:
    """The parts of a text that reads as a call of a class; None where it does not."""
    match parse_expression(text):
        case ast.Call(func=ast.Name() | ast.Attribute(), args=arguments, keywords=keywords):
            positional = tuple(ast.unparse(each) for each in arguments)
            named = tuple((each.arg, ast.unparse(each.value)) for each in keywords if each.arg)
            return SpokenObject(positional, named)
    return None


def _collection(source: str) -> list[object] | None:
    try:
        value = parsed_literal(source)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return [] if source == "set()" else None
    return list(value) if isinstance(value, list | tuple | dict | set | frozenset) else None
