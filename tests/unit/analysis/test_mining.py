"""Calls of the subject elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Recipe,
    Symbol,
    Verbatim,
)
from aqe.domain.subject import Subject

Analyse = Callable[..., Subject]

SOURCE = """
LEVEL = 3
class Cart:
    def __init__(self, owner, items=()): self.owner = owner
    def add(self, name, count=1): return self
def total(prices, rate=1.0): return sum(prices)
def label(text): return text
"""


def mined(subject: Subject, callee: str) -> list[tuple[Recipe, ...]]:
    return [each.arguments for each in subject.mined if each.callee == callee]


def test_calls_in_tests_are_taken_with_literal_arguments(subject_of: Analyse) -> None:
    subject = subject_of(
        SOURCE,
        {
            "tests/test_m.py": "import m\ndef test_a():\n    assert m.total([1, -2.5], rate=2) == 1\n"
        },
    )
    (call,) = subject.mined
    assert call.callee == "total"
    assert call.arguments == (Collection("list", (Literal(1), Literal(-2.5))),)
    assert call.keywords == (("rate", Literal(2)),)
    assert call.expression == Call(Symbol("m", "total"), call.arguments, call.keywords)
    assert call.origin.endswith("tests/test_m.py:3")


def test_calls_through_reexports_are_found(subject_of: Analyse) -> None:
    subject = subject_of(
        "def total(x): ...\n",
        {
            "pkg/__init__.py": "from .money import total\n",
            "pkg/use.py": "from pkg import total as sum_up\nRESULT = sum_up({'a': (1, 'b')})\n",
        },
        path="pkg/money.py",
    )
    pair = Collection("tuple", (Literal(1), Literal("b")))
    assert mined(subject, "total") == [(Mapping(((Literal("a"), pair),)),)]


def test_local_names_that_are_assigned_once_are_followed(subject_of: Analyse) -> None:
    subject = subject_of(
        SOURCE,
        {
            "test_m.py": "from m import Cart, total\nSHARED = 'ann'\n"
            "def test_a():\n    cart = Cart(SHARED)\n    cart.add('tea', count=2)\n"
            "def test_b(prices):\n    total(prices)\n"
            "def test_c():\n    x = 1\n    x = 2\n    total(x)\n"
        },
    )
    cart = Call(Symbol("m", "Cart"), (Literal("ann"),))
    assert [each.expression for each in subject.mined] == [
        cart,
        Call(Attribute(cart, "add"), (Literal("tea"),), (("count", Literal(2)),)),
    ]
    assert [each.callee for each in subject.mined] == ["Cart.__init__", "Cart.add"]


def test_rows_of_parametrised_tests_are_calls(subject_of: Analyse) -> None:
    subject = subject_of(
        SOURCE,
        {
            "test_m.py": "import pytest\nfrom m import label\n"
            "@pytest.mark.parametrize('text, want', [('a', 1), pytest.param('b', 2, id='x')])\n"
            "def test_label(text, want):\n    assert label(text) == want\n"
            "@pytest.mark.parametrize('text', ['c'])\n"
            "def test_more(text): label(text)\n"
        },
    )
    assert mined(subject, "label") == [(Literal("a"),), (Literal("b"),), (Literal("c"),)]


def test_constants_classes_and_lambdas_are_importable_arguments(subject_of: Analyse) -> None:
    subject = subject_of(
        SOURCE,
        {
            "test_m.py": "import m, datetime\nfrom decimal import Decimal\n"
            "def test_a():\n    m.label(m.LEVEL)\n    m.label(datetime.date(2020, 1, 2))\n"
            "    m.label(lambda x: Decimal(x) + 1)\n    m.label(eval('1'))\n    m.label(int)\n"
        },
    )
    assert mined(subject, "label") == [
        (Symbol("m", "LEVEL"),),
        (Call(Symbol("datetime", "date"), (Literal(2020), Literal(1), Literal(2))),),
        (Verbatim("lambda x: Decimal(x) + 1", (Symbol("decimal", "Decimal"),)),),
        (Symbol("builtins", "int"),),
    ]


def test_what_a_test_module_defines_is_not_imported_from_it(subject_of: Analyse) -> None:
    subject = subject_of(
        SOURCE,
        {
            "test_m.py": "from m import label\nTEXT = 'plain'\nclass Fake: ...\n"
            "def test_a():\n    label(TEXT)\n    label(Fake())\n"
        },
    )
    assert mined(subject, "label") == [(Literal("plain"),)]


def test_calls_inside_the_subject_count_too(subject_of: Analyse) -> None:
    subject = subject_of(SOURCE + "\ndef demo():\n    return label('inner')\n")
    assert mined(subject, "label") == [(Literal("inner"),)]


def test_a_function_of_the_same_name_elsewhere_is_none_of_ours(subject_of: Analyse) -> None:
    subject = subject_of(SOURCE, {"test_m.py": "from other import label\nlabel('x')\nimport m\n"})
    assert mined(subject, "label") == []


def test_call_sites_are_evidence_and_give_constants(
    subject_of: Analyse, spelled: Callable[..., str]
) -> None:
    subject = subject_of(SOURCE, {"test_m.py": "import m\nm.total([1, 2])\nm.label('tea')\n"})
    total, label = subject.callable("total"), subject.callable("label")
    assert total is not None
    assert label is not None
    evidence = total.parameters[0].evidence[0]
    assert (spelled(evidence.type), evidence.source.value) == ("list[int]", "call-site")
    assert label.parameters[0].constants == ("'tea'",)
