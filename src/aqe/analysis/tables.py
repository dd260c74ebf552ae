"""Tables of a module: containers of texts, and compiled patterns, that its callables look into.

Each row of a table is a rule of its own, which one input cannot show. Nothing is evaluated: rows are the
texts that stand in the source, in their order. A table of a class counts as one of its module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.domain.subject import Table

__all__ = ["tables_of"]

_MAX_TABLES = 60
_MAX_ROWS = 80
_MAX_TEXT = 2000
_MAX_PARTS = 40
_WRAPPERS = frozenset("dict list tuple set frozenset OrderedDict sorted MappingProxyType".split())


def tables_of(tree: ast.Module) -> tuple[Table, ...]:
    """The tables of a module and of its classes, in the order of the source."""
    found: dict[str, Table] = {}
    for name, value in _assignments(tree.body):
        table = _table(name, value)
        if table is not None:
            found.setdefault(name, table)
    return tuple(found.values())[:_MAX_TABLES]


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.ClassDef(body=inner):
                yield from _assignments(inner)


def _table(name: str, value: ast.expr) -> Table | None:
    pattern = _pattern(value)
    if pattern is not None:
        return Table(name, ((pattern,),), is_pattern=True)
    rows = tuple(row for row in _rows(_unwrapped(value)) if row)[:_MAX_ROWS]
    return Table(name, rows) if rows else None


def _pattern(value: ast.expr) -> str | None:
    """The text of ``re.compile("...")``, under whatever name the library is known."""
    match value:
        case ast.Call(func=ast.Attribute(attr="compile"), args=[first, *_]):
            return text_of(first)
    return None


def _unwrapped(value: ast.expr) -> ast.expr:
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[inner]):
            return inner if name in _WRAPPERS else value
    return value


def _rows(value: ast.expr) -> Iterator[tuple[str, ...]]:
    match value:
        case ast.List(elts=rows) | ast.Tuple(elts=rows) | ast.Set(elts=rows):
            for row in rows:
                yield _texts(row)
        case ast.Dict(keys=keys, values=values):
            for key, each in zip(keys, values, strict=True):
                yield (*_texts(key), *_texts(each)) if key is not None else ()


def _texts(row: ast.expr) -> tuple[str, ...]:
    whole = _pattern(row) or text_of(row)
    if whole is not None:
        return (whole,) if whole else ()
    found: list[str] = []
    for part in ast.iter_child_nodes(row):
        if isinstance(part, ast.expr) and len(found) < _MAX_PARTS:
            found.extend(_texts(part))
    return tuple(found)


def text_of(node: ast.expr) -> str | None:
    """A text that is written as a constant, a sum of constants, or constants joined."""
    match node:
        case ast.Constant(value=str() as text):
            return text if len(text) <= _MAX_TEXT else None
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            parts = [text_of(left), text_of(right)]
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=""), attr="join"),
            args=[ast.List(elts=items) | ast.Tuple(elts=items)],
        ):
            parts = [text_of(each) for each in items]
        case _:
            return None
    known = [each for each in parts if each is not None]
    whole = "".join(known)
    return whole if len(known) == len(parts) and len(whole) <= _MAX_TEXT else None
