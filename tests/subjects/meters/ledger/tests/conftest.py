import pytest


@pytest.fixture(scope="session")
def table():
    from ledger.rules import squares

    return squares(5)


@pytest.fixture
def account():
    from ledger import Account

    return Account(50)
