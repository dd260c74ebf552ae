"""Prices: volume discounts, vouchers, tax and shipping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TAX_PERCENT = {"DE": 19, "FR": 20, "LU": 17, "CH": 8}
FREE_SHIPPING_FROM = 5_000


class PricingError(ValueError):
    """A price cannot be worked out."""


@dataclass(frozen=True)
class Voucher:
    """A reduction that a customer may use once."""

    code: str
    percent: int = 0
    amount: int = 0
    minimum: int = 0
    expires: date | None = None

    def __post_init__(self) -> None:
        if bool(self.percent) == bool(self.amount):
            raise PricingError("a voucher takes off either a percentage or an amount")
        if not 0 <= self.percent <= 100:
            raise PricingError(f"{self.percent}% is not between 0 and 100")

    def reduction(self, total: int, today: date) -> int:
        """How much the voucher takes off a total; 0 when it does not apply.

        >>> Voucher("SPRING", percent=10).reduction(2500, date(2025, 4, 1))
        250
        """
        if self.expires is not None and today > self.expires:
            return 0
        if total < self.minimum:
            return 0
        if self.percent:
            return total * self.percent // 100
        return min(self.amount, total)


def volume_discount(quantity: int) -> int:
    """The discount in percent for so many pieces of one article.

    >>> volume_discount(12)
    5
    """
    if quantity < 1:
        raise PricingError(f"cannot price {quantity} pieces")
    if quantity >= 100:
        return 15
    if quantity >= 50:
        return 10
    if quantity >= 10:
        return 5
    return 0


def line_total(unit_price: int, quantity: int) -> int:
    """The price of one order line after the volume discount, rounded down to whole cents."""
    if unit_price < 0:
        raise PricingError("prices are never negative")
    return unit_price * quantity * (100 - volume_discount(quantity)) // 100


def shipping(total: int, country: str, express: bool = False) -> int:
    """Shipping costs: free from 50.00 on, dearer abroad, doubled for express."""
    if total >= FREE_SHIPPING_FROM and not express:
        return 0
    cost = 490 if country == "DE" else 1290
    if country == "CH":
        cost += 500
    return cost * 2 if express else cost


def tax_included(gross: int, country: str) -> int:
    """The tax that a gross amount contains."""
    try:
        percent = TAX_PERCENT[country.upper()]
    except KeyError:
        raise PricingError(f"no tax rate for {country!r}") from None
    return round(gross * percent / (100 + percent))


def format_cents(cents: int, currency: str = "EUR") -> str:
    """An amount as people read it.

    >>> format_cents(123456)
    '1,234.56 EUR'
    >>> format_cents(-5)
    '-0.05 EUR'
    """
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{rest:02d} {currency}"
