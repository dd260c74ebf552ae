import pytest

from store.models import Customer


@pytest.fixture
def code():
    return "customer-4711"


@pytest.fixture
def customer(code):
    found = Customer(code, years=2)
    yield found
