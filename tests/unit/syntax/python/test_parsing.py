"""Python source as recipes."""

from __future__ import annotations

import ast

import pytest

from aqe.domain.recipe import Symbol
from aqe.syntax.python import Printer, parse_literal, recipe_of

KNOWN = {
    "f": Symbol("pkg.mod", "f"),
    "mod.g": Symbol("pkg.mod", "g"),
    "Box": Symbol("pkg.mod", "Box"),
}


@pytest.mark.parametrize(
    "source",
    [
        "None",
        '[1, -2.5, "a", b"b"]',
        "{1: (2,), (): {}}",
        "set()",
        "frozenset({1})",
        'float("nan")',
        'float("-inf")',
        "complex(1.0, 2.0)",
        "2j",
    ],
)
def test_parse_literal_keeps_literals(source: str) -> None:
    recipe = parse_literal(source)
    assert recipe is not None
    assert Printer().expression(recipe) == source


@pytest.mark.parametrize(
    "source",
    [
        "f()",
        "name",
        "__import__('os').system('true')",
        "1 + 1",
        "[print]",
        "(",
        "a b",
        "",
        "lambda: 1",
        "(" * 300 + ")" * 300,
        "-" * 5000 + "1",
        "\0",
    ],
    ids=lambda source: source[:12] or "empty",
)
def test_parse_literal_refuses_everything_else(source: str) -> None:
    assert parse_literal(source) is None


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("f(1, key='a')", 'f(1, key="a")'),
        ("mod.g(Box.kind)", "g(Box.kind)"),
        ("Box(1).size + 2 * 3", "Box(1).size + 2 * 3"),
        ("f(int, [len])", "f(int, [len])"),
        ("1 not in Box", "1 not in Box"),
        ("Box is not None", "Box is not None"),
        ("Box[1:]", "Box[1:]"),
        ("Box['a']", 'Box["a"]'),
        ("-f(~1)", "-f(~1)"),
        ("lambda a, *b: f(a, b)", "lambda a, *b: f(a, b)"),
        ("[f(i) for i in range(3)]", "[f(i) for i in range(3)]"),
        ("await f()", "await f()"),
    ],
)
def test_recipe_of_resolves_names(source: str, printed: str) -> None:
    recipe = recipe_of(ast.parse(source, mode="eval").body, KNOWN.get)
    assert recipe is not None
    assert Printer().expression(recipe) == printed


@pytest.mark.parametrize(
    "source", ["unknown", "f(unknown)", "f(*items)", "f(**items)", "lambda: unknown", "(x := 1)"]
)
def test_recipe_of_gives_up_on_unknown_names(source: str) -> None:
    assert recipe_of(ast.parse(source, mode="eval").body, KNOWN.get) is None


def test_lambda_carries_its_imports() -> None:
    recipe = recipe_of(ast.parse("lambda a: f(a)", mode="eval").body, KNOWN.get)
    assert recipe is not None
    assert Printer().symbols(recipe) == (KNOWN["f"],)
