"""The protocol server, spoken to by the SDK's client in memory, in both eras of the protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import anyio
import pytest
from mcp.client import Client

from aqe.mcp.server import build_server

Mode = Literal["legacy", "auto"]


@pytest.fixture(params=["legacy", "auto"])
def talk(
    request: pytest.FixtureRequest, tools: Any, performer: Any, tmp_path: Path
) -> Callable[[Callable[[Client], Awaitable[Any]]], Any]:
    """Run a conversation with a server for `tmp_path`."""

    def run(conversation: Callable[[Client], Awaitable[Any]]) -> Any:
        async def main() -> Any:
            server = build_server(tools, root=tmp_path, perform=performer)
            with anyio.fail_after(30):
                async with Client(server, mode=request.param) as client:
                    return await conversation(client)

        return anyio.run(main)

    return run


def test_lists_the_tools_with_schemas(talk: Any) -> None:
    listing = talk(lambda client: client.list_tools())
    (tool,) = listing.tools
    assert tool.name == "show"
    assert tool.description == "Shows what it is told."
    assert tool.input_schema["properties"]["paths"]["description"] == "Files to look at."
    assert tool.output_schema["properties"]["operation"] == {"const": "show"}
    assert set(tool.output_schema["properties"]["result"]["properties"]) == {
        "status",
        "paths",
        "measure",
    }
    assert tool.annotations.read_only_hint is True


def test_a_result_is_structured_and_fits_its_schema(talk: Any) -> None:
    async def conversation(client: Client) -> Any:
        await client.list_tools()  # so that the client checks the result against the schema
        return await client.call_tool("show", {"paths": ["src/a.py"]})

    result = talk(conversation)
    assert not result.is_error
    assert result.structured_content["status"] == "ok"
    assert result.structured_content["schema_version"] >= 1
    assert result.structured_content["result"]["paths"] == ["src/a.py"]
    assert result.structured_content["result"]["measure"]["runs"] == ["run-1"]
    assert '"status": "ok"' in result.content[0].text


@pytest.mark.parametrize(
    ("arguments", "slug", "part"),
    [
        ({"act": "fail"}, "no-module", "no such module"),
        ({"act": "bug"}, "internal", "ZeroDivisionError: a bug"),
        ({"paths": "x"}, "bad-argument", "expected a list"),
        ({"colour": 1}, "bad-argument", "unknown argument 'colour'"),
        ({"paths": ["../elsewhere"]}, "outside-project", "outside the project"),
    ],
)
def test_errors_are_tool_errors_with_their_slug(
    talk: Any, arguments: dict[str, Any], slug: str, part: str
) -> None:
    result = talk(lambda client: client.call_tool("show", arguments))
    assert result.is_error
    assert part in result.content[0].text
    assert f"[{slug}]" in result.content[0].text
    assert result.structured_content["error"]["slug"] == slug


def test_an_unknown_tool_is_an_error_that_names_the_known_ones(talk: Any) -> None:
    result = talk(lambda client: client.call_tool("hide", {}))
    assert result.is_error
    assert result.structured_content["error"]["hint"] == "known: show"


def test_progress_reaches_the_client_and_grows(talk: Any) -> None:
    seen: list[tuple[float, str | None]] = []

    async def conversation(client: Client) -> None:
        async def progress(value: float, total: float | None, message: str | None) -> None:
            seen.append((value, message))

        await client.call_tool("show", {"act": "progress"}, progress_callback=progress)

    talk(conversation)
    assert seen == [
        (1.0, "shop.cart: search, 3 tests, about 25% of the goals reached"),
        (2.0, "shop.cart: verify, 1 of 2, 4 tests, 50% of the mutants killed"),
    ]


def test_a_cancelled_call_stops_the_work(talk: Any, performer: Any) -> None:
    async def conversation(client: Client) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "show", {"act": "wait"})
            await anyio.to_thread.run_sync(performer.started.wait, 20)
            tasks.cancel_scope.cancel()
        await anyio.to_thread.run_sync(performer.stopped.wait, 20)
        result = await client.call_tool("show", {})
        assert not result.is_error, "the server goes on"

    talk(conversation)
    assert performer.stopped.is_set()
