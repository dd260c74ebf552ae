"""Money in the database: whole pico-dollars, so that sums are exact.

A price has at most six decimals for a million tokens, so every cost is a whole number of pico-dollars
(10^-12 US dollars). What is finer is rounded up: a limit errs by a trillionth, and never to the cost of
whoever pays. Sums are taken in two columns, dollars and the rest, which no number of calls overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Context, Decimal

from aqe.errors import StoreError

__all__ = ["LARGEST_USD", "SUM_COLUMNS", "dollars", "pico_dollars", "summed"]

_EXPONENT = -12
_PICO = 10**12
_WIDE = Context(prec=60)
LARGEST_USD = Decimal(2**63 - 1).scaleb(_EXPONENT, _WIDE)
"""The largest amount of one call: what 64 bits hold, some nine million US dollars."""

SUM_COLUMNS = f"coalesce(sum(cost_pico / {_PICO}), 0), coalesce(sum(cost_pico % {_PICO}), 0)"
"""The columns whose values `summed` takes."""


def pico_dollars(usd: Decimal) -> int:
    """An amount as whole pico-dollars, rounded up.

    Raises:
        StoreError: It is negative, no number, or more than a call can cost (slug ``amount-impossible``).
    """
    if not usd.is_finite() or usd < 0 or usd > LARGEST_USD:
        raise StoreError(
            f"{str(usd)[:40]!r} US dollars cannot be what a call costs",
            hint=f"An amount lies between 0 and {LARGEST_USD:.0f} US dollars; look at the price of the"
            " model and at the tokens that its provider told.",
            slug="amount-impossible",
        )
    whole = usd.quantize(Decimal(1).scaleb(_EXPONENT), rounding=ROUND_CEILING, context=_WIDE)
    return int(whole.scaleb(-_EXPONENT, _WIDE))


def dollars(pico: int) -> Decimal:
    """Pico-dollars as US dollars, exact."""
    return Decimal(pico).scaleb(_EXPONENT, _WIDE)


def summed(columns: Sequence[object]) -> int:
    """The pico-dollars of a row that `SUM_COLUMNS` gave, or that is kept as a total.

    Raises:
        StoreError: They are no amounts: something else wrote into the database (slug ``budget-damaged``).
    """
    whole, rest = columns
    if not (isinstance(whole, int) and isinstance(rest, int) and whole >= 0 and rest >= 0):
        raise StoreError(
            f"the database holds {str(whole)[:40]!r} and {str(rest)[:40]!r} where money that was spent"
            " is kept",
            hint="Something else wrote into it. `aqe state check` says what is wrong; `aqe state restore`"
            " brings back a backup. Work without a model goes on with `--model off`.",
            slug="budget-damaged",
        )
    return whole * _PICO + rest
