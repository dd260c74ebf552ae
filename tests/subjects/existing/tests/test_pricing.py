import pytest

from store import pricing
from tests.helpers import make_order

WORDS = [("abc", "closed"), pytest.param("open sesame", "open", marks=pytest.mark.skip)]


@pytest.fixture
def payload():
    return {"lines": [{"sku": "sku-99", "count": 3}]}


@pytest.mark.parametrize(("word", "state"), WORDS)
def test_unlock(word, state):
    assert pricing.unlock(word) == state


def test_shipping():
    assert pricing.ship(make_order()) == "waiting"


def test_customers_have_codes(customer, code):
    assert customer.code == code


def test_payloads_have_lines(payload):
    assert len(payload["lines"]) == 1
