"""``aqe mcp``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

__all__ = ["mcp"]


@click.command()
@click.option(
    "--transport",
    type=click.Choice(["stdio", "http"]),
    default="stdio",
    show_default=True,
    help="Standard input and output for one client, or HTTP for several of this machine.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Where to listen over HTTP; 0 takes a free port.",
)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Project to serve; no path of a request may lead out of it.  [default: nearest folder above"
    " with pyproject.toml, setup.cfg, setup.py or .git]",
)
def mcp(transport: str, port: int, project: Path | None) -> int:
    """Serve the operations as tools over the Model Context Protocol.

    Standard output carries the protocol and nothing else; what there is to say goes to standard
    error. Over HTTP the server listens on this machine only.

    \b
    Examples:
      aqe mcp --project ~/shop
      aqe mcp --transport http --port 8765
    """
    from aqe.settings import project_root

    root = project.resolve() if project else project_root(Path.cwd())
    # Faces do not import one another: the server is reached by name.
    import_module("aqe.mcp.serve").serve(root, transport=transport, port=port)
    return 0
