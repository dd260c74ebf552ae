"""Nodes of Python's syntax trees, for code that reads code: each is taken out of a parsed text.

A node made by its constructor lacks what every parsed one has: the place in the source, its children. So a
node of a type is the first of that type in a text that shows it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol
from aqe.domain.syntax_trees import parsed_expression, parsed_module

__all__ = ["nodes_of", "trees"]

_STATEMENTS = (
    "x = 1",
    "x = y = 'text'",
    "a, b = c",
    "x: int = 1",
    "x: 'int'",
    "x += 1",
    "'Text.'",
    "f(a, *b, c=1, **d)",
    "del x, y[0]",
    "import a.b as c, d",
    "from a.b import c as d, e",
    "from . import a",
    "def f(a, /, b: int, *c, d=1, **e) -> str:\n    'Text.'\n    return a",
    "@g\ndef f():\n    yield 1",
    "async def f(a):\n    await a",
    "@g(1)\nclass A(B, metaclass=C):\n    'Text.'\n    x: int = 1\n    def m(self):\n        pass",
    "class E:\n    pass",
    "if a:\n    b = 1\nelif c:\n    pass\nelse:\n    b = 2",
    "for a in b:\n    continue\nelse:\n    c",
    "while a:\n    break",
    "try:\n    a\nexcept E as e:\n    b\nelse:\n    c\nfinally:\n    d",
    "with a as b, c:\n    d",
    "raise E(a) from b",
    "assert a, 'text'",
    "global a",
    "pass",
)
_EXPRESSIONS = (
    "a",
    "1",
    "'text'",
    "None",
    "-1",
    "a.b.c",
    "a[0]",
    "a[b, c]",
    "a[1:2]",
    "List[int]",
    "Optional[int]",
    "Union[int, str]",
    "(1, 2)",
    "()",
    "[1, 'a']",
    "[]",
    "{1, 2}",
    "{'a': 1}",
    "{}",
    "f(a, b=1)",
    "lambda x, y=1: x",
    "a + b",
    "a and not b",
    "a < b <= c",
    "a if b else c",
    "[x for x in y if x]",
    "{x for x in y}",
    "{x: y for x, y in z}",
    "(x for x in y)",
    "f'{a!r:>5} text'",
    "1.5",
    "b'raw'",
    "...",
    "(a := 1)",
    "a | b",
    "[*a]",
)
_PROGRAM = "".join(f"{each}\n" for each in _STATEMENTS)
_PARSE = Symbol("ast", "parse")
_EACH = 4
"""Nodes of one type."""


def trees() -> tuple[Recipe, ...]:
    """Whole modules: of one statement, of many, of none."""
    return tuple(Call(_PARSE, (Literal(each),)) for each in (_STATEMENTS[0], _PROGRAM, ""))


def nodes_of(name: str) -> tuple[Recipe, ...]:
    """Nodes of a type of the module ``ast``, simplest first; none where it is no type of nodes."""
    if name in ("Module", "mod"):
        return trees()
    found = _nodes().get(name, ())
    # Of a wide type, nodes of several kinds, and each kind once.
    is_wide = name in ("AST", "stmt", "expr")
    return found if is_wide else found[:_EACH]


@cache
def _nodes() -> dict[str, tuple[Recipe, ...]]:
    found: dict[str, dict[Recipe, None]] = {}
    kinds: set[type[ast.AST]] = set()
    for node, recipe in _parsed():
        for kind in type(node).__mro__[:-1]:
            if kind is type(node) or type(node) not in kinds:
                found.setdefault(kind.__name__, {})[recipe] = None
        kinds.add(type(node))
    return {name: tuple(recipes) for name, recipes in found.items()}


def _parsed() -> Iterator[tuple[ast.AST, Recipe]]:
    for text in _EXPRESSIONS:
        parsed = parsed_expression(text)
        mode = (("mode", Literal("eval")),)
        yield parsed, Attribute(Call(_PARSE, (Literal(text),), mode), "body")
    for text in _STATEMENTS:
        statement = parsed_module(text).body[0]
        body = Attribute(Call(_PARSE, (Literal(text),)), "body")
        yield statement, Operation("getitem", (body, Literal(0)))
