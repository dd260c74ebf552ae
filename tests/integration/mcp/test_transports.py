"""A real server process, spoken to by the SDK's client over both carriers."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp_client import converse, serving, until

SERVER = Path(__file__).with_name("show_server.py")
SOURCES = str(Path(__file__).resolve().parents[3] / "src")


def environment() -> dict[str, str]:
    return dict(os.environ) | {"PYTHONPATH": SOURCES}


@pytest.fixture
def stdio(tmp_path: Path) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=[str(SERVER), "stdio"],
        env=environment(),
        cwd=tmp_path,
    )


@pytest.fixture
def http(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, str(SERVER), "http"]
    with serving(command, environment(), tmp_path, is_silent=False) as address:
        yield address


@pytest.fixture(params=["stdio", "http"])
def place(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def test_whatever_is_printed_the_protocol_stays_clean(place: Any) -> None:
    async def conversation(client: Client) -> Any:
        listing = await client.list_tools()
        results = [await client.call_tool("show", {"act": f"act {n}"}) for n in range(3)]
        return listing, results

    listing, results = converse(place, conversation)
    assert [tool.name for tool in listing.tools] == ["show"]
    assert [each.structured_content["result"]["act"] for each in results] == [
        "act 0",
        "act 1",
        "act 2",
    ]


HELLO = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    '"capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\n'
    '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'
)
CALL = '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"show","arguments":%s}}\n'


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, str(SERVER), "stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=tmp_path,
    ) as started:
        yield started
        started.kill()


def test_standard_output_holds_messages_of_the_protocol_only(process: Any) -> None:
    process.stdin.write(HELLO + CALL % "{}")
    process.stdin.flush()
    first, second = process.stdout.readline(), process.stdout.readline()
    rest, errors = process.communicate(timeout=60)
    assert '"id":1' in first
    assert '"id":2' in second
    assert "forged" not in first + second + rest
    assert rest == ""
    assert "printed by Python" in errors
    assert "printed by a child" in errors


@pytest.mark.parametrize("leave", ["end of input", "SIGTERM"])
def test_a_client_that_leaves_ends_the_work(process: Any, leave: str, tmp_path: Path) -> None:
    marker = tmp_path / "marker.pid"
    process.stdin.write(HELLO + CALL % f'{{"act":"wait","marker":"{marker}"}}')
    process.stdin.flush()
    anyio.run(until, marker.exists)
    if leave == "SIGTERM":
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
    process.communicate(timeout=60)
    assert marker.with_suffix(".stopped").exists()


def test_a_cancelled_request_ends_the_processes_of_the_work(place: Any, tmp_path: Path) -> None:
    marker = tmp_path / "marker.pid"

    async def conversation(client: Client) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "show", {"act": "wait", "marker": str(marker)})
            await until(marker.exists)
            tasks.cancel_scope.cancel()
        await until(marker.with_suffix(".stopped").exists)
        again = await client.call_tool("show", {"act": "again"})
        assert again.structured_content["result"]["act"] == "again"

    converse(place, conversation)
    pid = int(marker.read_text(encoding="utf-8"))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.slow
def test_a_server_that_is_stopped_ends_the_work_and_shows_no_trace(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, str(SERVER), "http"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=tmp_path,
    )
    assert server.stderr is not None
    found = re.search(r"serving on (http://127\.0\.0\.1:\d+/mcp)", server.stderr.readline())
    assert found
    marker = tmp_path / "marker.pid"

    async def main() -> None:
        async with Client(found[1]) as client, anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "show", {"act": "wait", "marker": str(marker)})
            await until(marker.exists)
            server.terminate()

    with contextlib.suppress(BaseExceptionGroup):  # the client loses its server
        anyio.run(main)
    _, errors = server.communicate(timeout=60)

    assert server.returncode == 128 + signal.SIGTERM
    assert marker.with_suffix(".stopped").exists(), "the work was told to stop, and did"
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_requests_of_web_pages_are_refused(http: str, headers: dict[str, str], status: int) -> None:
    request = urllib.request.Request(
        http,
        data=b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }
        | headers,
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    refused.value.close()
    assert refused.value.code == status
