"""Why a subject raises, in words: the condition around its ``raise`` statement."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

from aqe.domain.subject import Subject
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.names import number_words, slug, snake

__all__ = ["refusal_words"]

_MAX_CHARACTERS = 36


def refusal_words(draft: Draft, subject: Subject) -> str:
    """When the callable under test raised what it did: ``when_closed``, ``when_limit_is_negative``.

    Empty where it was not the callable itself that raised, or where its condition is no short one.
    """
    failure = draft.case.run.failure
    known = subject.callable(draft.case.candidate.subject)
    if failure is None or known is None or not failure.in_subject or failure.line is None:
        return ""
    if not known.first_line <= failure.line <= known.last_line:
        return ""
    found = _conditions(subject.source).get(failure.line)
    if found is None:
        return ""
    words = _words(*found)
    return words if words and len(words) <= _MAX_CHARACTERS else ""


@lru_cache(maxsize=16)
def _conditions(source: str) -> dict[int, tuple[ast.expr, bool]]:
    """Line of a ``raise`` -> the condition that it directly stands under, and its side."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[int, tuple[ast.expr, bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            for body, side in ((node.body, True), (node.orelse, False)):
                for statement in body:
                    if isinstance(statement, ast.Raise):
                        for line in range(statement.lineno, (statement.end_lineno or 0) + 1):
                            found[line] = (node.test, side)
    return found


def _words(test: ast.expr, side: bool) -> str:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _words(operand, not side)
        case ast.Name() if name := _name(test):
            return f"with_{name}" if side else f"without_{name}"
        case ast.Attribute() if name := _name(test):
            return _state(name, side)
        case ast.Call(func=ast.Attribute() as method, args=[], keywords=[]) if name := _name(
            method
        ):
            return _state(name, side)
        case ast.Call(func=ast.Name(id="isinstance"), args=[value, kind]):
            name, type_name = _name(value), _name(kind)
            said = f"when_{name}_is_{'a' if side else 'no'}_{type_name}"
            return said if name and type_name else ""
        case ast.Call(func=ast.Name(id="callable"), args=[value]) if name := _name(value):
            return f"when_{name}_is_{'' if side else 'not_'}callable"
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(left, operator, right, side)
    return ""


def _state(name: str, side: bool) -> str:
    """A state of an object: ``when_closed``, ``when_it_has_no_rows``."""
    if name.startswith("has_"):
        return f"when_it_has_{'' if side else 'no_'}{name.removeprefix('has_')}"
    bare = name.removeprefix("is_")
    return f"when_{bare}" if side else f"when_not_{bare}"


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return snake(name) if len(name) > 1 else ""
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return snake(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if len(owner) > 1:
            return f"{snake(owner)}_{snake(name)}"
    return ""


_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_SAID: dict[type[ast.cmpop], str] = {
    ast.Eq: "is",
    ast.NotEq: "is_not",
    ast.Lt: "is_below",
    ast.GtE: "is_at_least",
    ast.Gt: "is_above",
    ast.LtE: "is_at_most",
    ast.Is: "is",
    ast.IsNot: "is_not",
    ast.In: "is_in",
    ast.NotIn: "is_not_in",
}


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr, side: bool) -> str:
    kind = type(operator) if side else _OPPOSITE[type(operator)]
    first, second = _operand(left), _operand(right)
    if not first or not second or isinstance(left, ast.Constant):
        return ""
    if kind is ast.Lt and second == "zero":
        return f"when_{first}_is_negative"
    if kind is ast.Gt and second == "zero":
        return f"when_{first}_is_positive"
    return f"when_{first}_{_SAID[kind]}_{second}"


def _operand(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=None):
            return "none"
        case ast.Constant(value=bool() as value):
            return str(value).lower()
        case ast.Constant(value=int() as value):
            return number_words(value)
        case ast.Constant(value=str() as value):
            return slug(value) if value else "empty"
        case ast.Call(func=ast.Name(id="len"), args=[value]) if _name(value):
            return f"length_of_{_name(value)}"
        case ast.Call(func=ast.Name(id="type"), args=[value]) if _name(value):
            return f"type_of_{_name(value)}"
    return _name(node)
