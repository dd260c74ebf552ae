import unittest

import pytest

from ledger import fee, is_round, registered
from ledger.rules import squares


@pytest.mark.parametrize("amount, kind, expected", [(5, "small", 5), (5, "large", 25), (90, "large", 100)])
def test_fee(amount, kind, expected):
    assert fee(amount, kind) == expected


def test_fee_refuses_zero():
    with pytest.raises(ValueError, match="positive"):
        fee(0)


def test_fee_is_small_by_default():
    assert fee(7) == 7


def test_registered():
    assert registered() == ["fee"]


def test_first_square(table):
    assert table[0] == 4


def test_all_squares(table):
    assert table == (4, 9, 16)


def test_squares_are_remembered():
    assert squares(5) is squares(5)


class TestRound:
    def test_ten(self):
        assert is_round(10)

    def test_hundred(self):
        assert is_round(100)

    def test_twelve(self):
        assert not is_round(12)


class TestPaying(unittest.TestCase):
    def setUp(self):
        from ledger import Account

        self.account = Account(20)

    def test_pays(self):
        self.assertTrue(self.account.pay(20))

    def test_leaves_the_rest(self):
        self.account.pay(5)
        self.assertEqual(self.account.balance, 15)


def test_refuses(account):
    assert not account.pay(51)
    assert account.balance == 50
