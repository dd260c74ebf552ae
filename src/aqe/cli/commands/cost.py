"""``aqe cost dashboard``."""

from __future__ import annotations

from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import output_option

__all__ = ["cost", "dashboard"]

_PLACES = {
    "dashboard": CommandPlace(
        "cost:dashboard", "Show what models cost, what came of it and what is left of the limits."
    ),
}


@click.group(cls=LazyGroup, places=_PLACES)
def cost() -> None:
    """Show what language models cost and what came of it.

    \b
    Examples:
      aqe cost dashboard
      aqe cost dashboard --compare baseline
    """


@click.command()
@click.option(
    "--by",
    type=click.Choice(["model", "agent", "module", "day"]),
    default="model",
    show_default=True,
    help="Add costs up by model, agent, module under test or day (UTC).",
)
@click.option(
    "--compare",
    metavar="MODEL",
    help="Estimate what the same tokens would have cost at a model (provider/name); `baseline` is the"
    " dearest that was used.",
)
@click.option(
    "--days",
    type=click.IntRange(min=1, max=36_500),
    default=30,
    show_default=True,
    metavar="N",
    help="Show the last N days (UTC), today included.",
)
@output_option("html", "a self-contained page")
@face_options
def dashboard(face: Face, by: str, **options: Any) -> int:
    """Show what models cost, what came of it and what is left of the limits.

    First comes the cost per accepted test: all that was paid, failed calls included, over all tests
    that became part of a verified suite. The exit code is 3 where no model was called.

    \b
    Examples:
      aqe cost dashboard
      aqe cost dashboard --compare baseline --by day --days 7
      aqe cost dashboard --html costs.html
    """
    from aqe.cli.views.cost import view
    from aqe.domain.cost import CostGrouping
    from aqe.operations.cost import CostDashboardRequest

    request = CostDashboardRequest(by=CostGrouping(by), **options)
    return face.perform("cost.dashboard", request, view)
