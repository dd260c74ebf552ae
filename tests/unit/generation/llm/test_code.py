"""Blocks of code become tests with what they need; what does not parse is left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from aqe.domain.proposal import ImportedName
from aqe.generation.llm.code import CodeUnit, read_code
from aqe.generation.llm.replies import Block


def plainly(node: ast.stmt) -> Iterator[ImportedName]:
    for each in getattr(node, "names", []):
        if isinstance(node, ast.ImportFrom):
            yield ImportedName(node.module or "", each.name, each.asname or each.name)
        else:
            yield ImportedName(each.name, bound=each.asname or each.name.partition(".")[0])


def read(text: str) -> CodeUnit:
    return read_code(Block(text), plainly)


def test_a_test_brings_what_it_needs_and_no_more() -> None:
    unit = read(
        "import json\nimport math\nfrom shop import Cart\n\nSIZE = 3\nOTHER = 4\n\n"
        "@pytest.fixture\ndef cart():\n    return filled(SIZE)\n\n"
        "def filled(size):\n    return Cart(size)\n\n"
        "def test_a(cart):\n    assert cart.total == math.pi\n"
    )
    (test,) = unit.tests
    assert [each.bound for each in test.imports] == ["math", "Cart"]
    assert [each.names for each in test.helpers] == [("SIZE",), ("cart",), ("filled",)]
    assert test.helpers[1].source.startswith("@pytest.fixture")


def test_methods_keep_their_class_without_its_other_tests() -> None:
    unit = read(
        "class TestCart:\n    @pytest.fixture\n    def cart(self):\n        return Cart()\n\n"
        "    def test_a(self, cart):\n        assert cart\n\n"
        "    @pytest.mark.parametrize('x', [1])\n    def test_b(self, x):\n        assert x\n"
    )
    assert [each.name for each in unit.tests] == ["TestCart::test_a", "TestCart::test_b"]
    assert "def cart" in unit.tests[1].class_head
    assert "test_a" not in unit.tests[1].class_head
    assert unit.tests[1].source.lstrip().startswith("@pytest.mark.parametrize")
    assert ast.parse(unit.tests[1].text)


def test_a_coroutine_is_run_by_a_plain_test() -> None:
    unit = read(
        "@pytest.mark.asyncio\n@pytest.mark.parametrize('x', [1])\n"
        "async def test_a(x, tmp_path):\n    assert await f(x) == 1\n"
    )
    (test,) = unit.tests
    assert "async def _test_a(x, tmp_path):" in test.source
    assert "@pytest.mark.parametrize('x', [1])\ndef test_a(x, tmp_path):" in test.source
    assert "asyncio.run(_test_a(x=x, tmp_path=tmp_path))" in test.source
    assert "mark.asyncio" not in test.source
    assert "asyncio" in {each.bound for each in test.imports}


def test_whole_tests_of_a_cut_block_are_kept() -> None:
    unit = read("import math\n\ndef test_a():\n    assert f(1)\n\ndef test_b():\n    assert f(2\n")
    assert [each.name for each in unit.tests] == ["test_a"]
    assert unit.notes == ["left out, since it does not parse: def test_b():"]


def test_whole_methods_of_a_cut_class_are_kept() -> None:
    unit = read(
        "class TestA:\n    def test_a(self):\n        assert f(1)\n\n    def test_b(self):\n        x = ("
    )
    assert [each.name for each in unit.tests] == ["TestA::test_a"]


def test_prose_around_code_is_left_out() -> None:
    unit = read("def test_a():\n    assert f(1)\n\nThis test shows that it works!\n")
    assert [each.name for each in unit.tests] == ["test_a"]


def test_tabs_and_spaces_are_put_right() -> None:
    (test,) = read("def test_a():\n\tif f(1):\n        assert f(2)\n").tests
    assert ast.parse(test.source)


@pytest.mark.parametrize(
    "text",
    ["x = (" * 5000, "\x00", "def", "(" * 100_000, "lambda " * 50_000, "-" * 100_000 + "1"],
)
def test_hostile_text_is_no_code(text: str) -> None:
    assert read(text).tests == []


@pytest.mark.parametrize(
    "text",
    [
        "def pytest_collection_modifyitems(items):\n    items.clear()\n",
        "@pytest.fixture(autouse=True)\ndef spoil():\n    yield\n",
        "def setup_module():\n    pass\n",
        "print('x')\n",
        "for each in range(3):\n    pass\n",
    ],
)
def test_what_acts_on_other_tests_is_left_out(text: str) -> None:
    unit = read(f"{text}\ndef test_a(spoil=None):\n    assert f(1)\n")
    assert [each.helpers for each in unit.tests] == [()]
    assert unit.notes


def test_there_is_a_limit_to_the_number_of_tests() -> None:
    unit = read("\n".join(f"def test_{each}():\n    assert f({each})" for each in range(500)))
    assert len(unit.tests) == 120


@pytest.mark.parametrize(
    "deep",
    ["not " * 900 + "total(1)", "total(1)" + ".a" * 900, "total" + "()" * 900, "1" + " + 1" * 900],
)
def test_code_that_is_nested_too_deeply_is_left_out_alone(deep: str) -> None:
    unit = read(f"def test_deep():\n    assert {deep}\n\ndef test_plain():\n    assert total(1)\n")
    assert [each.name for each in unit.tests] == ["test_plain"]
    assert unit.notes == ["left out, since it is nested too deeply: def test_deep():"]
