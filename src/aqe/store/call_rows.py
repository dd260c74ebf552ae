"""Rows of the database as calls of language models, and what makes a row unreadable.

Anybody can write into the database, and a disk can damage it: a column counts for what it says only where
that can be true of a call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from aqe.domain.conversation import Asker, Call, CallOutcome
from aqe.domain.model import TokenUsage
from aqe.domain.routing import TaskKind
from aqe.store.money import dollars
from aqe.store.processes import Process
from aqe.store.rows import text_of

__all__ = ["CALL_COLUMNS", "call_of", "start_of"]

CALL_COLUMNS = (
    "id, model, provider, run, agent, subject, kind, started_at, outcome, input_tokens, output_tokens,"
    " cached_tokens, usage_counted, price_input, price_output, price_cached, cost_pico, stated_cost,"
    " duration_s, error, proposed_tests, accepted_tests"
)
"""The columns whose values `call_of` takes."""
_LARGEST = 2**63 - 1
_LONGEST_AMOUNT = 80
_MOST_DIGITS = 30
_LAST_YEAR = 9990
_MOST_SECONDS = 10.0**9
_MOST_TESTS = 10**6
"""No answer holds more; a larger number would only serve to outweigh all others."""


def call_of(row: Any) -> Call | None:
    """A call; None where a column does not hold what belongs there: a disk or a person changed it."""
    try:
        return _call(row)
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return None


def start_of(row: Sequence[Any]) -> tuple[datetime, Process]:
    """When a call began and whose it is: from its moment, number of process, start of that, and machine.

    Raises:
        ValueError: The row does not say so.
    """
    started_at, pid, started, machine = row
    return _moment(started_at), Process(_whole(pid), _word(started), _word(machine))


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_word(value))
    if moment.tzinfo is None or not 1970 <= moment.astimezone(UTC).year < _LAST_YEAR:
        raise ValueError("a moment without a zone, or out of reach")
    return moment


def _word(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    return value


def _whole(value: Any, most: int = _LARGEST) -> int:
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError("no whole number from 0")
    return value


def _amount(value: Any, *, is_stated: bool = False) -> Decimal | None:
    if value is None:
        return None
    amount = Decimal(_word(value)[:_LONGEST_AMOUNT])
    # What a provider stated is kept as it was, and never taken for money unless it can be.
    if not amount.is_finite() or (amount < 0 and not is_stated):
        raise ValueError("no amount")
    if abs(amount.adjusted()) > _MOST_DIGITS and not is_stated:
        raise ValueError("no amount")
    return amount


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not 0 <= value < _MOST_SECONDS:
        raise ValueError("no duration")
    return float(value)


def _count(value: Any) -> int | None:
    return None if value is None else _whole(value, _MOST_TESTS)


def _call(row: Any) -> Call:
    texts = (text_of(each) for each in row[1:6])
    model, provider, run, agent, subject = texts
    price_input, price_output, price_cached = map(_amount, row[13:16])
    return Call(
        id=_word(row[0]),
        model=model,
        provider=provider,
        asker=Asker(run, agent, subject, TaskKind(row[6])),
        started_at=_moment(row[7]),
        outcome=CallOutcome(row[8]),
        usage=TokenUsage(*map(_whole, row[9:12])),
        is_usage_counted=bool(row[12]),
        price_input_usd=price_input,
        price_output_usd=price_output,
        price_cached_usd=price_cached,
        cost_usd=None if row[16] is None else dollars(_whole(row[16])),
        stated_cost_usd=_amount(row[17], is_stated=True),
        duration_s=_seconds(row[18]),
        error=text_of(row[19]),
        proposed_tests=_count(row[20]),
        accepted_tests=_count(row[21]),
    )
