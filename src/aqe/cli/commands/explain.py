"""``aqe explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import FiniteRange

__all__ = ["explain"]


@click.command()
@click.argument("place", metavar="FILE[::FUNCTION]")
@click.option("--run", "run_id", metavar="ID", help="Generating run to read.  [default: the last]")
@click.option("--generate", is_flag=True, help="Search first; no suite is written.")
@click.option(
    "--budget",
    type=FiniteRange(min=0.1, max=86_400),
    metavar="SECONDS",
    help="With --generate: seconds of search.  [default: 10]",
)
@click.option(
    "--executions",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --generate: count executions instead of seconds.",
)
@face_options
def explain(face: Face, place: str, **options: Any) -> int:
    """Tell why goals of a module were not reached, and what would help.

    FILE is a module that tests were generated for; FUNCTION is a function, method or class in it. For
    each line and branch that was not reached: the guard that no execution passed, the nearest miss, how
    executions ended, and what would help. Mutants that no test tells apart follow.

    \b
    Examples:
      aqe explain src/shop/cart.py
      aqe explain src/shop/cart.py::Cart.total
      aqe explain src/shop/cart.py --generate --executions 3000
    """
    from aqe.cli.views.explain import view
    from aqe.operations.explain import ExplainRequest

    path, separator, function = place.partition("::")
    if not path or (separator and not function):
        raise click.UsageError(f"{place!r} is not FILE or FILE::FUNCTION.")
    budget = options.pop("budget")
    if not options["generate"] and (budget is not None or options["executions"] is not None):
        raise click.UsageError("--budget and --executions need --generate.")
    request = ExplainRequest(path=Path(path), function=function or None, budget_s=budget, **options)
    return face.perform("explain", request, view)
