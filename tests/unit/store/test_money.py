"""Amounts are whole pico-dollars, exact, and refused where they do not fit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aqe.errors import StoreError
from aqe.store.money import LARGEST_USD, dollars, pico_dollars


@pytest.mark.parametrize(
    ("usd", "pico"),
    [
        ("0", 0),
        ("1", 10**12),
        ("0.000000000001", 1),
        ("5.123456789012", 5_123_456_789_012),
        ("0.0000000000001", 1),
        ("1E-999999", 1),
        ("2.0000000000010001", 2_000_000_000_002),
        ("9223372.036854775807", 2**63 - 1),
    ],
)
def test_amounts_are_whole_and_what_is_finer_is_rounded_up(usd: str, pico: int) -> None:
    assert pico_dollars(Decimal(usd)) == pico


@pytest.mark.parametrize(
    "usd", ["-0.01", "NaN", "sNaN", "Infinity", "-Infinity", "9223372.036854775808", "1E+999999"]
)
def test_what_no_call_can_cost_is_refused(usd: str) -> None:
    with pytest.raises(StoreError, match="cannot be what a call costs") as caught:
        pico_dollars(Decimal(usd))
    assert caught.value.slug == "amount-impossible"
    assert len(caught.value.message) < 120


def test_the_largest_amount_is_kept_exactly() -> None:
    assert dollars(pico_dollars(LARGEST_USD)) == LARGEST_USD
    assert dollars(1) == Decimal("0.000000000001")
