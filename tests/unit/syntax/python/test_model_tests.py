"""Tests of models go into one file as they were written; what clashes gets a number."""

from __future__ import annotations

import ast

from aqe.domain.proposal import Helper, ImportedName, ProposedTest
from aqe.syntax.python.model_tests import AcceptedTest, print_alone, print_model_tests
from aqe.syntax.python.seal import is_untouched
from aqe.syntax.python.suites import Header

HEADER = Header("1.0", "aqe test generate cart.py --model auto")
CART = ImportedName("cart", "Cart", "Cart")


def printed(*tests: ProposedTest) -> str:
    accepted = [AcceptedTest(number, each, f"origin {number}") for number, each in enumerate(tests)]
    found = print_model_tests(accepted, "cart", HEADER)
    assert is_untouched(found.text)
    ast.parse(found.text)
    assert sorted(each for _, ids in found.tests for each in ids) == list(range(len(tests)))
    return found.text


def test_the_text_of_a_test_is_kept() -> None:
    source = "def test_a( ):\n    # why\n    assert Cart( 1 )==1"
    text = printed(ProposedTest("test_a", source, (CART,)))
    assert f"# origin 0\n{source}\n" in text
    assert "from cart import Cart" in text
    assert "Regenerate: aqe test generate cart.py --model auto" in text


def test_tests_of_one_name_get_numbers() -> None:
    one = ProposedTest("test_a", "def test_a():\n    assert 1")
    other = ProposedTest("test_a", "def test_a():\n    assert 2")
    text = printed(one, other)
    assert "def test_a():" in text
    assert "def test_a_2():" in text


def test_equal_helpers_are_shared_and_others_renamed_where_they_are_used() -> None:
    def using(value: int, name: str) -> ProposedTest:
        return ProposedTest(
            name,
            f"def {name}(made):\n    assert made.made == other(made=1)",
            (),
            (Helper(("made",), f"@pytest.fixture\ndef made():\n    return {value}"),),
        )

    text = printed(using(1, "test_a"), using(1, "test_b"), using(2, "test_c"))
    assert text.count("def made():") == 1
    assert "def made_2():\n    return 2" in text
    assert "def test_c(made_2):\n    assert made_2.made == other(made=1)" in text


def test_imports_that_clash_are_told_apart() -> None:
    one = ProposedTest("test_a", "def test_a():\n    assert Cart()", (CART,))
    other = ProposedTest(
        "test_b", "def test_b():\n    assert Cart()", (ImportedName("shop", "Cart", "Cart"),)
    )
    text = printed(one, other)
    assert "from shop import Cart as Cart_2" in text
    assert "assert Cart_2()" in text


def test_methods_of_one_class_stand_together() -> None:
    head = "class TestCart:\n    size = 3"
    one = ProposedTest("TestCart::test_a", "    def test_a(self):\n        assert 1", (), (), head)
    other = ProposedTest(
        "TestCart::test_b", "    def test_b(self):\n        assert 2", (), (), head
    )
    text = printed(one, other)
    assert text.count("class TestCart") == 1
    assert text.index("def test_a") < text.index("def test_b")


def test_whole_packages_are_imported_as_they_are_used() -> None:
    test = ProposedTest(
        "test_a",
        "def test_a():\n    assert xml.dom and json and d",
        (
            ImportedName("xml.dom", bound="xml"),
            ImportedName("json", bound="json"),
            ImportedName("shop.deep", bound="d"),
        ),
    )
    names = {
        ast.unparse(each)
        for each in ast.walk(ast.parse(printed(test)))
        if isinstance(each, ast.Import | ast.ImportFrom)
    }
    assert names == {"import xml.dom", "import json", "from shop import deep as d"}


def test_a_test_alone_has_all_that_it_needs() -> None:
    test = ProposedTest(
        "TestA::test_a",
        "    def test_a(self):\n        assert made()",
        (CART,),
        (Helper(("made",), "def made():\n    return Cart()"),),
        "class TestA:",
    )
    tree = ast.parse(print_alone(test))
    assert [type(each).__name__ for each in tree.body] == ["ImportFrom", "FunctionDef", "ClassDef"]
