"""Conditions of a source in words: ``when_closed``, ``when_limit_is_negative``, ``without_text``."""

from __future__ import annotations

import ast

from aqe.syntax.python.names import number_words, slug, snake

__all__ = ["kind_name", "name_in", "when_words"]

_MAX_CHARACTERS = 36


def when_words(test: ast.expr, side: bool) -> str:
    """When a condition is met on a side: ``when_limit_is_negative``; empty where there are no short words."""
    words = _words(test, side)
    return words if len(words) <= _MAX_CHARACTERS else ""


def _words(test: ast.expr, side: bool) -> str:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _words(operand, not side)
        case ast.Name() if name := name_in(test):
            return f"with_{name}" if side else f"without_{name}"
        case ast.Attribute() if name := name_in(test):
            return _state(name, side)
        case ast.Call(func=ast.Attribute() as method, args=[], keywords=[]) if name := name_in(
            method
        ):
            return _state(name, side)
        case ast.Call(func=ast.Name(id="isinstance"), args=[value, kind]):
            name, type_name = name_in(value), kind_name(kind)
            article = ("an" if type_name[:1] in "aeiou" else "a") if side else "no"
            said = f"when_{name}_is_{article}_{type_name}"
            return said if name and type_name else ""
        case ast.Call(func=ast.Name(id="callable"), args=[value]) if name := name_in(value):
            return f"when_{name}_is_{'' if side else 'not_'}callable"
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(left, operator, right, side)
    return ""


def kind_name(node: ast.expr) -> str:
    """The type, or the types, that a value is held against: ``str_or_bytes``."""
    if isinstance(node, ast.Tuple):
        names = [name_in(each) for each in node.elts]
        return "_or_".join(names) if names and all(names) else ""
    return name_in(node)


def _state(name: str, side: bool) -> str:
    """A state of an object: ``when_closed``, ``when_it_has_no_rows``."""
    if name.startswith("has_"):
        return f"when_it_has_{'' if side else 'no_'}{name.removeprefix('has_')}"
    bare = name.removeprefix("is_")
    return f"when_{bare}" if side else f"when_not_{bare}"


def name_in(node: ast.expr) -> str:
    """The name of a variable or attribute in words; empty for other expressions and single letters."""
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
        case ast.Call(func=ast.Name(id="len"), args=[value]) if name_in(value):
            return f"length_of_{name_in(value)}"
        case ast.Call(func=ast.Name(id="type"), args=[value]) if name_in(value):
            return f"type_of_{name_in(value)}"
    return name_in(node)
