"""Calls of language models in the database, and the limits that they are held to.

Money is set aside before a call and settled after it, both in one transaction of the database, so that
any number of processes together keep to a limit. What was set aside by a process that died stays
counted: nobody knows what its call cost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from aqe.domain.conversation import Asker, Call, CallOutcome, charged_usd
from aqe.domain.cost import ALERT_SHARE, usd_text
from aqe.domain.model import Model, TokenUsage
from aqe.domain.routing import TaskKind
from aqe.errors import InternalError, RouterError, StoreError
from aqe.store.database import Database
from aqe.store.money import SUM_COLUMNS, dollars, pico_dollars, summed
from aqe.store.opening import StoreNotice
from aqe.store.processes import Process, current_process, is_alive, is_gone
from aqe.store.rows import safe_text, text_of
from aqe.telemetry.clock import Clock, iso
from aqe.telemetry.redaction import redact

__all__ = [
    "Settled",
    "begin",
    "calls",
    "carry_over",
    "day_of",
    "note_lost",
    "note_tests",
    "settle",
    "spent",
    "unreadable",
    "wrong_total",
]

_FINAL = frozenset({CallOutcome.ANSWERED, CallOutcome.FAILED, CallOutcome.CANCELLED})
_LARGEST = 2**63 - 1
_LONGEST_AMOUNT = 80
_MOST_DIGITS = 30
_LAST_YEAR = 9990
_MOST_SECONDS = 10.0**9
_MOST_TESTS = 10**6
"""No answer holds more; a larger number would only serve to outweigh all others."""
_COLUMNS = (
    "id, model, provider, run, agent, subject, kind, started_at, outcome, input_tokens, output_tokens,"
    " cached_tokens, usage_counted, price_input, price_output, price_cached, cost_pico, stated_cost,"
    " duration_s, error, proposed_tests, accepted_tests"
)
_OWN_COLUMNS = f"{_COLUMNS}, day, reserve_pico, pid, process_started, machine"
_NEWER = ", ".join(f"{each} = excluded.{each}" for each in _OWN_COLUMNS.split(", "))


class Settled(Protocol):
    """How a call ended and what it cost."""

    @property
    def outcome(self) -> CallOutcome:
        """Neither open nor lost."""
        ...

    @property
    def usage(self) -> TokenUsage:
        """Tokens that it took."""
        ...

    @property
    def is_usage_counted(self) -> bool:
        """Whether the provider counted them."""
        ...

    @property
    def cost_usd(self) -> Decimal | None:
        """What its tokens cost; None where that is not known."""
        ...

    @property
    def stated_cost_usd(self) -> Decimal | None:
        """What the provider says that it cost."""
        ...

    @property
    def duration_s(self) -> float | None:
        """How long it took."""
        ...

    @property
    def error(self) -> str:
        """Slug of what went wrong."""
        ...


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


def begin(
    database: Database,
    id: str,
    model: Model,
    asker: Asker,
    reserve_usd: Decimal | None,
    limits: tuple[Decimal | None, Decimal | None],
    clock: Clock,
) -> tuple[StoreNotice, ...]:
    """Sets money aside and adds an open call; gives alerts that nobody was told yet.

    Args:
        database: Where.
        id: Of the call.
        model: What is asked.
        asker: On whose behalf.
        reserve_usd: Most that the call can cost; None where the model has no price.
        limits: Of the day and of the run.
        clock: Tells the day.

    Raises:
        RouterError: It would pass a limit (slug ``budget-spent``); nothing was written.
        StoreError: The amount is impossible, or the state cannot be written.
    """
    reserve = None if reserve_usd is None else pico_dollars(reserve_usd)
    process = current_process()
    with database.writing() as connection:
        now = clock.now()
        day, run = day_of(now), asker.run
        held = (
            Limit("day", day, limits[0], "router.daily_limit_usd"),
            Limit("run", run, limits[1], "router.run_limit_usd"),
        )
        alerts = [_checked(connection, each, reserve, iso(now)) for each in held]
        _add(connection, (*_row(id, model, asker, iso(now)), day, reserve, reserve), process)
        found = tuple(each for each in alerts if each is not None)
        connection.executemany(
            "INSERT INTO notices (slug, message, recorded_at) VALUES (?, ?, ?)",
            [(each.slug, safe_text(each.message), iso(now)) for each in found],
        )
    return found


def settle(database: Database, id: str, settled: Settled) -> None:
    """Writes down how an open call ended; one that was taken for lost is settled, too.

    It counts as the larger of its computed and its stated cost. Where neither is known, what was set
    aside stays counted.

    Raises:
        StoreError: It is not there (``call-unknown``), or its numbers are impossible
            (``amount-impossible``): then it stays open, with what was set aside.
    """
    if settled.outcome not in _FINAL:
        raise InternalError(f"a call does not end as {settled.outcome.value!r}")
    usage = settled.usage
    charged = charged_usd(settled.cost_usd, settled.stated_cost_usd)
    values = (
        settled.outcome.value,
        *(_tokens(each) for each in (usage.input, usage.output, usage.cached_input)),
        settled.is_usage_counted,
        None if charged is None else pico_dollars(charged),
        _stated(settled.stated_cost_usd),
        settled.duration_s,
        safe_text(redact(settled.error)),
    )
    with database.writing() as connection:
        _require(connection, id)
        connection.execute(
            "UPDATE model_calls SET outcome = ?, input_tokens = ?, output_tokens = ?,"
            " cached_tokens = ?, usage_counted = ?, cost_pico = coalesce(?, reserve_pico),"
            " stated_cost = ?, duration_s = ?, error = ? WHERE id = ? AND outcome IN ('open', 'lost')",
            (*values, id),
        )


def note_tests(database: Database, id: str, proposed: int, accepted: int) -> None:
    """Writes down what became of the tests in an answer; a later word replaces an earlier one.

    Raises:
        StoreError: The call is not there (slug ``call-unknown``).
    """
    if min(proposed, accepted) < 0:
        raise InternalError(f"no such numbers of tests: {proposed} proposed, {accepted} accepted")
    with database.writing() as connection:
        _require(connection, id)
        connection.execute(
            "UPDATE model_calls SET proposed_tests = ?, accepted_tests = ? WHERE id = ?",
            (proposed, accepted, id),
        )


def calls(database: Database, since: datetime | None) -> tuple[tuple[Call, ...], int]:
    """Calls that began at a moment or later, oldest first, and the number of those that cannot be read."""
    found = _rows(
        database,
        "WHERE started_at >= ? ORDER BY started_at, sequence",
        ("" if since is None else iso(since),),
    )
    read = [_read(each) for each in found]
    good = tuple(each for each in read if each is not None)
    return good, len(read) - len(good)


def unreadable(database: Database) -> int:
    """How many calls cannot be read, of all."""
    return sum(_read(each) is None for each in _rows(database, "", ()))


def _rows(database: Database, rest: str, parameters: tuple[object, ...]) -> list[Any]:
    """Rows of calls; a text that is no text is read too, so that it can be left out."""
    with database.exclusive() as connection:
        usual = connection.text_factory
        connection.text_factory = _any_text
        try:
            query = f"SELECT {_COLUMNS} FROM model_calls {rest}"
            return connection.execute(query, parameters).fetchall()
        finally:
            connection.text_factory = usual


def _any_text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


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


def note_lost(
    database: Database, clock: Clock, alive: Callable[[Process], bool | None] = is_alive
) -> int:
    """Notes open calls whose process is gone as lost; gives their number."""
    if not _open(database):
        return 0
    with database.writing() as connection:
        gone = [(id,) for id, *rest in _open(database) if _is_lost(rest, clock.now(), alive)]
        connection.executemany("UPDATE model_calls SET outcome = 'lost' WHERE id = ?", gone)
    return len(gone)


def _is_lost(row: Sequence[Any], now: datetime, alive: Callable[[Process], bool | None]) -> bool:
    """Whether nobody is left to end a call; so it is where the row does not say whose it is."""
    started_at, pid, started, machine = row
    try:
        since = _moment(started_at)
        process = Process(_whole(pid), _word(started), _word(machine))
    except ValueError:
        return True
    return is_gone(process, since, now, alive)


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


def carry_over(connection: sqlite3.Connection, former: Path) -> None:
    """Adds the calls of a former state: a restored backup must not make money unspent."""
    connection.execute("ATTACH DATABASE ? AS former", (f"{former.resolve().as_uri()}?mode=ro",))
    try:
        if not connection.execute("SELECT EXISTS (SELECT 1 FROM former.model_calls)").fetchone()[0]:
            return
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            f"INSERT INTO model_calls ({_OWN_COLUMNS})"
            f" SELECT {_OWN_COLUMNS} FROM former.model_calls WHERE true ORDER BY sequence"
            f" ON CONFLICT (id) DO UPDATE SET {_NEWER}"
        )
        connection.execute("INSERT OR IGNORE INTO budget_alerts SELECT * FROM former.budget_alerts")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("DETACH DATABASE former")


def _checked(
    connection: sqlite3.Connection, limit: Limit, reserve: int | None, now: str
) -> StoreNotice | None:
    """Refuses what would pass a limit; gives an alert where one is due."""
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


def _row(id: str, model: Model, asker: Asker, started_at: str) -> tuple[Any, ...]:
    price = model.price
    return (
        id,
        *(safe_text(each) for each in (model.id, model.provider)),
        *(safe_text(each) for each in (asker.run, asker.agent, asker.subject)),
        asker.kind.value,
        started_at,
        CallOutcome.OPEN.value,
        None if price is None else str(price.input_usd),
        None if price is None else str(price.output_usd),
        None if price is None or price.cached_input_usd is None else str(price.cached_input_usd),
    )


def _add(connection: sqlite3.Connection, row: Sequence[Any], process: Process) -> None:
    connection.execute(
        "INSERT INTO model_calls (id, model, provider, run, agent, subject, kind, started_at, outcome,"
        " price_input, price_output, price_cached, day, reserve_pico, cost_pico, pid, process_started,"
        " machine) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, process.pid, process.started, process.machine),
    )


def _require(connection: sqlite3.Connection, id: str) -> None:
    if connection.execute("SELECT 1 FROM model_calls WHERE id = ?", (id,)).fetchone() is None:
        raise StoreError(
            f"the call {id!r} is not in this state, which was replaced meanwhile",
            hint="What it cost is in the state that was there; `aqe state check` names it.",
            slug="call-unknown",
        )


def _open(database: Database) -> list[Any]:
    return database.rows(
        "SELECT id, started_at, pid, process_started, machine FROM model_calls"
        " WHERE outcome = 'open' ORDER BY sequence"
    )


def _tokens(count: int) -> int:
    if count > _LARGEST:
        raise StoreError(
            f"{str(count)[:40]!r} tokens cannot be what a call takes",
            hint="Look at what the provider told.",
            slug="amount-impossible",
        )
    return count


def _stated(usd: Decimal | None) -> str | None:
    """What a provider says, where it is an amount at all."""
    return None if usd is None or not usd.is_finite() or len(str(usd)) > 60 else str(usd)


def _read(row: Any) -> Call | None:
    """A call; None where a column does not hold what belongs there: a disk or a person changed it."""
    try:
        return _call(row)
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return None


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
