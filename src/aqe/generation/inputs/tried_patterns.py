"""Patterns that a run was seen to try, and texts for each way through them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aqe.domain.syntax_trees import nodes_in, parsed_expression

__all__ = ["TriedPattern", "pattern_of", "texts_in_place", "tried_pattern"]


@dataclass(frozen=True, slots=True)
class TriedPattern:
    """A compiled regular expression that met a text."""

    pattern: str
    """With its flags inside; bytes stand for the characters of Latin-1."""
    is_bytes: bool
    matched: str | None = None
    """The text, where what was seen is a match of the pattern with it."""


def tried_pattern(source: str) -> TriedPattern | None:
    """The pattern of an operand that is a compiled expression or a match of one; None for others."""
    if not source.startswith("re.compile("):
        return None
    try:
        node = parsed_expression(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    matched: str | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if isinstance(owner, ast.Call):
            matched = _text(node.args)
            node = owner
    pattern = _text(node.args) if isinstance(node, ast.Call) else None
    if pattern is None:
        return None
    return TriedPattern(pattern, _is_bytes(node), matched)


def pattern_of(source: str) -> str | None:
    """The pattern for texts that an operand is, or is a match of."""
    tried = tried_pattern(source)
    return None if tried is None or tried.is_bytes else tried.pattern


def texts_in_place(
    value: str, met: Sequence[str], samples: Sequence[str], *, longest: int
) -> Iterator[str]:
    """The texts that a pattern matches, put where the text that it was tried on stands in a value."""
    for sample in samples:
        pieces = [each for each in met if each and each in value and each != value]
        for piece in pieces:
            yield value.replace(piece, sample, 1)[: max(longest, len(sample))]
        if not pieces:
            yield sample


def _text(arguments: Sequence[ast.expr]) -> str | None:
    first = arguments[0] if arguments else None
    if isinstance(first, ast.Constant):
        if isinstance(first.value, bytes):
            return first.value.decode("latin-1")
        if isinstance(first.value, str):
            return first.value
    return None


def _is_bytes(node: ast.expr) -> bool:
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, bytes) for each in nodes_in(node)
    )
