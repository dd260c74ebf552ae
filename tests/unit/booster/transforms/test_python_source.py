from __future__ import annotations

import ast

import pytest

from aqe.booster.transforms.python_source import PythonSource


def call_of(text: str) -> tuple[PythonSource, ast.Call]:
    source = PythonSource(text)
    call = next(each for each in ast.walk(source.tree) if isinstance(each, ast.Call))
    return source, call


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("f(a, (b), c=d)", ["a", "(b)", "c=d"]),
        ("f(  # why\n  a,  # one\n  *b,\n)", ["a", "*b"]),
        ("f('é', g(1, 2), [3, 4])", ["'é'", "g(1, 2)", "[3, 4]"]),
        ("f()", []),
        ("f((x for x in y))", ["(x for x in y)"]),
    ],
)
def test_arguments_are_found_with_their_own_parentheses(text: str, arguments: list[str]) -> None:
    source, call = call_of(text)
    places = source.arguments(call)
    assert [text[start:end] for start, end in places.spans] == arguments
    assert text[places.open - 1] == "("
    assert text[places.close] == ")"


def test_spans_count_characters_where_the_tree_counts_bytes() -> None:
    source, call = call_of("é = '😀'; f(x)\r\n")
    assert source.code(call) == "f(x)"
    assert source.newline == "\r\n"


@pytest.mark.parametrize(
    ("text", "alone"),
    [("f()\n", True), ("f()  # c\n", True), ("f(); g()\n", False), ("if x: f()\n", False)],
)
def test_whether_a_statement_stands_alone(text: str, alone: bool) -> None:
    source = PythonSource(text)
    statement = next(each for each in ast.walk(source.tree) if isinstance(each, ast.Expr))
    assert source.stands_alone(statement) is alone


@pytest.mark.parametrize("text", ["f(", "x = 1\ry = 2\n"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        PythonSource(text)
