"""Trees that several threads ask for at once."""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from aqe.domain.syntax_trees import (
    nodes_in,
    parsed_expression,
    parsed_literal,
    parsed_module,
)

SOURCE = "\n".join(
    f"def f{i}(a, b=[1, {{'x': (3, [4])}}]):\n    return [a + (b, [{i}])]" for i in range(60)
)
VALUE = "[" + ", ".join("{'x': (3, [4])}" for _ in range(200)) + "]"


@pytest.fixture
def threads_that_take_turns_amid_a_tree() -> Iterator[None]:
    """Python code in every collection, where threads give way to each other at every step of it."""

    def collected(phase: str, info: dict[str, int]) -> None:
        for _ in range(50):
            pass

    interval = sys.getswitchinterval()
    gc.callbacks.append(collected)
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    gc.callbacks.remove(collected)


@pytest.mark.usefixtures("threads_that_take_turns_amid_a_tree")
@pytest.mark.parametrize(
    ("parse", "source"),
    [(parsed_module, SOURCE), (parsed_expression, VALUE), (parsed_literal, VALUE)],
)
def test_threads_that_parse_at_once_get_their_trees(
    parse: Callable[[str], object], source: str
) -> None:
    with ThreadPoolExecutor(max_workers=3) as pool:
        results = list(pool.map(parse, [source] * 90))
    assert len(results) == 90


def test_the_trees_are_those_of_the_language() -> None:
    assert ast.dump(parsed_module("a = 1")) == ast.dump(ast.parse("a = 1"))
    assert ast.unparse(parsed_expression("a  +  b")) == "a + b"
    assert parsed_literal("[1, (2,)]") == [1, (2,)]


@pytest.mark.parametrize("parse", [parsed_module, parsed_expression, parsed_literal])
def test_errors_are_those_of_the_language(parse: Callable[[str], object]) -> None:
    with pytest.raises(SyntaxError):
        parse("a b")


def test_the_nodes_of_a_tree_come_in_the_order_of_the_language() -> None:
    tree = parsed_module(SOURCE + "\nclass A:\n    def f(self, *, b: int = 2) -> None: ...\n")
    for each in [tree, *tree.body, *tree.body[-1].body]:  # type: ignore[attr-defined]
        assert list(nodes_in(each)) == list(ast.walk(each))
    assert list(nodes_in(tree.body[0])) == list(nodes_in(tree.body[0]))
    value = parsed_expression("f(a, *b, **c)")
    assert list(nodes_in(value)) == list(ast.walk(value))
