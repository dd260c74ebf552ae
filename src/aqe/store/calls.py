"""Calls of language models in the database, from the money set aside for one to what became of it.

Money is set aside before a call and settled after it, both in one transaction of the database, so that
any number of processes together keep to a limit. What was set aside by a process that died stays
counted: nobody knows what its call cost. What rows say is read in `call_rows`; limits stand in `spending`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from aqe.domain.conversation import Asker, Call, CallOutcome, charged_usd
from aqe.domain.model import Model, TokenUsage
from aqe.errors import InternalError, StoreError
from aqe.store.call_rows import CALL_COLUMNS, call_of, start_of
from aqe.store.database import Database
from aqe.store.money import pico_dollars
from aqe.store.opening import StoreNotice
from aqe.store.processes import Process, current_process, is_alive, is_gone
from aqe.store.rows import safe_text
from aqe.store.spending import Limit, day_of, held_to
from aqe.telemetry.clock import Clock, iso
from aqe.telemetry.redaction import redact

__all__ = [
    "Settled",
    "begin",
    "calls",
    "carry_over",
    "note_lost",
    "note_tests",
    "settle",
    "unreadable",
]

_FINAL = frozenset({CallOutcome.ANSWERED, CallOutcome.FAILED, CallOutcome.CANCELLED})
_LARGEST = 2**63 - 1
_OWN_COLUMNS = f"{CALL_COLUMNS}, day, reserve_pico, pid, process_started, machine"
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
        alerts = [held_to(connection, each, reserve, iso(now)) for each in held]
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
    read = [call_of(each) for each in found]
    good = tuple(each for each in read if each is not None)
    return good, len(read) - len(good)


def unreadable(database: Database) -> int:
    """How many calls cannot be read, of all."""
    return sum(call_of(each) is None for each in _rows(database, "", ()))


def _rows(database: Database, rest: str, parameters: tuple[object, ...]) -> list[Any]:
    """Rows of calls; a text that is no text is read too, so that it can be left out."""
    with database.exclusive() as connection:
        usual = connection.text_factory
        connection.text_factory = _any_text
        try:
            query = f"SELECT {CALL_COLUMNS} FROM model_calls {rest}"
            return connection.execute(query, parameters).fetchall()
        finally:
            connection.text_factory = usual


def _any_text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


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
    try:
        since, process = start_of(row)
    except ValueError:
        return True
    return is_gone(process, since, now, alive)


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
