"""``aqe agent list``, ``show`` and ``run``."""

from __future__ import annotations

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup

__all__ = ["agent", "listing", "run", "show"]

_PLACES = {
    "list": CommandPlace("agent:listing", "List the agents that can be run here."),
    "show": CommandPlace("agent:show", "Show what an agent does, takes and gives."),
    "run": CommandPlace("agent:run", "Let an agent do its duty once."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def agent() -> None:
    """List, show and run agents.

    An agent is a Markdown file with a duty, typed inputs and the operations it calls. A project adds
    its own in .agentic-qe/agents.

    \b
    Examples:
      aqe agent list
      aqe agent run qe-test-executor
    """


@click.command("list")
@face_options
def listing(face: Face) -> int:
    """List the agents that can be run here.

    \b
    Examples:
      aqe agent list
    """
    from aqe.cli.views.agents import list_view
    from aqe.operations.agents import AgentListRequest

    return face.perform("agent.list", AgentListRequest(), list_view)


@click.command()
@click.argument("name")
@face_options
def show(face: Face, name: str) -> int:
    """Show what an agent does, takes and gives.

    \b
    Examples:
      aqe agent show qe-test-generator
    """
    from aqe.cli.views.agents import show_view
    from aqe.operations.agents import AgentShowRequest

    return face.perform("agent.show", AgentShowRequest(name), show_view)


@click.command()
@click.argument("name")
@click.option(
    "--input",
    "-i",
    "arguments",
    multiple=True,
    metavar="NAME=VALUE",
    help="An input of the agent; repeat it for more inputs, or to make a list.",
)
@face_options
def run(face: Face, name: str, arguments: tuple[str, ...]) -> int:
    """Let an agent do its duty once.

    \b
    Examples:
      aqe agent run qe-test-generator --input paths=src/shop/cart.py --input budget_s=5
      aqe agent run qe-quality-gate --json
    """
    from aqe.cli.views.agents import run_view
    from aqe.operations.agents import AgentRunRequest

    return face.perform("agent.run", AgentRunRequest(name, arguments=arguments), run_view)
