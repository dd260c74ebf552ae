"""What calls of language models spent, and the limits of a day and of a run that they are held to.

The database keeps a total for each day and each run, of what was spent and what is set aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from aqe.domain.cost import ALERT_SHARE, usd_text
from aqe.errors import RouterError, StoreError
from aqe.store.database import Database
from aqe.store.money import SUM_COLUMNS, dollars, summed
from aqe.store.opening import StoreNotice
from aqe.store.rows import safe_text, text_of

__all__ = ["Limit", "day_of", "held_to", "spent", "wrong_total"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may be spent on one day or by one run."""

    scope: str
    """``day`` or ``run``, which is a column, too."""
    name: str
    usd: Decimal | None
    """None: no limit."""
    setting: str

    @property
    def words(self) -> str:
        """As people read it."""
        return f"the day {self.name} (UTC)" if self.scope == "day" else f"the run {self.name!r}"


def day_of(moment: datetime) -> str:
    """The day in UTC whose limit counts."""
    return moment.astimezone(UTC).date().isoformat()


def spent(database: Database, day: datetime | None, run: str | None) -> Decimal:
    """Spent and set aside: on a day, by a run, by a run on a day, or in all."""
    wanted = {"day": None if day is None else day_of(day), "run": run}
    given = {scope: safe_text(name) for scope, name in wanted.items() if name is not None}
    if len(given) == 1:
        ((scope, name),) = given.items()
        with database.exclusive() as connection:
            return _used(connection, scope, name)
    where = " AND ".join(f"{column} = ?" for column in given) or "true"
    query = f"SELECT {SUM_COLUMNS} FROM model_calls WHERE {where}"
    return dollars(summed(database.row(query, tuple(given.values()))))


def wrong_total(database: Database) -> str | None:
    """A day or run whose kept total is not the sum of its calls; None when all is well."""
    sums = " UNION ALL ".join(
        f"SELECT '{scope}' AS scope, {scope} AS name, {SUM_COLUMNS} FROM model_calls GROUP BY {scope}"
        for scope in ("day", "run")
    )
    kept = "SELECT dollars, pico FROM budget_use WHERE scope = ? AND name = ?"
    for scope, name, *counted in database.rows(sums):
        found = database.row(kept, (scope, name))
        if found is None or not _is_same(found, counted):
            return f"{scope} {text_of(name) if isinstance(name, str | bytes) else name}"
    return None


def _is_same(kept: Sequence[object], counted: Sequence[object]) -> bool:
    try:
        return summed(kept) == summed(counted)
    except StoreError:
        return False


def held_to(
    connection: sqlite3.Connection, limit: Limit, reserve: int | None, now: str
) -> StoreNotice | None:
    """Refuses what would pass a limit; gives an alert where one is due.

    Args:
        connection: In whose transaction the alert is noted as told.
        limit: Of the day or of the run.
        reserve: Most that the call can cost, in pico-dollars; None where the model has no price.
        now: Moment of the call.

    Raises:
        RouterError: The call would pass the limit (slug ``budget-spent``).
    """
    if limit.usd is None:
        return None
    used = _used(connection, limit.scope, safe_text(limit.name))
    wanted = dollars(reserve or 0)
    # What costs nothing passes no limit; what has no price must not be asked once the money is gone.
    if used >= limit.usd if reserve is None else reserve > 0 and used + wanted > limit.usd:
        raise _spent(limit, limit.usd, used, None if reserve is None else wanted)
    if limit.usd <= 0 or used + wanted < limit.usd * ALERT_SHARE:
        return None
    told = connection.execute(
        "INSERT OR IGNORE INTO budget_alerts VALUES (?, ?, ?)",
        (limit.scope, safe_text(limit.name), now),
    ).rowcount
    return _alert(limit, limit.usd, used + wanted) if told else None


def _used(connection: sqlite3.Connection, scope: str, name: str | bytes) -> Decimal:
    """What a day or a run has used, from the total that is kept."""
    row = connection.execute(
        "SELECT dollars, pico FROM budget_use WHERE scope = ? AND name = ?", (scope, name)
    ).fetchone()
    return dollars(0 if row is None else summed(row))


def _spent(limit: Limit, limit_usd: Decimal, used: Decimal, wanted: Decimal | None) -> RouterError:
    more = "a model without a price" if wanted is None else f"up to {usd_text(wanted)} more"
    wait = " or wait for the next day (UTC)" if limit.scope == "day" else ""
    return RouterError(
        f"the limit of {limit.words} is {usd_text(limit_usd)}: {usd_text(used)} are spent or set"
        f" aside, and {more} would pass it",
        hint=f"Raise it with `aqe config set {limit.setting} USD`{wait}; `aqe cost dashboard` shows"
        " what was spent. Work without a model goes on with `--model off`.",
        slug="budget-spent",
    )


def _alert(limit: Limit, limit_usd: Decimal, used: Decimal) -> StoreNotice:
    share = int(used / limit_usd * 100)
    return StoreNotice(
        "budget-alert",
        f"{share}% of the limit of {limit.words} is spent or set aside: {usd_text(used)} of"
        f" {usd_text(limit_usd)}",
        f"No call is made that would pass {limit.setting}; `aqe cost dashboard` shows what was spent.",
    )
