from datetime import date

import pytest

from shop.pricing import PricingError, Voucher, line_total, volume_discount


def test_no_discount_for_a_single_piece():
    assert line_total(1999, 1) == 1999


def test_ten_pieces_are_cheaper():
    assert line_total(1000, 10) == 9500


def test_no_pieces_have_no_price():
    with pytest.raises(PricingError):
        volume_discount(0)


def test_an_expired_voucher_takes_nothing_off():
    voucher = Voucher("OLD", percent=50, expires=date(2024, 12, 31))
    assert voucher.reduction(1000, date(2025, 1, 1)) == 0
