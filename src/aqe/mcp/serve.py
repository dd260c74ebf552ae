"""Starts a protocol server for one project; `aqe mcp` is this function."""

from __future__ import annotations

import importlib.util
import logging
import sys
from pathlib import Path

from aqe.errors import UsageError

__all__ = ["DEFAULT_PORT", "TRANSPORTS", "serve"]

TRANSPORTS = ("stdio", "http")
DEFAULT_PORT = 8765


def serve(root: Path, *, transport: str = "stdio", port: int = DEFAULT_PORT) -> None:
    """Serve the operations on one project until the client leaves or a signal arrives.

    Args:
        root: The project root, out of which no path of a request may lead.
        transport: ``stdio`` or ``http``.
        port: Where to listen over HTTP; 0 takes a free port. The address is told on standard error.

    Raises:
        UsageError: The transport is unknown, the port is taken, or the extra ``mcp`` is not installed.
    """
    if transport not in TRANSPORTS:
        raise UsageError(f"unknown transport {transport!r}", hint=f"one of {', '.join(TRANSPORTS)}")
    _require_extra()
    from aqe.mcp.project import ProjectPerformer
    from aqe.mcp.server import build_server
    from aqe.mcp.tools import tools_of
    from aqe.mcp.transports import run_http, run_stdio

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    server = build_server(tools_of(), root=root, perform=ProjectPerformer(root, _tell))
    if transport == "stdio":
        run_stdio(server)
    else:
        run_http(server, port)


def _require_extra() -> None:
    missing = [name for name in ("mcp", "uvicorn") if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the MCP server needs {' and '.join(missing)}: not installed here",
            hint="pip install 'agentic-qe[mcp]'",
            slug="missing-extra",
        )


def _tell(text: str) -> None:
    print(f"aqe: {text}", file=sys.stderr, flush=True)
