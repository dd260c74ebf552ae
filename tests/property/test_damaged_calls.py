"""Whatever stands in a column of the ledger, commands end as they say, and never with a bug of ours."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from call_builders import PRICED, Settling
from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.bootstrap import compose
from aqe.domain.conversation import Asker, CallOutcome, FinishReason, ModelReply
from aqe.domain.model import TokenUsage
from aqe.errors import AqeError, InternalError
from aqe.operations.cost import CostDashboardRequest, cost_dashboard
from aqe.operations.models import RouterModelsRequest, list_models
from aqe.operations.route import RouterExplainRequest, explain_route
from aqe.operations.router import RouterStatusRequest, router_status
from aqe.operations.services import Services
from aqe.store import Store
from aqe.store.replies import ReplyCache, _digest
from aqe.store.seal import Seal
from aqe.testing import ManualClock

NOW = datetime(2030, 1, 2, 12, tzinfo=UTC)
TABLES = {
    "model_calls": (
        *("id", "model", "provider", "run", "agent", "subject", "kind", "started_at", "day"),
        *("outcome", "input_tokens", "output_tokens", "cached_tokens", "usage_counted"),
        *("price_input", "price_output", "price_cached", "reserve_pico", "cost_pico"),
        *("stated_cost", "duration_s", "error", "proposed_tests", "accepted_tests", "pid"),
        *("process_started", "machine"),
    ),
    "budget_use": ("scope", "name", "dollars", "pico"),
    "budget_alerts": ("scope", "name", "told_at"),
}
COLUMNS = [(table, column) for table, columns in TABLES.items() for column in columns]
JUNK = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "x",
                "0",
                "-1",
                "1e999999",
                "NaN",
                "Infinity",
                "1" * 90,
                "\x00",
                "2030-01-02",
                "é",
            ),
            *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00", "2030-01-02T00:00:00"),
            *("2030-99-99T00:00:00+00:00", "answered", "open", "lost", "targeted-tests"),
            *(b"", b"\xff\xfe", b"\xed\xa0\x80", 0, 1, -1, 2**63 - 1, -(2**63), 1.5, -0.5, 1e308),
            *(float("inf"), float("-inf"), None),
        ]
    ),
    st.text(max_size=12),
    st.binary(max_size=12),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
)
COMMANDS: dict[str, Callable[[Services], object]] = {
    "cost dashboard": lambda services: cost_dashboard(
        CostDashboardRequest(days=36_500, compare="baseline"), services
    ),
    "router status": lambda services: router_status(RouterStatusRequest(), services),
    "router explain": lambda services: explain_route(
        RouterExplainRequest(Path("shop.py")), services
    ),
    "router models": lambda services: list_models(RouterModelsRequest(text="haiku"), services),
    "state check": lambda services: services.store.check(),
    "a new call": lambda services: _call(services.store, CallOutcome.ANSWERED),
}


def _call(store: Store, outcome: CallOutcome) -> None:
    id = store.begin_call(
        PRICED,
        Asker("run-1", "agent", "shop"),
        Decimal("0.01"),
        daily_limit_usd=Decimal(100),
        run_limit_usd=Decimal(100),
    )
    if outcome is not CallOutcome.OPEN:
        store.settle_call(id, Settling(outcome, TokenUsage(1000, 100), cost_usd=Decimal("0.004")))
        store.note_tests(id, proposed=3, accepted=2)


@contextlib.contextmanager
def _damaged(junk: dict[tuple[str, str], object]) -> Iterator[Path]:
    """A project in whose ledger columns hold junk, in tables that no longer refuse it.

    Each column of a call is spoiled in a call of its own; there are three sound calls beside these.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "pyproject.toml").write_text("")
        (root / "shop.py").write_text("def price(a):\n    return a + 1\n")
        outcomes = [CallOutcome.ANSWERED, CallOutcome.FAILED, CallOutcome.OPEN]
        with Store.open(root, clock=ManualClock(NOW)) as store:
            for number in range(len(COLUMNS)):
                _call(store, outcomes[number % 3])
        with closing(sqlite3.connect(store.path)) as connection, connection:
            connection.execute("PRAGMA writable_schema = ON")
            for name in TABLES:
                query = "SELECT sql FROM sqlite_schema WHERE name = ?"
                (sql,) = connection.execute(query, (name,)).fetchone()
                statement = "UPDATE sqlite_schema SET sql = ? WHERE name = ?"
                connection.execute(statement, (_loose(sql), name))
        with closing(sqlite3.connect(store.path)) as connection, connection:
            for number, (table, column) in enumerate(COLUMNS, 1):
                if (table, column) not in junk:
                    continue
                value = junk[table, column]
                where = f"sequence = {number}" if table == "model_calls" else "scope = 'run'"
                # What is unique, or part of a key, may refuse it.
                with contextlib.suppress(sqlite3.Error):
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value,))
        yield root


def _loose(sql: str) -> str:
    """The statement of a table without what refuses values; its columns stay where they are."""
    lines = []
    for line in re.sub(r" CHECK \((?:[^()]|\([^()]*\))*\)", "", sql).splitlines():
        if "PRIMARY KEY" not in line:
            plain = line.replace(" NOT NULL", "")
            line = re.sub(r"^(\s+\w+) (?:TEXT|INTEGER|REAL)\b", r"\1", plain)
        lines.append(line)
    return "\n".join(lines)


def _work(root: Path) -> list[str]:
    """What every command told, none of which failed by a bug of ours."""
    told: list[str] = []
    clock = ManualClock(NOW + timedelta(minutes=5))
    with compose(root, {}, clock=clock, notice=told.append) as services:
        for command in COMMANDS.values():
            try:
                command(services)
            except InternalError:
                raise
            except AqeError as error:
                told.append(f"{error.slug}: {error.message} {error.hint or 'NO HINT'}")
    assert not any("NO HINT" in each for each in told), told
    return told


@settings(max_examples=12)
@given(junk=st.fixed_dictionaries(dict.fromkeys(COLUMNS, JUNK)))
def test_no_value_of_a_column_is_a_bug(junk: dict[tuple[str, str], object]) -> None:
    with _damaged(junk) as root:
        _work(root)


@pytest.mark.nightly
@pytest.mark.parametrize("place", COLUMNS, ids=str)
@settings(max_examples=25)
@given(junk=JUNK)
def test_no_value_of_one_column_is_a_bug(place: tuple[str, str], junk: object) -> None:
    with _damaged({place: junk}) as root:
        _work(root)


def test_junk_arrives_and_is_told() -> None:
    junk: dict[tuple[str, str], object] = {
        each: b"\xff\xfe" for each in COLUMNS if each[0] == "model_calls"
    }
    with _damaged(junk) as root:
        told = _work(root)
    unreadable = [each for each in told if "recorded calls of models cannot be read" in each]
    # Of the columns of a process nothing is told later on; the rest of their rows is sound.
    hidden = {"reserve_pico", "pid", "process_started", "machine", "day", "usage_counted"}
    assert unreadable == [
        (
            f"{len(TABLES['model_calls']) - len(hidden)} recorded calls of models cannot be read, and"
            " are left out. Something else wrote into the database; `aqe state check` says more"
        )
    ]


def test_a_total_that_is_no_amount_stops_what_costs_money() -> None:
    with _damaged({("budget_use", "dollars"): "x"}) as root:
        assert any(each.startswith("budget-damaged") for each in _work(root))


def test_a_damaged_moment_is_counted_and_the_rest_is_told() -> None:
    with _damaged({("model_calls", "started_at"): "2030-99-99T00:00:00+00:00"}) as root:
        told: list[str] = []
        with compose(root, {}, clock=ManualClock(NOW), notice=told.append) as services:
            figures = cost_dashboard(CostDashboardRequest(days=36_500), services).figures
            assert figures.calls == len(COLUMNS) - 1
            health = services.store.check()
        assert any(each.startswith("1 recorded calls of models cannot be read") for each in told)
        assert "1 calls of models cannot be read" in health.problems


REPLY = ModelReply(
    text="an answer",
    model="a/b",
    usage=TokenUsage(3, 2),
    finish=FinishReason.STOP,
    cost_usd=Decimal("0.01"),
    is_usage_counted=True,
    duration_s=1.5,
)
FIELDS = (
    *("version", "prompt", "choice", "asked_at", "model", "text", "usage", "finish", "cost_usd"),
    *("is_usage_counted", "duration_s", "digest", "seal"),
)


@pytest.mark.parametrize("field", FIELDS)
@settings(max_examples=15)
@given(
    junk=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=5,
    )
)
def test_no_value_in_a_kept_answer_is_a_bug(field: str, junk: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        ReplyCache(state, seal=Seal(state / "user")).keep("digest", "auto", REPLY, NOW)
        (path,) = (state / "replies").glob("*/*.json")
        data = {**json.loads(path.read_text("utf-8")), field: junk}
        if field not in ("digest", "seal"):
            data["digest"] = _digest(data)
        path.write_text(json.dumps(data), "utf-8")
        for seal in (None, Seal(state / "user"), Seal(None)):
            found = ReplyCache(state, seal=seal).find("digest", "auto")
            if found is not None and seal is not None:
                assert data[field] == json.loads(path.read_text("utf-8"))[field]
                assert found.reply == REPLY
