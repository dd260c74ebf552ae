"""`aqe data`, as somebody types it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aqe.cli.app import main

SOURCE = Path(__file__).resolve().parents[2] / "src"
SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "mail": {"format": "email", "type": "string"},
    },
    "required": ["id", "mail"],
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "user.json").write_text(json.dumps(SCHEMA))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["data", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_from_a_database_to_records_that_are_valid_and_anonymous(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect("shop.db")) as database:
        database.executescript(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, mail TEXT NOT NULL);"
            "CREATE TABLE o (id INTEGER PRIMARY KEY, c INTEGER NOT NULL REFERENCES c);"
        )
    assert main(["data", "introspect", "shop.db", "--out", "model.json"]) == 0
    assert "c -> c(id)" in capsys.readouterr().out
    code = main(
        "data generate --schema model.json --count 50 --format csv --out made --check".split()
    )
    assert code == 0
    assert "all valid" in capsys.readouterr().out
    assert main("data validate made/c.csv --schema model.json --table c".split()) == 0
    assert "50 records, all valid" in capsys.readouterr().out
    assert main("data anonymize made/c.csv safe.csv --report r.json".split()) == 0
    page = capsys.readouterr().out
    assert "50 rows written" in page
    assert "key made" in page
    before, after = Path("made/c.csv").read_text(), Path("safe.csv").read_text()
    assert before.splitlines()[0] == after.splitlines()[0]
    assert before.splitlines()[1:] != after.splitlines()[1:]


def test_records_are_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "generate", "--schema", "user.json", "--count", "3"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(each) for each in records] == [{"id", "mail"}] * 3


def test_what_is_invalid_is_a_finding_with_line_and_pointer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("a.ndjson").write_text('{"id": 1, "mail": "a@b.de"}\n{"id": 0, "mail": "x"}\n')
    assert main(["data", "validate", "a.ndjson", "--schema", "user.json"]) == 1
    page = capsys.readouterr().out
    assert "a.ndjson:2: /id: " in page
    assert "a.ndjson:2: /mail: " in page
    assert "1 of 2 records invalid" in page
    code, document = told(capsys, "validate", "a.ndjson", "--schema", "user.json")
    assert (code, document["status"], document["result"]["invalid"]) == (1, "findings", 1)


def test_a_document_is_judged_by_its_own_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "validate", "user.json", "--document"]) == 0
    Path("bad.json").write_text('{"type": "strange"}')
    assert main(["data", "validate", "bad.json", "--document"]) == 1
    assert "bad.json: /type: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "slug"),
    [
        ("introspect gone.db", 2, "path-not-found"),
        ("introspect mysql://x/y", 2, "data-source"),
        ("generate --schema gone.json", 2, "path-not-found"),
        ("generate --source gone.py", 2, "path-not-found"),
        ("generate --source mysql://x/y", 2, "data-source"),
        ("validate gone.ndjson --schema user.json", 2, "path-not-found"),
        ("validate user.json --schema gone.json", 2, "path-not-found"),
        ("validate gone.json --document", 2, "path-not-found"),
        ("generate", 2, "data-source"),
        ("generate --schema user.json --table gone", 2, "data-table"),
        ("generate --schema user.json --format parquet", 2, "data-needs-out"),
        ("generate --schema user.json --rows user", 2, "usage"),
        ("generate --schema user.json --rows user=-1", 2, "usage"),
        ("validate user.json", 2, "data-source"),
        ("anonymize gone.csv out.csv", 2, "path-not-found"),
        ("anonymize user.json out.json --column gone=keep", 3, "anonymising-refused"),
        ("anonymize user.json out.json --column id=blur", 2, "usage"),
        ("anonymize user.json user.json", 3, "anonymising-refused"),
    ],
)
def test_what_cannot_be_done_says_why(
    arguments: str, code: int, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, document = told(capsys, *arguments.split())
    assert (found, document["error"]["slug"]) == (code, slug)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_leaves_no_half_file(project: Path, times: int) -> None:
    (project / "out.ndjson").write_text("old")
    command = "data generate --schema user.json --count 9000000000 --out out.ndjson".split()
    process = subprocess.Popen(
        [sys.executable, "-m", "aqe", *command],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
    )
    try:
        deadline = time.monotonic() + 60
        while not any(each.stat().st_size for each in project.glob(".out.ndjson.*.part")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        for _ in range(times):
            process.send_signal(signal.SIGINT)
            time.sleep(0.05)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.communicate()
    assert (project / "out.ndjson").read_text() == "old"
    assert list(project.glob(".out.ndjson.*")) == []
