"""A project that brings a state of its own along: what others wrote there is told, and believed by nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tiny_model import build_tiny_model

from aqe.testing import ModelServer, ServedModel

from .conftest import Run

STUCK = Path(__file__).resolve().parents[1] / "subjects" / "stuck"
ANSWER = (STUCK / "vouchers.md").read_text("utf-8")
GENERATE = ("test", "generate", "vouchers.py", "--executions", "300", "--no-mutants", "--seed", "1")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    def script(asked: object) -> str:
        return "ready" if "one word" in str(asked) else ANSWER

    with ModelServer(script, models=[ServedModel("*"), ServedModel("small")]) as found:
        for name, value in found.environ.items():
            if name.startswith("OPENROUTER"):
                monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Makes another user of the one that runs the commands."""

    def change(name: str) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / name))

    change("ann")
    return change


@pytest.mark.usefixtures("server")
def test_lists_of_others_change_no_price(
    aqe: Run, become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert aqe("router", "refresh", "--yes").code == 0
    own = aqe("router", "models", "openrouter/small", "--json")
    assert (own.errors, len(own.json()["result"]["models"])) == ("", 1)
    become("bob")
    foreign = aqe("router", "models", "openrouter/small", "--json")
    assert (
        "'openrouter.json' is no list of models (it was not written by this user" in foreign.errors
    )
    assert "aqe router refresh" in foreign.errors
    assert foreign.code == 3
    monkeypatch.setenv("AQE_TRUST_STATE", "lists")
    assert aqe("router", "models", "openrouter/small").errors == ""
    monkeypatch.delenv("AQE_TRUST_STATE")
    assert aqe("router", "refresh", "--yes").code == 0
    assert aqe("router", "models", "openrouter/small").errors == ""


def test_a_changed_list_is_a_list_of_others(aqe: Run, project: Path, server: ModelServer) -> None:
    assert aqe("router", "refresh", "--yes").code == 0
    kept = project / ".agentic-qe" / "models" / "openrouter.json"
    kept.write_text(kept.read_text("utf-8").replace('"input_usd": "', '"input_usd": "0'), "utf-8")
    assert "was not written by this user" in aqe("router", "models").errors


def test_answers_of_others_are_replayed_only_when_the_user_says_so(
    aqe: Run,
    project: Path,
    server: ModelServer,
    become: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (project / "vouchers.py").write_text((STUCK / "vouchers.py").read_text("utf-8"))
    assert aqe(*GENERATE, "--model", "auto").code == 0
    asked = len(server.exchanges)
    become("bob")
    ended = aqe(*GENERATE, "--replay", "--force")
    assert "were not kept by this user on this machine" in ended.errors
    assert "AQE_TRUST_STATE=replies" in ended.errors
    assert "no earlier run asked this" in ended.output + ended.errors
    monkeypatch.setenv("AQE_TRUST_STATE", "replies")
    ended = aqe(*GENERATE, "--replay", "--force", "--json")
    assert "were not kept" not in ended.errors
    subject = ended.json()["result"]["subjects"][0]
    reached = {each["name"]: each["value"] for each in subject["measures"]}
    assert reached["line_branch_coverage"] == 1.0
    assert len(server.exchanges) == asked


def test_records_of_models_of_others_lead_nowhere(
    aqe: Run, project: Path, tmp_path: Path, become: Callable[[str], None]
) -> None:
    directory = build_tiny_model(tmp_path / "models" / "tiny")
    assert aqe("router", "install-local", str(directory), "--name", "tiny").code == 0
    assert aqe("router", "models", "local/tiny").code == 0
    become("bob")
    ended = aqe("router", "models", "local/tiny")
    assert ended.code == 3
    assert "'tiny.toml' of a local model was not written by this user" in ended.errors
    assert "no model is installed" in aqe("router", "status").output
    assert aqe("router", "test", "local/tiny").code == 2
    assert aqe("router", "install-local", str(directory), "--name", "tiny").code == 0
    assert (ended := aqe("router", "models", "local/tiny")).code == 0
    assert ended.errors == ""


def test_junk_instead_of_a_record_stops_nothing(aqe: Run, project: Path) -> None:
    folder = project / ".agentic-qe" / "models" / "local"
    folder.mkdir(parents=True)
    (folder / "junk.toml").write_bytes(b"[[[[\x80")
    ended = aqe("router", "models")
    assert ended.code == 0
    assert "junk.toml" in ended.errors


def _plant(project: Path, model: str, accepted: int) -> None:
    now = datetime.now(UTC) - timedelta(hours=2)
    with closing(sqlite3.connect(project / ".agentic-qe" / "aqe.db")) as connection, connection:
        for number in range(40):
            connection.execute(
                "INSERT INTO model_calls (id, model, provider, run, agent, subject, kind, started_at, day,"
                " outcome, input_tokens, output_tokens, cost_pico, duration_s, proposed_tests,"
                " accepted_tests, pid, process_started, machine)"
                " VALUES (?, ?, 'openrouter', 'r', '', '', 'targeted-tests', ?, ?, 'answered', 900, 900,"
                " 1000000, 1.0, 10, ?, 1, '', '')",
                (f"planted-{number}", model, now.isoformat(), now.date().isoformat(), accepted),
            )


@pytest.mark.usefixtures("server")
def test_calls_of_others_do_not_measure_models(
    aqe: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert aqe("router", "test").code == 0
    (project / "shop.py").write_text("def price(a):\n    return a + 1\n")
    explain = ("router", "explain", "shop.py", "--json")
    before = aqe(*explain).json()["result"]["route"]["models"]
    _plant(project, before[0]["id"], accepted=0)
    ended = aqe(*explain)
    assert "40 recorded calls of models were not made by this user on this machine" in ended.errors
    assert ended.json()["result"]["route"]["models"] == before
    monkeypatch.setenv("AQE_TRUST_STATE", "calls")
    ended = aqe(*explain)
    assert ended.errors == ""
    after = ended.json()["result"]["route"]["models"]
    assert after[0]["id"] != before[0]["id"], "nobody asks a model none of whose tests is accepted"


@pytest.mark.usefixtures("server")
def test_own_calls_measure_models(aqe: Run, project: Path) -> None:
    for _ in range(3):
        assert aqe("router", "test").code == 0
    assert "not made by this user" not in aqe("router", "explain", "shop.py").errors


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER free AFTER INSERT ON model_calls BEGIN UPDATE budget_use SET dollars = 0; END",
        "DROP TRIGGER model_call_added",
        "CREATE VIEW spent AS SELECT * FROM budget_use",
    ],
)
def test_a_database_that_works_by_itself_is_set_aside(
    statement: str, aqe: Run, project: Path
) -> None:
    aqe("state", "check")
    with closing(sqlite3.connect(project / ".agentic-qe" / "aqe.db")) as connection, connection:
        connection.execute(statement)
    ended = aqe("cost", "dashboard")
    assert "the database was damaged" in ended.errors
    assert list((project / ".agentic-qe").glob("aqe.db.damaged-*"))
    assert "damaged" not in aqe("cost", "dashboard").errors


@pytest.mark.usefixtures("server")
def test_a_total_that_cannot_be_is_told(aqe: Run, project: Path) -> None:
    assert aqe("router", "test").code == 0
    with closing(sqlite3.connect(project / ".agentic-qe" / "aqe.db")) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (dollars >= 0)', '')"
            " WHERE name = 'budget_use'"
        )
    with closing(sqlite3.connect(project / ".agentic-qe" / "aqe.db")) as connection, connection:
        connection.execute("UPDATE budget_use SET dollars = -1000 WHERE scope = 'day'")
    ended = aqe("router", "test")
    assert ended.code == 3
    assert "budget-damaged" in ended.errors
    assert "where money that was spent" in ended.errors
    assert "is not the sum of its calls" in aqe("state", "check").output
