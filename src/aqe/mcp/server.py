"""The protocol server: lists the tools and turns calls into operations and errors into tool errors."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server

from aqe import __version__
from aqe.errors import AqeError, InternalError, UsageError
from aqe.mcp.calls import run_cancellable
from aqe.mcp.tools import Perform, Tool, call_tool
from aqe.operations.serialise import error_object

__all__ = ["SIMULTANEOUS_CALLS", "build_server"]

SIMULTANEOUS_CALLS = 2
"""Further calls wait: each may start processes of its own."""

_INSTRUCTIONS = (
    "Writes, runs and judges tests of the project that this server was started in. Every figure comes "
    "from a recorded run; null means that nobody measured it, and an inconclusive verdict is no pass. "
    "Paths are relative to the project root and must stay inside it."
)
_log = logging.getLogger(__name__)


def build_server(tools: Mapping[str, Tool], *, root: Path, perform: Perform) -> Server[Any]:
    """A protocol server for one project.

    Args:
        tools: What it offers, by name.
        root: The project root, out of which no path of a request may lead.
        perform: Performs an operation.
    """
    limiter = anyio.CapacityLimiter(SIMULTANEOUS_CALLS)
    listing = types.ListToolsResult(tools=[_listed(tool) for tool in tools.values()])

    async def list_tools(
        context: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return listing

    async def call(
        context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            return _refused(_unknown(params.name, tools))
        try:
            document = await run_cancellable(
                lambda progress, cancelled: call_tool(
                    tool,
                    params.arguments or {},
                    root=root,
                    perform=perform,
                    progress=progress,
                    cancelled=cancelled,
                ),
                context.session.report_progress,
                limiter,
            )
        except Exception as error:
            return _refused(error)
        return _answer(document)

    return Server(
        "aqe",
        version=__version__,
        title="aqe",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call,
    )


def _listed(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=dict(tool.input_schema),
        output_schema=dict(tool.output_schema),
        annotations=types.ToolAnnotations(
            read_only_hint=not (tool.operation.changes or tool.operation.writes),
            destructive_hint=tool.operation.writes,
            open_world_hint=False,
        ),
    )


def _answer(document: dict[str, Any]) -> types.CallToolResult:
    text = json.dumps(document, ensure_ascii=False)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=document
    )


def _unknown(name: str, tools: Mapping[str, Tool]) -> AqeError:
    return UsageError(
        f"there is no tool {name!r}", hint=f"known: {', '.join(tools)}", slug="unknown-tool"
    )


def _refused(error: BaseException) -> types.CallToolResult:
    """An error as a tool error; what is inside an exception group counts."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    if not isinstance(error, AqeError):
        _log.error("a tool failed", exc_info=error)
        error = InternalError(
            f"{type(error).__name__}: {error}",
            hint="this is a bug of aqe; the server's standard error has the traceback",
        )
    text = f"{error.message} [{error.slug}]"
    if error.hint:
        text += f"\n{error.hint}"
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)],
        structured_content={"error": error_object(error)},
        is_error=True,
    )
