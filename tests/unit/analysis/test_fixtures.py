"""What fixtures, helpers and set-ups of tests make, as calls and values of the subject."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aqe.domain.recipe import Attribute, Call, Literal, Mapping, Operation, Recipe, Symbol, Variable
from aqe.domain.subject import Subject
from aqe.domain.types import TypeRef

Analyse = Callable[..., Subject]

SOURCE = """
class Cart:
    def __init__(self, owner, size=1): self.owner = owner
    def add(self, name): return self
def total(cart, rate=1.0): return rate
def handle(payload): return payload["id"]
"""
ANN = Call(Symbol("m", "Cart"), (Literal("ann"),))


def mined(subject: Subject, callee: str) -> list[tuple[Recipe, ...]]:
    return [each.arguments for each in subject.mined if each.callee == callee]


def prepared(subject: Subject) -> dict[str, list[Recipe]]:
    found: dict[str, list[Recipe]] = {}
    for each in subject.prepared:
        found.setdefault(each.name, []).append(each.recipe)
    return found


TEST = "from m import total\ndef test_a(cart):\n    total(cart)\n"
FIXTURES = {
    "returned": "    return Cart('ann')\n",
    "yielded": "    yield Cart('ann')\n",
    "bound first": "    found = Cart('ann')\n    found.add('tea')\n    return found\n",
    "in a block": "    with open('x') as file:\n        yield Cart('ann')\n",
}
HEAD = "import pytest\nfrom m import Cart, total\n@pytest.fixture\n"


@pytest.mark.parametrize("body", FIXTURES.values(), ids=FIXTURES)
def test_a_fixture_stands_for_what_it_makes(subject_of: Analyse, body: str) -> None:
    subject = subject_of(SOURCE, {"test_m.py": f"{HEAD}def cart():\n{body}{TEST}"})
    assert mined(subject, "total") == [(ANN,)]
    assert prepared(subject) == {"cart": [ANN]}


def test_fixtures_of_conftest_are_found_and_nearer_ones_win(subject_of: Analyse) -> None:
    def conftest(owner: str) -> str:
        return f"import pytest\nfrom m import Cart\n@pytest.fixture\ndef cart(): return Cart('{owner}')\n"

    files = {
        "conftest.py": conftest("far"),
        "tests/conftest.py": conftest("near"),
        "tests/test_m.py": TEST,
    }
    subject = subject_of(SOURCE, files)
    assert mined(subject, "total") == [(Call(Symbol("m", "Cart"), (Literal("near"),)),)]
    own = {**files, "tests/test_m.py": f"{HEAD}def cart(): return Cart('own')\n{TEST}"}
    assert mined(subject_of(SOURCE, own), "total") == [
        (Call(Symbol("m", "Cart"), (Literal("own"),)),)
    ]


def test_fixtures_may_ask_for_fixtures_and_for_a_folder(subject_of: Analyse) -> None:
    text = (
        "import pytest\nfrom m import Cart, total\n"
        "@pytest.fixture\ndef owner(): return 'ann'\n"
        "@pytest.fixture(name='cart')\ndef made(owner): return Cart(owner)\n"
        "@pytest.fixture\ndef place(tmp_path): return tmp_path / 'x'\n"
        "def test_a(cart, place, tmp_path):\n    total(cart)\n    total(place)\n    total(tmp_path)\n"
    )
    subject = subject_of(SOURCE, {"test_m.py": text})
    folder = Variable("tmp_path")
    assert mined(subject, "total") == [
        (ANN,),
        (Operation("truediv", (folder, Literal("x"))),),
        (folder,),
    ]


def test_each_value_of_a_parametrised_fixture_counts(subject_of: Analyse) -> None:
    text = (
        "import pytest\nfrom m import Cart, total\n"
        "@pytest.fixture(params=['ann', pytest.param('bob', id='b')])\n"
        f"def cart(request): return Cart(request.param)\n{TEST}"
    )
    subject = subject_of(SOURCE, {"test_m.py": text})
    bob = Call(Symbol("m", "Cart"), (Literal("bob"),))
    assert mined(subject, "total") == [(ANN,), (bob,)]


def test_methods_of_what_a_fixture_gives_are_calls(subject_of: Analyse) -> None:
    text = f"{HEAD}def cart(): return Cart('ann')\ndef test_a(cart):\n    cart.add('tea')\n"
    subject = subject_of(SOURCE, {"test_m.py": text})
    (call,) = (each for each in subject.mined if each.callee == "Cart.add")
    assert call.expression == Call(Attribute(ANN, "add"), (Literal("tea"),))


def test_a_parameter_of_the_test_hides_a_fixture(subject_of: Analyse) -> None:
    text = (
        f"{HEAD}def cart(): return Cart('ann')\n"
        "@pytest.mark.parametrize('cart', [1])\ndef test_a(cart):\n    total(cart)\n"
    )
    assert mined(subject_of(SOURCE, {"test_m.py": text}), "total") == [(Literal(1),)]


HELPERS = {
    "with defaults": ("def make_cart(owner='ann'): return Cart(owner)\n", "make_cart()"),
    "with arguments": ("def make_cart(owner): return Cart(owner)\n", "make_cart('ann')"),
    "with keywords": (
        "def make_cart(*, owner='bob'): return Cart(owner)\n",
        "make_cart(owner='ann')",
    ),
    "bound first": (
        "def make_cart():\n    found = Cart('ann')\n    found.add('x')\n    return found\n",
        "make_cart()",
    ),
}


@pytest.mark.parametrize(("helper", "call"), HELPERS.values(), ids=HELPERS)
def test_a_helper_stands_for_what_it_returns(subject_of: Analyse, helper: str, call: str) -> None:
    text = f"from m import Cart, total\n{helper}def test_a():\n    total({call})\n"
    assert (ANN,) in mined(subject_of(SOURCE, {"test_m.py": text}), "total")


def test_helpers_may_spread_what_they_were_given(subject_of: Analyse) -> None:
    text = (
        "from m import Cart, total\n"
        "def make_cart(**facts):\n    values = {'owner': 'ann', **facts}\n    return Cart(**values)\n"
        "def test_a():\n    total(make_cart(size=3))\n"
    )
    (found,) = mined(subject_of(SOURCE, {"test_m.py": text}), "total")
    keywords = (("owner", Literal("ann")), ("size", Literal(3)))
    assert found == (Call(Symbol("m", "Cart"), (), keywords),)


def test_helpers_are_found_in_files_beside_the_tests(subject_of: Analyse) -> None:
    files = {
        "tests/helpers.py": "from m import Cart\ndef make_cart(owner='ann'): return Cart(owner)\n",
        "tests/test_m.py": "from m import total\nfrom tests.helpers import make_cart as made\n"
        "def test_a():\n    total(made())\n",
    }
    assert mined(subject_of(SOURCE, files), "total") == [(ANN,)]


def test_helpers_that_call_each_other_come_to_an_end(subject_of: Analyse) -> None:
    text = (
        "from m import total\ndef one(): return other()\ndef other(): return one()\n"
        "def test_a():\n    total(one())\n"
    )
    assert mined(subject_of(SOURCE, {"test_m.py": text}), "total") == []


def test_what_set_up_binds_is_known_to_the_tests_of_its_class(subject_of: Analyse) -> None:
    text = (
        "import unittest\nfrom m import Cart, total\n"
        "class TestCart(unittest.TestCase):\n"
        "    def setUp(self):\n        self.cart = Cart('ann')\n"
        "    def test_a(self):\n        total(self.cart)\n        self.cart.add('tea')\n"
        "class TestOther(unittest.TestCase):\n"
        "    def test_b(self):\n        total(self.cart)\n"
    )
    subject = subject_of(SOURCE, {"test_m.py": text})
    assert mined(subject, "total") == [(ANN,)]
    assert mined(subject, "Cart.add") == [(Literal("tea"),)]


ROWS = {
    "a list of the module": "ROWS = ['a', 'b']\n@pytest.mark.parametrize('word', ROWS)\n",
    "by keyword": "@pytest.mark.parametrize(argnames='word', argvalues=['a', 'b'])\n",
    "a range": "@pytest.mark.parametrize('word', range(2))\n",
}


@pytest.mark.parametrize("decorator", ROWS.values(), ids=ROWS)
def test_rows_of_parametrised_tests(subject_of: Analyse, decorator: str) -> None:
    text = f"import pytest\nfrom m import handle\n{decorator}def test_a(word):\n    handle(word)\n"
    found = mined(subject_of(SOURCE, {"test_m.py": text}), "handle")
    assert found in ([(Literal("a"),), (Literal("b"),)], [(Literal(0),), (Literal(1),)])


def test_rows_of_a_parametrised_class(subject_of: Analyse) -> None:
    text = (
        "import pytest\nfrom m import handle\n@pytest.mark.parametrize('word', ['a'])\n"
        "class TestIt:\n    def test_a(self, word):\n        handle(word)\n"
    )
    assert mined(subject_of(SOURCE, {"test_m.py": text}), "handle") == [(Literal("a"),)]


def test_a_fixture_speaks_about_parameters_of_its_name(subject_of: Analyse) -> None:
    text = (
        "import pytest, m\n@pytest.fixture\ndef payload(): return {'id': 7}\n"
        "@pytest.fixture\ndef cart(): return m.Cart('ann')\n"
    )
    subject = subject_of(SOURCE, {"test_m.py": text})
    handle, total = subject.callable("handle"), subject.callable("total")
    assert handle is not None
    assert total is not None
    assert handle.parameters[0].constants[0] == "{'id': 7}"
    assert total.parameters[0].evidence[0].type == TypeRef("m:Cart")
    assert prepared(subject)["payload"] == [Mapping(((Literal("id"), Literal(7)),))]


def test_a_type_hint_is_not_outvoted_by_a_name(subject_of: Analyse) -> None:
    text = "import pytest, m\n@pytest.fixture\ndef cart(): return m.Cart('ann')\n"
    subject = subject_of("class Cart: ...\ndef act(cart: int): ...\n", {"test_m.py": text})
    act = subject.callable("act")
    assert act is not None
    assert act.parameters[0].evidence[0].type == TypeRef("int")
    assert TypeRef("m:Cart") not in {each.type for each in act.parameters[0].evidence}


def test_what_a_factory_makes_is_named_after_it(subject_of: Analyse) -> None:
    text = (
        "from m import Cart\ndef make_cart(): return Cart('a')\n"
        "def cart_factory(): return Cart('b')\ndef count(): return 1\n"
    )
    found = prepared(subject_of(SOURCE, {"test_m.py": text}))
    assert {name: len(recipes) for name, recipes in found.items()} == {"cart": 2}


def test_files_that_have_nothing_to_do_with_the_module_are_left_alone(
    subject_of: Analyse,
) -> None:
    text = "import pytest\n@pytest.fixture\ndef payload(): return {'id': 7}\n"
    source = "def handle(payload): return payload\n"
    found = subject_of(source, {"tests/test_x.py": text}, path="shop.py")
    assert found.prepared == ()
