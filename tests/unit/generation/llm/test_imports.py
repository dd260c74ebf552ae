"""Wrong imports are put right where only one module can be meant."""

from __future__ import annotations

import ast

import pytest

from aqe.domain.proposal import ProposedTest
from aqe.generation.llm.imports import ImportFixer

FIXER = ImportFixer(
    "shop.cart",
    names=frozenset({"Cart", "total", "Decimal", "LIMIT"}),
    own=frozenset({"Cart", "total", "LIMIT"}),
    known=frozenset({"shop.prices"}),
)


def imported(text: str) -> list[str]:
    return [each.statement for each in FIXER.imported(ast.parse(text).body[0])]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("from shop.cart import Cart", "from shop.cart import Cart"),
        ("from .cart import Cart", "from shop.cart import Cart"),
        ("from cart import Cart as C", "from shop.cart import Cart as C"),
        ("from src.shop.cart import total", "from shop.cart import total"),
        ("from your_module import total", "from shop.cart import total"),
        ("from shop import cart", "import shop.cart as cart"),
        ("import cart", "import shop.cart as cart"),
        ("import your_module as m", "import shop.cart as m"),
        # What may be something else stays.
        ("from json import total", "from json import total"),
        ("from shop.prices import total", "from shop.prices import total"),
        ("from cart import missing", "from cart import missing"),
        ("from elsewhere import Cart", "from elsewhere import Cart"),
        ("import numpy as np", "import numpy as np"),
    ],
)
def test_only_what_is_plain_is_changed(given: str, expected: str) -> None:
    assert imported(given) == [expected]


def test_what_is_missing_is_added() -> None:
    test = ProposedTest(
        "test_a", "def test_a(x):\n    y = Cart(x)\n    assert math.floor(y) == Path(z)"
    )
    statements = [each.statement for each in FIXER.completed(test).imports]
    assert statements == ["from shop.cart import Cart", "from pathlib import Path", "import math"]


def test_what_a_test_binds_itself_is_not_missing() -> None:
    test = ProposedTest("test_a", "def test_a(total):\n    for Cart in total:\n        assert Cart")
    assert FIXER.completed(test).imports == ()
