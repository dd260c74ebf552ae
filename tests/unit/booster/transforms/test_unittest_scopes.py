from __future__ import annotations

import ast
import textwrap

import pytest

from aqe.booster.transforms.unittest_scopes import Catching, in_scope


def function(body: str) -> ast.FunctionDef:
    (node,) = ast.parse(f"def test(self):\n{textwrap.indent(textwrap.dedent(body), '    ')}").body
    assert isinstance(node, ast.FunctionDef)
    return node


def marked(node: ast.FunctionDef) -> ast.AST:
    """The expression statement `here()`."""
    return next(
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Expr) and ast.unparse(each) == "here()"
    )


def test_a_function_with_a_parameter_of_that_name_speaks_of_another_object() -> None:
    node = function(
        """
        self.a
        def inner(): self.b
        def other(x=self.c, *, self): self.d
        class Server:
            at = self.e
            def go(self): self.f
            def on(this): self.g
        f(lambda self: self.h, lambda: self.i)
        """
    )
    found = [each.attr for each in in_scope(node, "self") if isinstance(each, ast.Attribute)]
    assert found == ["a", "b", "c", "e", "g", "i"]


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("here()", True),
        ("if a:\n    for b in c:\n        here()", True),
        ("try:\n    pass\nfinally:\n    here()", True),
        ("try:\n    here()\nexcept ValueError:\n    pass", False),
        ("with a:\n    here()", False),
        ("def later():\n    here()", False),
    ],
)
def test_what_ends_the_method(body: str, plain: bool) -> None:
    node = function(body)
    assert Catching(node).is_plain(marked(node)) is plain


@pytest.mark.parametrize(
    ("body", "caught"),
    [
        ("here()", False),
        ("try:\n    here()\nexcept AssertionError:\n    pass", True),
        ("try:\n    here()\nexcept (ValueError, Exception):\n    pass", True),
        ("try:\n    here()\nexcept:\n    pass", True),
        ("try:\n    here()\nexcept ValueError:\n    pass", False),
        ("try:\n    pass\nexcept AssertionError:\n    here()", False),
        ("try:\n    pass\nexcept AssertionError:\n    pass\nelse:\n    here()", False),
        ("with self.assertRaises(self.failureException):\n    here()", True),
        ("with self.assertRaises(ValueError):\n    here()", False),
        ("with open(AssertionError):\n    here()", False),
    ],
)
def test_what_waits_for_a_failed_assertion(body: str, caught: bool) -> None:
    node = function(body)
    assert Catching(node).catches_failures(marked(node)) is caught
