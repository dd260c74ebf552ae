"""However a refresh ends, the list of models is the old one or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .conftest import SOURCE, Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

OLD = b'{"data": [{"id": "old", "pricing": {"prompt": "0.000001", "completion": "0.000002"}}]}'
NEW = OLD.replace(b'"old"', b'"new"')
DIES = """\
import os, signal, sys

def die(event, arguments):
    if event == {event!r} and "openrouter.json" in str(arguments) and {sign!r} in str(arguments):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
from aqe.cli.app import main
sys.exit(main(["router", "refresh", "--yes"]))
"""


class Lists:
    """A server whose list comes whole, or stops half-way until the test goes on."""

    def __init__(self) -> None:
        self.body = OLD
        self.is_whole = True
        self.halfway = threading.Event()
        self.go_on = threading.Event()


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lists]:
    found = Lists()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Tests want a quiet server."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            middle = len(found.body) if found.is_whole else len(found.body) // 2
            self.wfile.write(found.body[:middle])
            if not found.is_whole:
                found.halfway.set()
                found.go_on.wait(60)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("OPENROUTER_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/v1")
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-" + "ab" * 32)
    yield found
    found.go_on.set()
    server.shutdown()
    server.server_close()


def known(aqe: Run) -> set[str]:
    """Which of the two lists is used; nothing else may be told."""
    found = set()
    for name in ("old", "new"):
        ended = aqe("router", "models", f"openrouter/{name}", "--json")
        assert "is no list of models" not in ended.errors
        if any(each["id"] == f"openrouter/{name}" for each in ended.json()["result"]["models"]):
            found.add(name)
    return found


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_a_refresh_that_is_broken_off_leaves_the_old_list(
    number: signal.Signals, code: int, aqe: Run, project: Path, lists: Lists
) -> None:
    assert aqe("router", "refresh", "--yes").code == 0
    lists.body, lists.is_whole = NEW, False
    running = started("-m", "aqe", "router", "refresh", "--yes")
    assert lists.halfway.wait(60)
    running.send_signal(number)
    _, errors = running.communicate(timeout=120)
    assert running.returncode == code, errors
    assert "Traceback" not in errors
    assert known(aqe) == {"old"}


@pytest.mark.parametrize(("event", "sign"), [("open", ".part"), ("os.rename", ".part")])
def test_a_refresh_that_dies_while_it_writes_leaves_the_old_list(
    event: str, sign: str, aqe: Run, project: Path, lists: Lists
) -> None:
    assert aqe("router", "refresh", "--yes").code == 0
    lists.body = NEW
    running = started("-c", DIES.format(event=event, sign=sign))
    running.communicate(timeout=120)
    assert running.returncode == -signal.SIGKILL
    assert known(aqe) == {"old"}
    assert aqe("router", "refresh", "--yes").code == 0
    assert known(aqe) == {"new"}
